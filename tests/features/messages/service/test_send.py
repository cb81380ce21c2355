"""Is a message stored once, for ever, whatever happens to it and however often it is sent?"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from tests.town import Town, outcome, refused
from tokenim.catalogue import errors
from tokenim.catalogue.contents import TextContent
from tokenim.features.messages.service import SENDING, Writing
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work

RETRY: dict[str, Any] = {"client_id": "retry"}


async def test_twenty_sends_of_one_client_id_at_once_are_one_message(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    his = await town.device(bob)

    seqs = await asyncio.gather(*(town.say(alice, group, **RETRY) for _ in range(20)))
    await town.quiet()

    assert set(seqs) == {1}
    assert len(await town.messages(bob, group)) == 1
    assert len(his.events("message.sent")) == 1
    assert (await town.view(bob, group))["unread"] == 1


async def test_one_client_id_is_another_message_for_another_sender_or_conversation(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group, other = await town.group(alice, bob), await town.group(alice)

    places = ((alice, group), (bob, group), (alice, other))
    seqs = [await town.say(sender, conversation, **RETRY) for sender, conversation in places]

    assert seqs == [1, 2, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Bye"},
        {"reply_to": 1},
        {"mentions_all": True},
        {"type": "card", "content": {"title": "Hello"}},
    ],
    ids=["text", "reply", "mentions", "type"],
)
async def test_one_client_id_with_another_message_is_refused(town: Town, other: dict[str, Any]) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    await town.say(alice, group, **RETRY)

    with refused(errors.CLIENT_ID_REUSED):
        await town.say(alice, group, **(RETRY | other))
    assert len(await town.messages(alice, group)) == 1


async def leave_bob(town: Town, alice: Actor, bob: Actor, group: str) -> None:
    await town.ask(bob, "members.remove", conversation_id=group, user_id=bob.user_id)


async def hide_first(town: Town, alice: Actor, bob: Actor, group: str) -> None:
    await town.ask(alice, "messages.hide", conversation_id=group, seq=1)


async def dissolve(town: Town, alice: Actor, bob: Actor, group: str) -> None:
    await town.ask(alice, "groups.dissolve", conversation_id=group)


async def edit(town: Town, alice: Actor, bob: Actor, group: str) -> None:
    await town.ask(alice, "messages.edit", conversation_id=group, seq=2, content={"text": "Edited"})


async def recall(town: Town, alice: Actor, bob: Actor, group: str) -> None:
    await town.ask(alice, "messages.recall", conversation_id=group, seq=2)


@pytest.mark.parametrize("meanwhile", [leave_bob, hide_first, dissolve, edit, recall])
async def test_a_retry_is_answered_as_the_first_time_whatever_happened_meanwhile(
    town: Town, meanwhile: Any
) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    await town.say(alice, group, "First")
    body = RETRY | {"type": "text", "content": {"text": "Hi"}, "mentions": [bob.user_id], "reply_to": 1}
    first = await town.ask(alice, "messages.send", conversation_id=group, **body)

    await meanwhile(town, alice, bob, group)

    head = (await town.view(alice, group))["last_seq"]
    for _ in range(2):
        assert await town.ask(alice, "messages.send", conversation_id=group, **body) == first
    assert (await town.view(alice, group))["last_seq"] == head
    body["client_id"] = "new"
    if meanwhile not in (edit, recall):
        assert await outcome(town.ask(alice, "messages.send", conversation_id=group, **body)) != ""


async def test_a_retry_with_another_message_is_refused_also_when_it_could_not_be_sent_now(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    await town.say(alice, group, **RETRY)
    await dissolve(town, alice, alice, group)

    assert await town.say(alice, group, **RETRY) == 1
    with refused(errors.CLIENT_ID_REUSED):
        await town.say(alice, group, "Other", **RETRY)
    with refused(errors.CONVERSATION_DISSOLVED):
        await town.say(alice, group)


async def test_who_is_out_still_learns_what_became_of_an_own_send_and_no_more(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    seq = await town.say(bob, group, **RETRY)

    await leave_bob(town, alice, bob, group)

    assert await town.say(bob, group, **RETRY) == seq
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await town.say(bob, group, client_id="another")
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await town.say(bob, group)


async def test_a_reply_is_to_a_message_that_the_sender_sees(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, history="from_join")
    old = await town.say(alice, group)
    await town.add(alice, group, bob)
    new = await town.say(alice, group)

    assert await town.say(bob, group, reply_to=new) == new + 1
    for reply_to in (old, old + 1, 99):
        with refused(errors.REPLY_NOT_FOUND):
            await town.say(bob, group, reply_to=reply_to)
    assert await town.say(alice, group, reply_to=old) == new + 2


async def test_an_outsider_is_not_mentioned(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)

    with refused(errors.MENTION_NOT_A_MEMBER):
        await town.say(alice, group, mentions=[bob.user_id])


async def test_seqs_have_no_gaps_and_follow_the_acks(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)

    await asyncio.gather(*(town.say(who, group) for who in (alice, bob) for _ in range(20)))
    last = await town.say(bob, group)

    assert [message["seq"] for message in await town.messages(alice, group)] == [*range(1, 42)]
    assert last == 41


async def test_custom_content_is_bounded_in_depth(town: Town) -> None:
    (alice,) = await town.users("alice")
    group = await town.group(alice)
    deep: dict[str, Any] = {}
    for _ in range(20):
        deep = {"deeper": deep}

    with refused(errors.REQUEST_INVALID):
        await town.ask(
            alice, "messages.send", conversation_id=group, client_id="deep", type="custom",
            content={"kind": "poll", "data": deep},
        )  # fmt: skip


async def test_a_feature_above_may_change_what_is_sent(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)

    async def louder(work: Work, writing: Writing) -> Writing:
        said = writing.message.content.text.upper()
        return writing._replace(message=msgspec.structs.replace(writing.message, content=TextContent(said)))

    SENDING.stand(town.node.context, louder)
    await town.say(alice, room, "hello")

    assert [message["content"]["text"] for message in await town.messages(bob, room)] == ["HELLO"]
