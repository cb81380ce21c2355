"""Is everything about messages kept beside the log, and found again?"""

from __future__ import annotations

import pytest

from tests.town import Town
from tokenim.catalogue.events import MessageEdited, MessageSent, ReactionAdded
from tokenim.features.messages import store
from tokenim.features.messages.store import Place
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Entry, Stale

ALICE = Actor("u_1", "user")
ALL = Place("c_1", "u_1", 0)


async def sent(town: Town, count: int) -> list[Entry]:
    work = town.work(ALICE)
    found = [
        work.append("c_1", MessageSent(type="text", content={"text": str(number)}), client_id=f"m{number}")
        for number in range(count)
    ]
    await town.store(work)
    return found


def seqs(entries: list[Entry]) -> list[int]:
    return [entry.seq for entry in entries]


async def test_messages_are_read_both_ways_from_any_point(town: Town) -> None:
    await sent(town, 6)

    assert seqs(await store.after(town.work(), ALL, 2, 2)) == [3, 4]
    assert seqs(await store.before(town.work(), ALL, 5, 2)) == [4, 3]
    first, second = await store.around(town.work(), ALL, 3, 4)
    assert (seqs(first), seqs(second)) == ([3, 2], [4, 5])
    first, second = await store.around(town.work(), ALL, 2**63 - 1, 1)
    assert (seqs(first), seqs(second)) == ([6], [])


async def test_what_is_below_the_floor_is_not_in_the_view(town: Town) -> None:
    await sent(town, 4)
    late = Place("c_1", "u_1", 2)

    assert seqs(await store.after(town.work(), late, 0, 9)) == [3, 4]
    assert seqs(await store.before(town.work(), late, 9, 9)) == [4, 3]
    assert await store.get(town.work(), late, 2) is None
    assert (await store.get(town.work(), late, 3)) is not None


async def test_what_is_hidden_is_hidden_from_one_user(town: Town) -> None:
    await sent(town, 3)
    for _ in range(2):
        work = town.work(ALICE)
        store.hide(work, "c_1", 2)
        await town.store(work)

    assert seqs(await store.after(town.work(), ALL, 0, 9)) == [1, 3]
    assert seqs(await store.after(town.work(), Place("c_1", "u_2", 0), 0, 9)) == [1, 2, 3]


async def test_a_message_is_found_by_the_senders_own_name_for_it(town: Town) -> None:
    await sent(town, 2)

    found = await store.sent(town.work(ALICE), "c_1", "m1")

    assert found is not None
    assert found.seq == 2
    assert await store.sent(town.work(Actor("u_2", "user")), "c_1", "m1") is None


async def test_a_reaction_depends_on_changes_of_the_message_but_not_on_other_reactions(town: Town) -> None:
    works = [town.work(), town.work(), town.work()]
    for work, change in zip(works, (False, True, False), strict=True):
        await store.guard(work, "c_1", 1)
        if change:
            store.changes(work, "c_1", 1)
        work.write("UPDATE meta SET value = value")

    await town.store(works[0])
    await town.store(works[1])
    with pytest.raises(Stale):
        await town.store(works[2])


async def test_nothing_remains_of_what_is_erased(town: Town) -> None:
    (message,) = await sent(town, 1)
    work = town.work(ALICE)
    change = work.append("c_1", MessageEdited(target_seq=1, content={"text": "new"}))
    before, message.body = message.body, b'{"type":"text","content":{"text":"new"}}'
    store.replace(work, message, 1, before, change)
    store.mention(work, "c_1", 1, ["u_2", "u_2"], everybody=True)
    store.react(work, "c_1", 1, "x", work.append("c_1", ReactionAdded(target_seq=1, emoji="x")))
    await town.store(work)
    assert [row[:2] for row in await store.revisions(town.work(), "c_1", 1, 0, 9)] == [(1, before)]
    assert await store.revisions(town.work(), "c_1", 1, 1, 9) == []
    assert await store.revision_sizes(town.work(), "c_1", 1, 0, 9) == [(1, len(before))]
    assert await store.next_revision(town.work(), "c_1", 1) == 2
    assert await store.next_revision(town.work(), "c_1", 2) == 1
    assert len(await town.work().all("SELECT * FROM mentions")) == 2

    work = town.work(ALICE)
    store.erase(work, message, b'{"target_seq":1}')
    await town.store(work)

    assert await town.work().all("SELECT body FROM revisions") == [(b"",)]
    assert await store.revisions(town.work(), "c_1", 1, 0, 9) == []
    assert await store.revision_sizes(town.work(), "c_1", 1, 0, 9) == []
    assert await town.work().all("SELECT body FROM entries WHERE seq > 1") == [(b'{"target_seq":1}',)] * 2
    for table in ("reactions", "reaction_counts", "reacted", "mentions"):
        assert await town.work().all(f"SELECT * FROM {table}") == []


async def test_mentions_are_taken_back(town: Town) -> None:
    work = town.work()
    store.mention(work, "c_1", 1, ["u_2"], everybody=False)
    store.mention(work, "c_1", 2, [], everybody=True)
    store.unmention(work, "c_1", 1)
    await town.store(work)

    assert await town.work().all("SELECT user_id, seq FROM mentions") == [("", 2)]
