"""How far has a member read, and what does a member want to hear?"""

from tokenim.catalogue import errors, events
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import policy, store
from tokenim.features.conversations.model import Standing
from tokenim.features.conversations.service.cache import get
from tokenim.kernel.unit_of_work import Work


async def mark_read(work: Work, conversation_id: str, seq: int) -> Standing:
    """Move the actor's read cursor forward to `seq`; return where it stands then. Going back changes nothing."""
    me = work.actor.user_id
    version, now = await _standing(work, conversation_id, seq)
    if seq <= now.read_seq:
        return now
    work.expect(conversation_id, version)
    store.expect_view(work, conversation_id, me, now.version)
    store.move_read(work, conversation_id, me, seq, now.upto or 0)
    moved = events.ReadMoved(
        conversation_id=conversation_id,
        seq=seq,
        unread=now.unread,
        mentions=now.mentions,
        last_seq=now.last_seq,
    )
    work.append(me, moved)
    work.notify(conversation_id, events.ReceiptRead(user_id=me, seq=seq))
    return now._replace(read_seq=seq)


async def mark_delivered(work: Work, conversation_id: str, seq: int) -> int:
    """Say that a device of the actor holds everything up to `seq`; return where the cursor stands.

    What was read was delivered too: the cursor stands nowhere below that of reading.
    """
    me = work.actor.user_id
    version, now = await _standing(work, conversation_id, seq)
    if seq <= now.delivered_seq:
        return now.delivered_seq
    work.expect(conversation_id, version)
    store.move_delivered(work, conversation_id, me, seq)
    work.notify(conversation_id, events.ReceiptDelivered(user_id=me, seq=seq))
    return seq


async def _standing(work: Work, conversation_id: str, seq: int) -> tuple[int, Standing]:
    """Return (version of the conversation, where the actor stands once everything up to `seq` is read)."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    now = await store.standing(work, conversation_id, work.actor.user_id, seq=seq)
    if now is None or now.upto is None:
        raise TokenIMError(errors.MESSAGE_NOT_FOUND, f"The conversation has no entry {seq}")
    return conversation.version, now


async def hiding(work: Work, conversation_id: str, seq: int) -> Standing:
    """Return where the actor stands once the message `seq` is hidden, which this unit is going to do."""
    me = work.actor.user_id
    now = await store.standing(work, conversation_id, me, hiding=seq)
    if now is None:
        raise TokenIMError(errors.CONVERSATION_NOT_A_MEMBER)
    store.expect_view(work, conversation_id, me, now.version, change=True)
    return now


async def prefer(work: Work, conversation_id: str, *, pinned: bool, muted: bool) -> None:
    """Pin or mute the conversation for the actor, on all devices; what is so already is not told."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    me = work.actor.user_id
    if await store.preferences(work, conversation_id, me) == (pinned, muted):
        return
    work.actor.bucket.may_store()
    work.expect(conversation_id, conversation.version)
    store.update_member(work, conversation_id, me, {"pinned": int(pinned), "muted": int(muted)})
    work.append(me, events.PreferencesChanged(conversation_id=conversation_id, pinned=pinned, muted=muted))


async def typing(work: Work, conversation_id: str, *, started: bool) -> None:
    """Tell the other members that the actor writes, or stopped."""
    conversation = await get(work, conversation_id)
    policy.may_write(conversation, work.actor.user_id)
    event = events.TypingStarted if started else events.TypingStopped
    work.notify(conversation_id, event(user_id=work.actor.user_id))
