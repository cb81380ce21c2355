"""React to a message, or take a reaction back."""

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import ReactionAdded, ReactionRemoved
from tokenim.features.conversations import service as conversations
from tokenim.features.messages import store
from tokenim.features.messages.service import change, reading
from tokenim.kernel.unit_of_work import Work


async def react(work: Work, conversation_id: str, seq: int, emoji: str) -> None:
    """Add the actor's reaction; the same one twice is once."""
    present, named = await _present(work, conversation_id, seq)
    if present.get(emoji):
        return
    if emoji not in present and len(present) >= limits.REACTIONS:
        raise TokenIMError(errors.REACTIONS_FULL)
    if sum(present.values()) >= limits.REACTIONS_OF_ONE:
        raise TokenIMError(errors.OWN_REACTIONS_FULL)
    work.actor.bucket.may_store()
    entry = work.append(conversation_id, ReactionAdded(target_seq=seq, emoji=emoji if named else None))
    store.react(work, conversation_id, seq, emoji, entry)


async def unreact(work: Work, conversation_id: str, seq: int, emoji: str) -> None:
    """Take the actor's reaction back, if there is one."""
    present, named = await _present(work, conversation_id, seq)
    if not present.get(emoji):
        return
    entry = work.append(conversation_id, ReactionRemoved(target_seq=seq, emoji=emoji if named else None))
    store.unreact(work, conversation_id, seq, emoji, entry)


async def _present(work: Work, conversation_id: str, seq: int) -> tuple[dict[str, bool], bool]:
    """Return (emoji of the message -> whether it is the actor's too, whether every member may see the message)."""
    conversation = await conversations.get(work, conversation_id)
    member = conversations.may_write(conversation, work.actor.user_id)
    await store.guard(work, conversation_id, seq)
    place = store.Place(conversation_id, work.actor.user_id, member.visible_after)
    change.current(await reading.found(work, place, seq))
    work.expect(conversation_id, conversation.version)
    return await store.present(work, conversation_id, seq), seq > conversation.hidden_upto
