"""May a feature above refuse and change what is written, and is it asked at each moment?"""

from __future__ import annotations

from msgspec.structs import replace

from tests.town import Town, outcome
from tokenim.catalogue import errors
from tokenim.catalogue.contents import TextContent
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.messages import service as messages
from tokenim.features.messages.service import Writing
from tokenim.kernel.unit_of_work import Work


async def _polite(work: Work, writing: Writing) -> Writing:
    content = writing.message.content
    assert isinstance(content, TextContent)
    if content.text == "spam":
        raise TokenIMError(errors.PERMISSION_MISSING, "Not here")
    return writing._replace(
        message=replace(writing.message, content=TextContent(content.text.replace("damn", "****")))
    )


async def test_a_message_is_refused_and_changed_before_it_is_sent(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    messages.SENDING.stand(town.node.context, _polite)

    assert await outcome(town.say(alice, room, "spam")) == "permission.missing"
    seq = await town.say(alice, room, "damn good", client_id="m-damn")
    again = await town.say(alice, room, "damn good", client_id="m-damn")

    assert again == seq
    assert [message["content"]["text"] for message in await town.messages(bob, room)] == ["**** good"]


async def test_a_retry_of_what_was_sent_is_answered_though_it_would_be_refused_now(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    seq = await town.say(alice, room, "spam", client_id="m-early")
    messages.SENDING.stand(town.node.context, _polite)

    assert await town.say(alice, room, "spam", client_id="m-early") == seq
    assert await outcome(town.say(alice, room, "spam", client_id="m-late")) == "permission.missing"


async def test_an_edit_is_refused_and_changed_like_a_message(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    seq = await town.say(alice, room, "fine")
    messages.EDITING.stand(town.node.context, _polite)
    edit = {"conversation_id": room, "seq": seq}

    assert (
        await outcome(town.ask(alice, "messages.edit", content={"text": "spam"}, **edit))
        == "permission.missing"
    )
    await town.ask(alice, "messages.edit", content={"text": "damn fine"}, **edit)

    found = await town.messages(bob, room)
    assert [message["content"]["text"] for message in found] == ["**** fine"]
