"""What can be done with a group?"""

from typing import Any

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import RANK, Conversation, ConversationView, MemberView
from tokenim.features.groups import policy
from tokenim.kernel.unit_of_work import Work


async def update(
    work: Work, conversation_id: str, changes: dict[str, Any], *, if_version: int | None = None
) -> ConversationView:
    """Change the name, description, avatar or history setting; what is so already is not told.

    Returns the group as it is then for the actor: `last_seq` and counts are from before the change.
    Raises `precondition.failed` unless the group is at `if_version`, if that is given.
    """
    conversation = await conversations.get(work, conversation_id)
    policy.may_change(conversation, work.actor.user_id)
    if if_version is not None and if_version != conversation.version:
        raise TokenIMError(errors.PRECONDITION_FAILED)
    changes = {name: value for name, value in changes.items() if value != getattr(conversation, name)}
    shown = await conversations.view(work, conversation_id)
    if not changes:
        return shown
    work.actor.bucket.may_store()
    conversations.update(work, conversation, changes)
    return msgspec.structs.replace(shown, **changes, version=shown.version + 1)


async def dissolve(work: Work, conversation_id: str) -> None:
    """End the group for everybody."""
    conversation = await conversations.get(work, conversation_id)
    policy.may_change(conversation, work.actor.user_id, "owner")
    conversations.dissolve(work, conversation)


async def transfer(work: Work, conversation_id: str, user_id: str) -> None:
    """Make another member the owner; the actor becomes an admin."""
    conversation = await conversations.get(work, conversation_id)
    policy.may_change(conversation, work.actor.user_id, "owner")
    conversations.member_of(conversation, user_id)
    if user_id == work.actor.user_id:
        return
    work.actor.bucket.may_store()
    conversations.set_role(work, conversation, user_id, "owner")
    conversations.set_role(work, conversation, work.actor.user_id, "admin")


async def add(work: Work, conversation_id: str, user_ids: list[str]) -> list[str]:
    """Bring users into the group; return those who were not in it before."""
    conversation = await conversations.get(work, conversation_id)
    policy.may_add(conversation, work.actor.user_id, len(conversations.others(conversation, user_ids)))
    return await conversations.add_members(work, conversation, user_ids)


async def remove(work: Work, conversation_id: str, user_id: str) -> None:
    """Take a member out of the group, or leave it."""
    conversation = await conversations.get(work, conversation_id)
    policy.may_remove(conversation, work.actor.user_id, user_id)
    conversations.remove_member(work, conversation, user_id)


async def farewell(work: Work, conversation_id: str) -> None:
    """Take the actor, whose account was deleted, out of a group; an owner is followed by an admin, or the next member."""
    conversation = await conversations.get(work, conversation_id)
    me = conversation.members.get(work.actor.user_id)
    if me is None or not conversation.is_group:
        return
    if me.role == "owner" and conversation.dissolved_at is None:
        _pass_on(work, conversation)
    conversations.remove_member(work, conversation, work.actor.user_id)


def _pass_on(work: Work, conversation: Conversation) -> None:
    others = [item for item in conversation.members.items() if item[0] != work.actor.user_id]
    if others:
        successor = max(others, key=lambda item: RANK[item[1].role])[0]
        conversations.set_role(work, conversation, successor, "owner")
    else:
        conversations.dissolve(work, conversation)


async def set_role(work: Work, conversation_id: str, user_id: str, role: str) -> MemberView:
    """Make a member an admin or a plain member again; return the member as of then."""
    conversation = await conversations.get(work, conversation_id)
    policy.may_change(conversation, work.actor.user_id, "owner")
    member = conversations.member_of(conversation, user_id)
    if member.role == "owner":
        raise TokenIMError(errors.CONVERSATION_OWNER_STAYS)
    if member.role != role:
        work.actor.bucket.may_store()
        conversations.set_role(work, conversation, user_id, role)
    return msgspec.structs.replace(await conversations.member_view(work, conversation_id, user_id), role=role)
