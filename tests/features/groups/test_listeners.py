"""Do the groups of a deleted user go on without them?"""

from __future__ import annotations

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors
from tokenim.features.groups.listeners import LeaveGroupsOnDelete
from tokenim.kernel import log
from tokenim.kernel.actor import Actor


async def heard(town: Town) -> None:
    """Let the groups hear everything that was ever stored."""
    farewell = LeaveGroupsOnDelete(town.node.committer, town.node.context)
    for batch, entries in await log.batches(town.node.database.read, 0, 1000):
        await farewell(batch, entries)


async def roles(town: Town, asker: Actor, group: str) -> dict[str, str]:
    answer = await town.ask(asker, "members.list", conversation_id=group)
    return {member["user_id"]: member["role"] for member in answer["items"]}


@pytest.mark.parametrize("times", [1, 3])
async def test_a_deleted_member_leaves_every_group_once(town: Town, times: int) -> None:
    alice, bob = await town.users("alice", "bob")
    groups = [await town.group(alice, bob), await town.group(alice, bob)]
    direct = await town.direct(alice, bob)

    await town.erase(bob)
    for _ in range(times):
        await heard(town)

    for group in groups:
        assert await roles(town, alice, group) == {alice.user_id: "owner"}
        assert [entry["event"] for entry in await town.entries(alice, group)] == ["member.left"]
    assert len(await roles(town, alice, direct)) == 2


async def test_nothing_happens_while_nobody_is_deleted(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    await town.say(alice, group)

    await heard(town)

    assert len(await roles(town, alice, group)) == 2


async def test_the_devices_of_a_group_hear_that_its_owner_is_gone_and_who_follows(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob, carol)
    await town.ask(alice, "members.set_role", conversation_id=group, user_id=carol.user_id, role="admin")
    device = await town.device(bob)

    await town.erase(alice)
    await heard(town)
    await town.quiet()

    told = [(event["event"], event["data"].get("role")) for event in device.events()]
    assert told == [("member.role_changed", "owner"), ("member.left", None)]
    assert await roles(town, bob, group) == {bob.user_id: "member", carol.user_id: "owner"}
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await town.view(alice, group)
