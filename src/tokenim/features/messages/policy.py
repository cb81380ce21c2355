"""Who may mention, change or take back what?"""

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations.model import RANK, Conversation, Member
from tokenim.kernel.unit_of_work import Entry


def may_mention(conversation: Conversation, user_ids: list[str]) -> None:
    """Raise unless everybody who is mentioned is a member."""
    for user_id in user_ids:
        if user_id not in conversation.members:
            raise TokenIMError(errors.MENTION_NOT_A_MEMBER, f"{user_id} is not a member")


def may_edit(message: Entry, user_id: str, now: int, seconds: int) -> None:
    """Raise unless the caller sent it, and not too long ago."""
    if message.sender_id != user_id:
        raise TokenIMError(errors.MESSAGE_NOT_YOURS)
    if seconds and now - message.at > seconds * 1000:
        raise TokenIMError(errors.MESSAGE_TOO_OLD)


def may_recall(message: Entry, member: Member, user_id: str, now: int, seconds: int) -> None:
    """Raise unless the caller sent it not too long ago, or is an admin of the group."""
    if RANK[member.role] < RANK["admin"]:
        may_edit(message, user_id, now, seconds)
