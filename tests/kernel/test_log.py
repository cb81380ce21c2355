"""Are streams and batches read in order and whole?"""

from __future__ import annotations

import asyncio

from tests.kernel.ground import Ground, alice
from tokenim.catalogue.events import MessageSent
from tokenim.kernel import log


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
