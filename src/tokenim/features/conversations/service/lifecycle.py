"""How do conversations begin, change and end?"""

from typing import Any

from tokenim.catalogue import errors, events
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import store
from tokenim.features.conversations.model import DIRECT, GROUP, Conversation, Seat, pair
from tokenim.features.conversations.service import consent
from tokenim.kernel import ids
from tokenim.kernel.unit_of_work import Entry, Work


async def open_direct(work: Work, user_id: str) -> str:
    """Return the direct conversation of the actor and `user_id`, made now unless it `existed`."""
    me = work.actor.user_id
    if user_id == me:
        raise TokenIMError(errors.CONVERSATION_WITH_SELF)
    key = pair(me, user_id)
    known = await store.by_pair(work, key)
    if known is not None:
        work.existed = True
        return known
    invited = await consent.invited(work, [user_id])
    return _create(work, {"kind": DIRECT, "pair": key}, {me: "member", user_id: "member"}, invited)


async def create_group(work: Work, member_ids: list[str], described: dict[str, Any]) -> str:
    """Make a group that the actor owns; return its id."""
    me = work.actor.user_id
    others = [user_id for user_id in dict.fromkeys(member_ids) if user_id != me]
    invited = await consent.invited(work, others)
    roles = {me: "owner"} | dict.fromkeys(others, "member")
    return _create(work, {"kind": GROUP, **described}, roles, invited)


def _create(work: Work, described: dict[str, Any], roles: dict[str, str], invited: dict[str, str]) -> str:
    conversation_id = ids.new("c")
    work.actor.bucket.may_store()
    work.actor.bucket.charge("conversations_made")
    work.actor.bucket.charge("members_added", len(roles) - 1)
    plain = {"pair": None, "name": "", "description": "", "avatar_url": "", "history": "all"}
    store.add(
        work, id=conversation_id, created_by=work.actor.user_id, created_at=work.now, member_count=len(roles),
        **(plain | described),
    )  # fmt: skip
    work.bump(conversation_id)
    for user_id, role in roles.items():
        inviter = invited.get(user_id, "")
        store.add_member(work, conversation_id, user_id, Seat(role, inviter), None, hide=False)
        work.append(
            user_id, events.ConversationJoined(conversation_id=conversation_id, invited_by=inviter or None)
        )
    return conversation_id


async def add_members(work: Work, conversation: Conversation, user_ids: list[str]) -> list[str]:
    """Add users who are not members yet; return those who were added."""
    added = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in conversation.members]
    if not added:
        return []
    invited = await consent.invited(work, added, conversation.id)
    work.actor.bucket.may_store()
    work.actor.bucket.charge("members_added", len(added))
    _changes(work, conversation)
    joined = work.append(conversation.id, events.MemberJoined(user_ids=added))
    store.count_members(work, conversation.id, len(added))
    hide = conversation.history == "from_join"
    for user_id in added:
        inviter = invited[user_id]
        store.add_member(work, conversation.id, user_id, Seat("member", inviter), joined, hide=hide)
        work.append(
            user_id, events.ConversationJoined(conversation_id=conversation.id, invited_by=inviter or None)
        )
    return added


def remove_member(work: Work, conversation: Conversation, user_id: str) -> None:
    """Take a member out; `member.left` is the last event that this member receives."""
    _changes(work, conversation)
    work.append(conversation.id, events.MemberLeft(user_id=user_id))
    store.remove_member(work, conversation.id, user_id)
    store.count_members(work, conversation.id, -1)
    work.append(user_id, events.ConversationLeft(conversation_id=conversation.id))


def set_role(work: Work, conversation: Conversation, user_id: str, role: str) -> None:
    """Give a member another role."""
    _changes(work, conversation)
    store.update_member(work, conversation.id, user_id, {"role": role})
    work.append(conversation.id, events.MemberRoleChanged(user_id=user_id, role=role))


def update(work: Work, conversation: Conversation, changes: dict[str, Any]) -> Entry:
    """Change what describes the group."""
    _changes(work, conversation)
    store.update(work, conversation.id, changes)
    return work.append(conversation.id, events.ConversationUpdated(**changes))


def dissolve(work: Work, conversation: Conversation) -> None:
    """End the group: it can be read, but nothing can be written."""
    _changes(work, conversation)
    store.update(work, conversation.id, {"dissolved_at": work.now})
    work.append(conversation.id, events.ConversationDissolved())


def _changes(work: Work, conversation: Conversation) -> None:
    """Make the unit depend on the conversation being as it was read, and others on this unit."""
    if conversation.id not in work.bumped:
        work.expect(conversation.id, conversation.version)
        work.bump(conversation.id)
