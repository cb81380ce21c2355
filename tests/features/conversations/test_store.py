"""Is everything about conversations and members kept and found again?"""

from __future__ import annotations

import pytest

from tests.town import Town
from tokenim.features.conversations import store
from tokenim.kernel.unit_of_work import Conflict, Work

DESCRIBED = {"kind": "group", "name": "Lunch", "description": "", "avatar_url": "", "history": "all"}


def added(work: Work, conversation_id: str, pair: str | None = None) -> None:
    store.add(work, id=conversation_id, pair=pair, created_by="u_1", created_at=work.now, **DESCRIBED)
    store.add_member(work, conversation_id, "u_1", "owner", None, hide=True)


async def made(town: Town, *conversation_ids: str) -> None:
    for conversation_id in conversation_ids:
        work = town.work()
        added(work, conversation_id, f"pair of {conversation_id}")
        work.bump(conversation_id)
        await town.store(work)


async def test_a_conversation_is_read_with_its_members_and_version(town: Town) -> None:
    await made(town, "c_1")

    found = await store.get(town.work(), "c_1")

    assert found is not None
    assert (found.id, found.name, found.version, found.dissolved_at) == ("c_1", "Lunch", 1, None)
    assert (found.members["u_1"].role, found.members["u_1"].visible_after) == ("owner", 0)
    assert await store.get(town.work(), "c_2") is None


async def test_a_pair_has_one_conversation(town: Town) -> None:
    await made(town, "c_1")
    work = town.work()
    added(work, "c_2", "pair of c_1")

    with pytest.raises(Conflict):
        await town.store(work)

    assert await store.by_pair(town.work(), "pair of c_1") == "c_1"
    assert await store.by_pair(town.work(), "pair of c_2") is None


async def test_lists_go_by_the_newest_batch_and_changes_by_the_oldest(town: Town) -> None:
    await made(town, "c_1", "c_2", "c_3")

    listed = await store.listed(town.work(), "u_1", (2, 0, ""), 2)
    rest = await store.listed(town.work(), "u_1", (listed[1][14], listed[1][16], listed[1][0]), 9)
    changed = await store.changed(town.work(), "u_1", rest[0][16], 9)
    one = await store.one_listed(town.work(), "u_1", "c_2")

    assert [row[0] for row in (*listed, *rest)] == ["c_3", "c_2", "c_1"]
    assert [row[0] for row in changed] == ["c_2", "c_3"]
    assert one == listed[1]
    assert await store.one_listed(town.work(), "u_2", "c_2") is None
    assert await store.details(town.work(), "u_1", [listed[0]]) == [(1, 0, None)]
    assert await store.details(town.work(), "u_1", []) == []


async def test_descriptions_and_memberships_change(town: Town) -> None:
    await made(town, "c_1")
    work = town.work()
    store.update(work, "c_1", {"name": "Dinner", "history": "from_join"})
    store.update_member(work, "c_1", "u_1", {"role": "admin", "muted": 1})
    store.add_member(work, "c_1", "u_2", "member", None, hide=False)
    await town.store(work)

    found = await store.get(town.work(), "c_1")
    assert found is not None
    assert (found.name, found.history) == ("Dinner", "from_join")
    assert {user_id: member.role for user_id, member in found.members.items()} == {
        "u_1": "admin",
        "u_2": "member",
    }

    work = town.work()
    store.remove_member(work, "c_1", "u_1")
    await town.store(work)
    assert [row[0] for row in await store.members(town.work(), "c_1", "", 9)] == ["u_2"]
    assert await store.members(town.work(), "c_1", "u_2", 9) == []


async def test_cursors_are_those_of_the_member_at_an_entry(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    await town.say(alice, group)
    seq = await town.say(alice, group)
    work = town.work()
    store.move_read(work, group, bob.user_id, seq, 2)
    store.move_read(work, group, bob.user_id, 1, 1)
    store.move_delivered(work, group, bob.user_id, seq)
    store.move_delivered(work, group, bob.user_id, 1)
    await town.store(work)

    assert await store.cursors(town.work(), group, bob.user_id, 1) == (seq, seq, 1)
    assert await store.cursors(town.work(), group, bob.user_id, seq + 1) is None
    assert await store.cursors(town.work(), group, "u_nobody", seq) is None


async def test_streams_and_acquaintances_are_found_by_membership(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, history="from_join")
    seq = await town.say(alice, group)
    await town.add(alice, group, bob)

    assert await store.streams_of(town.work(), bob.user_id) == [(group, seq + 1, seq + 1)]
    ids = [alice.user_id, bob.user_id, carol.user_id]
    assert await store.acquainted(town.work(alice), ids) == {alice.user_id, bob.user_id}
    assert await store.acquainted(town.work(carol), ids) == set()
