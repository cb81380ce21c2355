"""Who may pin messages? Either user of a direct conversation; the owner and the admins of a group."""

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import RANK, Conversation


def may_pin(conversation: Conversation, user_id: str) -> None:
    """Raise unless the caller may pin and unpin messages of the conversation, which is not dissolved."""
    member = conversations.may_write(conversation, user_id)
    if conversation.is_group and RANK[member.role] < RANK["admin"]:
        raise TokenIMError(errors.CONVERSATION_ROLE)
