"""Who may change a group? Owner above admin above member."""

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import RANK, Conversation


def may_change(conversation: Conversation, user_id: str, role: str = "admin") -> None:
    """Raise unless the caller has at least this role in a group that still exists."""
    member = conversations.may_write(conversation, user_id)
    if not conversation.is_group:
        raise TokenIMError(errors.CONVERSATION_NOT_A_GROUP)
    if RANK[member.role] < RANK[role]:
        raise TokenIMError(errors.CONVERSATION_ROLE)


def may_add(conversation: Conversation, user_id: str, count: int) -> None:
    """Raise unless the caller may bring in `count` more members."""
    may_change(conversation, user_id)
    if len(conversation.members) + count > limits.GROUP_MEMBERS:
        raise TokenIMError(errors.CONVERSATION_FULL)


def may_remove(conversation: Conversation, user_id: str, other: str) -> None:
    """Raise unless the caller may take this member out, or leave when it is the caller."""
    if user_id == other:
        conversations.may_leave(conversation, user_id)
        return
    may_change(conversation, user_id)
    member = conversations.member_of(conversation, other)
    if member.role == "owner":
        raise TokenIMError(errors.CONVERSATION_OWNER_STAYS)
    if not conversations.outranks(conversation, user_id, other):
        raise TokenIMError(errors.CONVERSATION_ROLE)
