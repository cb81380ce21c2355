"""What does somebody answer whom a stranger put into a conversation?"""

from tokenim.catalogue import errors, events
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import policy, store
from tokenim.features.conversations.service import consent, lifecycle
from tokenim.features.conversations.service.cache import get
from tokenim.kernel.unit_of_work import Work


async def accept(work: Work, conversation_id: str) -> None:
    """Agree to be in the conversation; who agreed already changes nothing."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    if not await store.invited_by(work, conversation_id):
        return
    me = work.actor.user_id
    work.expect(conversation_id, conversation.version)
    store.update_member(work, conversation_id, me, {"invited_by": ""})
    work.append(me, events.InvitationAccepted(conversation_id=conversation_id))


async def decline(work: Work, conversation_id: str) -> None:
    """Leave a group that a stranger put the actor into; neither that person nor this group may add the actor for a while."""
    conversation = await get(work, conversation_id)
    policy.may_leave(conversation, work.actor.user_id)
    inviter = await store.invited_by(work, conversation_id)
    if not inviter:
        raise TokenIMError(errors.CONVERSATION_NO_INVITATION)
    lifecycle.remove_member(work, conversation, work.actor.user_id)
    store.decline(work, conversation_id, inviter, consent.since(work))
