"""Are streams and batches read in order and whole?"""

from __future__ import annotations

import asyncio

import pytest

from tests.counted import Counted
from tests.kernel.ground import Ground, alice
from tokenim.catalogue.events import MessageSent
from tokenim.kernel import log
from tokenim.kernel.among import packed_rows


async def test_entries_between_two_seqs_come_in_order(ground: Ground) -> None:
    await ground.append("c_1", "a", "b", "c", "d")

    sql, values = log.entries_query("c_1", 1, 3, 10)
    rows = await ground.work().all(sql, **values)

    assert [log.entry(row).seq for row in rows] == [2, 3]


async def test_an_entry_comes_back_as_it_was_stored(ground: Ground) -> None:
    work = ground.work(alice())
    stored = work.append("c_1", MessageSent(type="text", content={"text": "hi"}), client_id="i-1")
    await ground.committer.store(work)

    sql, values = log.entries_query("c_1", 0, 9, 9)
    found = log.entry((await ground.work().all(sql, **values))[0])

    names = ("stream", "seq", "kind", "sender_id", "client_id", "at", "count", "body")
    assert [getattr(found, name) for name in names] == [getattr(stored, name) for name in names]
    assert (found.seq, found.count, found.client_id) == (1, 1, "i-1")


async def test_batches_come_in_order_each_with_its_entries(ground: Ground) -> None:
    await ground.append("c_1", "a", "b")
    await asyncio.gather(ground.append("c_1", "c"), ground.append("c_2", "d"))
    await ground.bump("c_3")

    found = await log.batches(ground.database.read, 0, 10)

    shown = [(batch, [(entry.stream, entry.seq) for entry in entries]) for batch, entries in found]
    assert shown == [(1, [("c_1", 1), ("c_1", 2)]), (2, [("c_1", 3), ("c_2", 1)]), (3, [])]
    assert await log.batches(ground.database.read, 3, 10) == []
    assert [batch for batch, _ in await log.batches(ground.database.read, 1, 1)] == [2]


async def test_ranges_come_in_the_order_of_asking_each_with_its_entries(ground: Ground) -> None:
    await ground.append("c_1", "a", "b", "c")
    await ground.append("c_2", "d")
    wanted = [
        log.Range("c_2", 0, 9),
        log.Range("c_1", 1, 2),
        log.Range("c_none", 0, 9),
        log.Range("c_1", 0, 1),
    ]
    read = ground.database.read

    found = await log.ranges(read, wanted)

    assert [[(entry.stream, entry.seq) for entry in entries] for entries in found] == [
        [("c_2", 1)], [("c_1", 2)], [], [("c_1", 1)],
    ]  # fmt: skip
    assert await log.sizes(read, wanted) == [sum(len(entry.body) for entry in entries) for entries in found]
    assert (await log.ranges(read, []), await log.sizes(read, [])) == ([], [])


async def test_the_entries_of_ranges_are_found_by_their_index(ground: Ground) -> None:
    wanted = {"ranges": packed_rows([("c_1", 0, 1)])}

    plan = [row[3] for row in await ground.work().all("EXPLAIN QUERY PLAN " + log._RANGES, **wanted)]

    assert any("SEARCH e USING INDEX" in step for step in plan), plan


@pytest.mark.parametrize("count", [5, 50])
async def test_a_page_of_batches_takes_two_statements_however_many_entries_it_has(
    ground: Ground, count: int
) -> None:
    for number in range(count):
        await ground.append(f"c_{number}", "a")
    asked = Counted(ground.database.read)

    found = await log.batches(asked, 0, 100)

    assert len(found) == count
    assert asked.statements == 2


async def test_a_new_consumer_stands_at_the_beginning(ground: Ground) -> None:
    assert await log.position(ground.database.read, "push") == 0

    work = ground.work()
    work.write(log.MOVE_CURSOR, name="push", batch=7)
    await ground.committer.store(work)

    assert await log.position(ground.database.read, "push") == 7


async def test_a_page_ends_where_it_is_full_of_bytes_or_of_entries(ground: Ground) -> None:
    await ground.append("c_1", "a", "b", "c")
    page = log.sized("c_1", 0, 10, 1)
    rows = await ground.work().sized(page.sql, page.column, page.size, **page.values)
    sql, values = log.entries_query("c_1", 0, 9, 9)
    entries = [log.entry(row) for row in await ground.work().all(sql, **values)]
    size = len(entries[0].body)

    assert len(rows) == 1
    assert log.within(entries, 10, 0) == entries[:1]
    assert log.within(entries, 10, 2 * size) == entries[:2]
    assert log.within(entries, 2, 100 * size) == entries[:2]
    assert log.within(entries, 3, 3 * size) == entries
