"""Do messages arrive, in order, on every device?"""

from __future__ import annotations

import asyncio

import pytest

from tests.client.people import People, collect, started, text_is, texts
from tokenim_client import NotConnected, TokenIMError, Unsettled


async def test_a_message_reaches_the_other_and_is_acknowledged(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    async with alice.connect() as here, bob.connect() as there:
        await here.connected()
        events = await started(there)
        talk = await alice.conversations.direct(bob.user.id)

        accepted = await here.send(talk.id, "Hello")
        received = await collect(events, text_is("Hello"))

    assert (accepted.conversation_id, accepted.seq) == (talk.id, 1)
    joined, sent = received
    assert joined.kind == "conversation.joined"
    assert sent.kind == "message.sent"
    assert sent.message.sender_id == alice.user.id


async def test_the_first_event_is_the_state(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    await alice.messages.send(talk.id, "before")

    async with bob.connect() as live:
        [state] = await collect(live.events(), lambda event: True)

    assert state.kind == "resync_required"
    assert [(item.id, item.last_seq, item.unread) for item in state.conversations] == [(talk.id, 1, 1)]


async def test_what_happens_after_connecting_comes_as_an_event(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    for number in range(10):
        async with bob.connect() as live:
            await live.connected()
            await alice.messages.send(talk.id, f"{number}")
            received = await collect(live.events(), text_is(f"{number}"))

        assert [event.kind for event in received] == ["resync_required", "message.sent"]


async def test_messages_are_stored_in_the_order_of_the_calls(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with alice.connect() as here, bob.connect() as there:
        events = await started(there)
        sent = [here.send(talk.id, f"{number}") for number in range(50)]
        accepted = await asyncio.gather(*sent)
        received = await collect(events, text_is("49"))

    assert [item.seq for item in accepted] == list(range(1, 51))
    assert texts(received) == [f"{number}" for number in range(50)]


async def test_the_senders_other_device_sees_the_message_too(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    phone = await people.again(alice)
    talk = await alice.conversations.direct(bob.user.id)
    async with alice.connect() as here, phone.connect() as there:
        events = await started(there)
        await here.send(talk.id, "from the desk")
        received = await collect(events, text_is("from the desk"))

    assert received[-1].seq == 1


async def test_a_refused_message_fails_and_the_next_one_is_sent(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with alice.connect() as live:
        refused, accepted = live.send(talk.id, "late reply", reply_to=99), live.send(talk.id, "fine")
        with pytest.raises(TokenIMError) as caught:
            await refused

        assert (await accepted).seq == 1
    assert caught.value.code == "message.reply_not_found"
    assert caught.value.request_id


async def test_typing_and_read_receipts_reach_the_other(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    await alice.messages.send(talk.id, "are you there?")
    async with alice.connect() as here, bob.connect() as there:
        events = await started(here)
        await there.connected()
        await there.ask("typing.start", conversation_id=talk.id)
        await there.ask("conversations.read", conversation_id=talk.id, seq=1)
        received = await collect(events, lambda event: event.kind == "receipt.read")

    assert received[0].kind == "typing.started"
    assert received[-1].data == {"user_id": bob.user.id, "seq": 1}


async def test_an_operation_is_refused_without_a_connection(people: People) -> None:
    alice = await people.new()
    async with alice.connect() as live:
        with pytest.raises(NotConnected):
            await live.ask("users.me")
        await live.connected()
        assert (await live.ask("users.me"))["id"] == alice.user.id


async def test_a_message_without_an_answer_is_unsettled_when_the_application_leaves(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with alice.connect() as live:
        sending = live.send(talk.id, "never sent")

    with pytest.raises(Unsettled) as caught:
        await sending
    assert caught.value.client_id == sending.client_id
