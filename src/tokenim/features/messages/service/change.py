"""Edit a message, take it back, or hide it from oneself."""

from typing import Any

import msgspec

from tokenim.catalogue import errors, limits
from tokenim.catalogue.contents import CONTENTS, CustomContent
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import MessageEdited, MessageHidden, MessageRecalled, MessageSent
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import Conversation
from tokenim.features.messages import model, policy, store
from tokenim.features.messages.service import reading
from tokenim.features.messages.service.points import EDITING, Writing
from tokenim.kernel import checked, idempotency, strict, wire
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.unit_of_work import Entry, Work


async def edit(
    work: Work,
    conversation_id: str,
    seq: int,
    content: dict[str, Any],
    mentions: list[str],
    *,
    everybody: bool,
) -> Entry:
    """Give a message new content of the same type; what it held before is kept as a revision.

    Whoever is mentioned already may stay so after leaving. An edit that changes nothing is none.
    """
    conversation = await conversations.get(work, conversation_id)
    message = await _writable(work, conversation, seq)
    policy.may_edit(message, work.actor.user_id, work.now, work.context.settings.edit_seconds)
    held = current(message)
    new = shaped(held.type, content)
    policy.may_mention(conversation, [user_id for user_id in mentions if user_id not in held.mentions])
    now = MessageSent(
        type=held.type, content=new, reply_to=held.reply_to, mentions=mentions, mentions_all=everybody,
        edited_at=held.edited_at, via=held.via,
    )  # fmt: skip
    _, now = await EDITING.ask(work, Writing(conversation, now))
    if _same(now, held):
        return message
    number = await store.next_revision(work, conversation_id, seq)
    if number > limits.EDITS:
        raise TokenIMError(errors.EDITS_FULL)
    work.actor.bucket.may_store()
    work.actor.bucket.charge("messages_edited")
    work.expect(conversation_id, conversation.version)
    seen_by_all = seq > conversation.hidden_upto
    change = work.append(conversation_id, _edited(seq, now) if seen_by_all else MessageEdited(target_seq=seq))
    _replace(work, message, msgspec.structs.replace(now, edited_at=rfc3339(work.now)), number, change)
    store.unmention(work, conversation_id, seq)
    store.mention(work, conversation_id, seq, now.mentions, everybody=now.mentions_all)
    return message


async def _writable(work: Work, conversation: Conversation, seq: int) -> Entry:
    """Return a message that the actor sees in a conversation where the actor may write; it stays so until the commit."""
    member = conversations.may_write(conversation, work.actor.user_id)
    place = store.Place(conversation.id, work.actor.user_id, member.visible_after)
    await store.guard(work, conversation.id, seq)
    return await reading.found(work, place, seq)


def _same(now: MessageSent, held: MessageSent) -> bool:
    """Whether both say the same to the same people; the order of mentions says nothing."""
    if set(now.mentions) != set(held.mentions):
        return False
    again = msgspec.structs.replace(now, mentions=held.mentions)
    return msgspec.json.encode(again) == msgspec.json.encode(held)


def _edited(seq: int, now: MessageSent) -> MessageEdited:
    return MessageEdited(
        target_seq=seq, content=now.content, mentions=now.mentions, mentions_all=now.mentions_all
    )


def _replace(work: Work, message: Entry, now: MessageSent, number: int, change: Entry) -> None:
    """Record that the message holds something else now, as `change` tells; its cost does not grow with each edit."""
    store.changes(work, message.stream, message.seq)
    before, message.body = message.body, msgspec.json.encode(now)
    store.replace(work, message, number, before, change)


async def recall(work: Work, conversation_id: str, seq: int) -> None:
    """Take a message back: its content is erased, its place stays. Twice is once. Own ones also in a dissolved group."""
    conversation = await conversations.get(work, conversation_id)
    member = conversations.may_read(conversation, work.actor.user_id)
    await store.guard(work, conversation_id, seq)
    message = await reading.found(
        work, store.Place(conversation_id, work.actor.user_id, member.visible_after), seq
    )
    if message.sender_id != work.actor.user_id:
        conversations.may_write(conversation, work.actor.user_id)
    policy.may_recall(message, member, work.actor.user_id, work.now, work.context.settings.recall_seconds)
    held = msgspec.json.decode(message.body, type=MessageSent)
    if held.recalled:
        return
    work.expect(conversation_id, conversation.version)
    change = work.append(conversation_id, MessageRecalled(target_seq=seq))
    number = await store.next_revision(work, conversation_id, seq)
    taken_back = MessageSent(type=held.type, content={}, recalled=True, via=held.via)
    _replace(work, message, taken_back, number, change)
    store.erase(work, message, msgspec.json.encode(MessageEdited(target_seq=seq, content={})))
    idempotency.forget(work, message.sender_id, wire.message(message).removesuffix(message.body[1:]))


async def hide(work: Work, conversation_id: str, seq: int) -> None:
    """Remove a message from the actor's own view, on all devices. Twice is once."""
    place = await reading.view(work, conversation_id)
    await reading.found(work, place._replace(user_id=""), seq)
    if await store.get(work, place, seq) is None:
        return
    work.actor.bucket.may_store()
    now = await conversations.hiding(work, conversation_id, seq)
    store.hide(work, conversation_id, seq)
    hidden = MessageHidden(
        conversation_id=conversation_id, target_seq=seq, read_seq=now.read_seq, unread=now.unread,
        mentions=now.mentions, last_seq=now.last_seq,
    )  # fmt: skip
    work.append(work.actor.user_id, hidden)


async def held(work: Work, conversation_id: str, seq: int) -> MessageSent:
    """Return what a message that the actor sees holds; raise if it was recalled. It is not changed before the commit."""
    place = await reading.view(work, conversation_id)
    await store.guard(work, conversation_id, seq)
    return current(await reading.found(work, place, seq))


def current(message: Entry) -> MessageSent:
    """Return what a message holds; raise `message.recalled` if it was taken back."""
    held = msgspec.json.decode(message.body, type=MessageSent)
    if held.recalled:
        raise TokenIMError(errors.MESSAGE_RECALLED)
    return held


def shaped(type_: str, content: dict[str, Any]) -> Any:
    """Return content in the shape of its type; refuse with the names of the fields."""
    try:
        shaped = msgspec.convert(content, CONTENTS[type_])
    except msgspec.ValidationError as error:
        raise strict.refusal(error, "content") from error
    checked.check(shaped, "content.")
    if isinstance(shaped, CustomContent):
        model.check(shaped)
    return shaped
