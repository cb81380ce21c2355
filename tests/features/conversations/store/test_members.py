"""Are members, cursors and wishes kept and found again?"""

from __future__ import annotations

from tests.features.conversations.store.made import made
from tests.town import Town
from tokenim.features.conversations import store
from tokenim.features.conversations.model import Seat


async def test_descriptions_and_memberships_change(town: Town) -> None:
    await made(town, "c_1")
    work = town.work()
    store.update(work, "c_1", {"name": "Dinner", "history": "from_join"})
    store.update_member(work, "c_1", "u_1", {"role": "admin", "muted": 1})
    store.add_member(work, "c_1", "u_2", Seat("member"), None, hide=False)
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
    assert [row.user_id for row in await store.members(town.work(), "c_1", "", 9)] == ["u_2"]
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

    now = await store.standing(town.work(), group, bob.user_id, seq=1)
    assert now is not None
    assert (now.read_seq, now.delivered_seq, now.upto) == (seq, seq, 1)


async def test_who_has_read_has_it_delivered(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    seq = await town.say(alice, group)
    work = town.work()
    store.move_read(work, group, bob.user_id, seq, 1)
    await town.store(work)

    rows = {row.user_id: row[3:] for row in await store.members(town.work(), group, "", 9)}
    assert rows == {alice.user_id: (seq, seq), bob.user_id: (seq, seq)}


async def test_wishes_are_those_of_one_member(town: Town) -> None:
    await made(town, "c_1")
    work = town.work()
    store.update_member(work, "c_1", "u_1", {"pinned": 1})
    await town.store(work)

    assert await store.preferences(town.work(), "c_1", "u_1") == (True, False)
    assert await store.preferences(town.work(), "c_1", "u_2") is None


async def test_streams_and_acquaintances_are_found_by_membership(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, history="from_join")
    seq = await town.say(alice, group)
    await town.add(alice, group, bob)

    assert await store.streams_of(town.work(), bob.user_id) == [(group, seq + 1, seq + 1)]
    ids = [alice.user_id, bob.user_id, carol.user_id]
    assert await store.sharing_conversation(town.work(alice), ids) == {alice.user_id, bob.user_id}
    assert await store.sharing_conversation(town.work(carol), ids) == set()


async def test_one_member_is_read_as_in_the_list(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)

    listed = await store.members(town.work(), group, "", 9)

    assert [await store.member(town.work(), group, row.user_id) for row in listed] == listed
    assert await store.member(town.work(), group, "u_nobody") is None
