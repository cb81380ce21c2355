"""Send a message: the hot path. With the conversation in memory it reads nothing and waits only for the commit."""

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.contents import CustomContent
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import MessageSent
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import Conversation
from tokenim.features.messages import model, policy, store
from tokenim.features.messages.service.points import SENDING, Writing
from tokenim.kernel.unit_of_work import Entry, Work


async def send(work: Work, conversation_id: str, client_id: str, event: MessageSent) -> Entry:
    """Store the message durably and return its entry.

    The same `client_id` again returns the first entry, whenever and however often, and stores nothing; with another
    message it raises `message.client_id_reused`.
    """
    conversation = conversations.cached(work, conversation_id) or await conversations.get(
        work, conversation_id
    )
    if event.content.__class__ is CustomContent:
        model.check(event.content)
    try:
        conversations.may_write(conversation, work.actor.user_id)
        if event.mentions:
            policy.may_mention(conversation, event.mentions)
        if event.reply_to is not None:
            await _must_exist(work, conversation, event.reply_to)
        work.actor.bucket.may_store()
        if SENDING in work.context.checks:
            _, event = await SENDING.ask(work, Writing(conversation, event))
    except TokenIMError as refusal:
        return await _sent_before(work, conversation, client_id, event, refusal)
    work.expect(conversation_id, conversation.version)
    entry = work.append(
        conversation_id, event, client_id=client_id, trailing_update=conversations.READ_BY_SENDING
    )
    if event.mentions or event.mentions_all:
        store.mention(work, conversation_id, entry, event.mentions, everybody=event.mentions_all)
    body = entry.body
    await work.commit()
    if entry.duplicate:
        _sent_already(work, entry, body)
    return entry


async def _sent_before(
    work: Work, conversation: Conversation, client_id: str, event: MessageSent, refusal: TokenIMError
) -> Entry:
    """Return what was sent when it was allowed: a retry is answered as the first time, whatever changed since."""
    found = await store.sent(work, conversation.id, client_id)
    if found is None:
        raise refusal
    _sent_already(work, found, msgspec.json.encode(event))
    return found


def _sent_already(work: Work, first: Entry, body: bytes) -> None:
    if first.body != body:
        _must_be_the_same(first.body, body)
    work.replayed = True


async def _must_exist(work: Work, conversation: Conversation, seq: int) -> None:
    me = work.actor.user_id
    place = store.Place(conversation.id, me, conversation.members[me].visible_after)
    if await store.get(work, place, seq) is None:
        raise TokenIMError(errors.REPLY_NOT_FOUND, f"There is no message {seq}")


def _must_be_the_same(first: bytes, again: bytes) -> None:
    """Raise unless the two differ only because the first was changed since."""
    stored = msgspec.json.decode(first, type=MessageSent)
    if stored.recalled or stored.edited_at:
        return
    raise TokenIMError(errors.CLIENT_ID_REUSED)
