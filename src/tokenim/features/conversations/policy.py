"""Who may look into a conversation, and who may write there?"""

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations.model import Conversation, Member


def may_read(conversation: Conversation, user_id: str) -> Member:
    """Return the caller's membership, or raise: members only."""
    member = conversation.members.get(user_id)
    if member is None:
        raise TokenIMError(errors.CONVERSATION_NOT_A_MEMBER)
    return member


def may_write(conversation: Conversation, user_id: str) -> Member:
    """Return the caller's membership, or raise: members only, and not after the group was dissolved."""
    member = conversation.members.get(user_id)
    if member is None:
        raise TokenIMError(errors.CONVERSATION_NOT_A_MEMBER)
    if conversation.dissolved_at is not None:
        raise TokenIMError(errors.CONVERSATION_DISSOLVED)
    return member


def may_leave(conversation: Conversation, user_id: str) -> None:
    """Raise unless the caller may leave: everybody but the owner, and everybody once the group was dissolved."""
    member = may_read(conversation, user_id)
    if not conversation.is_group:
        raise TokenIMError(errors.CONVERSATION_NOT_A_GROUP)
    if member.role == "owner" and conversation.dissolved_at is None:
        raise TokenIMError(errors.CONVERSATION_OWNER_STAYS)


def may_add(wish: str, *, known: bool) -> bool:
    """Whether somebody with this wish may be added by a person whom they know or do not know."""
    return wish == "everybody" or (wish == "acquainted" and known)
