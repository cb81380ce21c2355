"""Do those who were put into a conversation by a stranger have the last word?"""

from __future__ import annotations

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors
from tokenim.features.conversations import service as conversations
from tokenim.kernel.unit_of_work import Stale


async def test_accepting_is_told_to_the_own_devices_once(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    phone, hers = await town.device(bob), await town.device(alice)

    for _ in range(2):
        await town.ask(bob, "conversations.accept", conversation_id=group)
    await town.quiet()

    (accepted,) = phone.events()
    assert (accepted["event"], accepted["data"]["conversation_id"]) == ("invitation.accepted", group)
    assert hers.events() == []
    assert "invited_by" not in await town.view(bob, group)


async def test_declining_leaves_the_group_without_a_trace_in_the_list(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    phone = await town.device(bob)
    group = await town.group(alice, bob)
    await town.say(alice, group)

    await town.ask(bob, "conversations.decline", conversation_id=group)
    await town.quiet()

    assert (await town.ask(bob, "conversations.list"))["items"] == []
    (joined,) = phone.events("conversation.joined")
    assert joined["data"]["invited_by"] == alice.user_id
    assert [event["event"] for event in phone.events()][-1] == "conversation.left"
    for name in ("conversations.decline", "conversations.accept"):
        with refused(errors.CONVERSATION_NOT_A_MEMBER):
            await town.ask(bob, name, conversation_id=group)


async def test_only_an_open_invitation_to_a_group_is_declined(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group, direct = await town.group(alice, bob), await town.direct(alice, bob)
    await town.say(bob, group)

    with refused(errors.CONVERSATION_NO_INVITATION):
        await town.ask(bob, "conversations.decline", conversation_id=group)
    with refused(errors.CONVERSATION_NOT_A_GROUP):
        await town.ask(bob, "conversations.decline", conversation_id=direct)


async def test_who_declined_is_welcome_again_when_they_wish(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    await town.ask(bob, "conversations.decline", conversation_id=group)

    direct = await town.direct(bob, alice)
    await town.say(alice, direct)

    assert (await town.view(bob, direct))["unread"] == 1
    with refused(errors.USER_NOT_ADDABLE):
        await town.add(alice, group, bob)


@pytest.mark.parametrize("answer", ["accept", "decline"])
async def test_who_was_removed_meanwhile_answers_nothing(town: Town, answer: str) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    work = town.work(bob)
    await (conversations.accept if answer == "accept" else conversations.decline)(work, group)

    await town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)

    with pytest.raises(Stale):
        await town.store(work)
