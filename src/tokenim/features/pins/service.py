"""Pin messages of a conversation, take pins off, and list them."""

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import MessagePinned, MessageRecalled, MessageUnpinned
from tokenim.features.conversations import service as conversations
from tokenim.features.messages import service as messages
from tokenim.features.pins import policy, store
from tokenim.features.pins.model import Pin
from tokenim.kernel import log
from tokenim.kernel.unit_of_work import Entry, Work


async def pin(work: Work, conversation_id: str, seq: int) -> None:
    """Pin a message for everybody in the conversation; one that is pinned stays as it is."""
    await _may_pin(work, conversation_id)
    await messages.held(work, conversation_id, seq)
    await store.guard(work, conversation_id)
    is_pinned, count = await store.pinned(work, conversation_id, seq)
    if is_pinned:
        return
    if count >= limits.PINS:
        raise TokenIMError(errors.PINS_FULL)
    work.actor.bucket.may_store()
    entry = work.append(conversation_id, MessagePinned(target_seq=seq))
    store.changes(work, conversation_id)
    store.pin(work, conversation_id, seq, entry)


async def unpin(work: Work, conversation_id: str, seq: int) -> None:
    """Take the pin off a message; without one nothing happens."""
    await _may_pin(work, conversation_id)
    await messages.get(work, conversation_id, seq)
    await store.guard(work, conversation_id)
    is_pinned, _ = await store.pinned(work, conversation_id, seq)
    if not is_pinned:
        return
    work.append(conversation_id, MessageUnpinned(target_seq=seq))
    store.changes(work, conversation_id)
    store.unpin(work, conversation_id, seq)


async def _may_pin(work: Work, conversation_id: str) -> None:
    """Raise unless the actor may pin in the conversation; the unit depends on that staying so."""
    conversation = await conversations.get(work, conversation_id)
    policy.may_pin(conversation, work.actor.user_id)
    work.expect(conversation_id, conversation.version)


async def listed(work: Work, conversation_id: str, before: int, limit: int) -> tuple[list[Pin], bool]:
    """Return (pins told before an entry, the newest first, whether there are more); a page ends at its limit or its bytes.

    Messages that the actor does not see are left out.
    """
    conversation = await conversations.get(work, conversation_id)
    member = conversations.may_read(conversation, work.actor.user_id)
    found = await store.page(work, conversation_id, member.visible_after, before, limit + 1)
    fits = len(log.within([pin.message for pin in found], limit, limits.PAGE_BYTES))
    return found[:fits], fits < len(found)


def recalled(work: Work, entry: Entry, event: MessageRecalled) -> None:
    """Take the pin off a message that is recalled: both are stored, or neither."""
    store.unpin(work, entry.stream, event.target_seq)
