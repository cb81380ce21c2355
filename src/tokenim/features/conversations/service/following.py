"""How far has a member read, and what does a member want to hear?"""

from tokenim.catalogue import errors, events
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import policy, store
from tokenim.features.conversations.service.memory import get
from tokenim.kernel.unit_of_work import Work


async def mark_read(work: Work, conversation_id: str, seq: int) -> int:
    """Move the actor's read cursor forward to `seq`; return where it stands. Going back changes nothing."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    me = work.actor.user_id
    cursors = await store.cursors(work, conversation_id, me, seq)
    if cursors is None:
        raise TokenIMError(errors.MESSAGE_NOT_FOUND, f"The conversation has no entry {seq}")
    if seq <= cursors[0]:
        return cursors[0]
    work.expect(conversation_id, conversation.version)
    store.move_read(work, conversation_id, me, seq, cursors[2])
    work.append(me, events.ReadMoved(conversation_id=conversation_id, seq=seq))
    work.tell(conversation_id, events.ReceiptRead(user_id=me, seq=seq))
    return seq


async def mark_delivered(work: Work, conversation_id: str, seq: int) -> int:
    """Say that a device of the actor holds everything up to `seq`; return where the cursor stands."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    me = work.actor.user_id
    cursors = await store.cursors(work, conversation_id, me, seq)
    if cursors is None:
        raise TokenIMError(errors.MESSAGE_NOT_FOUND, f"The conversation has no entry {seq}")
    if seq <= cursors[1]:
        return cursors[1]
    work.expect(conversation_id, conversation.version)
    store.move_delivered(work, conversation_id, me, seq)
    work.tell(conversation_id, events.ReceiptDelivered(user_id=me, seq=seq))
    return seq


async def prefer(work: Work, conversation_id: str, *, pinned: bool, muted: bool) -> None:
    """Pin or mute the conversation for the actor, on all devices."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    me = work.actor.user_id
    work.expect(conversation_id, conversation.version)
    store.update_member(work, conversation_id, me, {"pinned": int(pinned), "muted": int(muted)})
    work.append(me, events.PreferencesChanged(conversation_id=conversation_id, pinned=pinned, muted=muted))


async def typing(work: Work, conversation_id: str, *, started: bool) -> None:
    """Tell the other members that the actor writes, or stopped."""
    conversation = await get(work, conversation_id)
    policy.may_write(conversation, work.actor.user_id)
    event = events.TypingStarted if started else events.TypingStopped
    work.tell(conversation_id, event(user_id=work.actor.user_id))
