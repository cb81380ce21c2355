"""How do clients change groups?"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import Caption, Name, OptionalUrl
from tokenim.features.conversations.model import ConversationView, MemberView
from tokenim.features.groups import service
from tokenim.kernel import page
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]


class OfGroup(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Names a group."""

    conversation_id: Id


class UpdateGroup(OfGroup):
    """What to change; what is left out stays."""

    name: Name | UnsetType = UNSET
    description: Caption | UnsetType = UNSET
    avatar_url: OptionalUrl | UnsetType = UNSET
    history: Literal["all", "from_join"] | UnsetType = UNSET
    if_version: page.Place | None = None


class AddMembers(OfGroup):
    """Who comes in."""

    user_ids: Annotated[list[Id], Meta(min_length=1, max_length=limits.MEMBERS_AT_ONCE)]


class Added(msgspec.Struct):
    """Who was not a member before."""

    added: list[str]


class OfMember(OfGroup):
    """Names a member of a group."""

    user_id: Id


class SetMemberRole(OfMember):
    """The new role."""

    role: Literal["admin", "member"]


_CHANGE = (
    errors.CONVERSATION_NOT_FOUND,
    errors.CONVERSATION_NOT_A_MEMBER,
    errors.CONVERSATION_ROLE,
    errors.CONVERSATION_NOT_A_GROUP,
    errors.CONVERSATION_DISSOLVED,
)


def _refused(body: dict[str, Any]) -> tuple[Example, ...]:
    """Return how every change of a group is refused to outsiders and plain members."""
    return (
        Example(
            "Somebody else's group",
            body | {"conversation_id": "$elsewhere"},
            errors.CONVERSATION_NOT_A_MEMBER,
        ),
        Example("A plain member", body | {"conversation_id": "$group"}, errors.CONVERSATION_ROLE, "bob"),
        Example("Not a group", body | {"conversation_id": "$direct"}, errors.CONVERSATION_NOT_A_GROUP),
    )


@operation(
    "groups.update",
    http="PATCH /conversations/{conversation_id}",
    permission=Permission.CONVERSATIONS_MANAGE,
    errors=(*_CHANGE, errors.PRECONDITION_FAILED),
    examples=(
        Example("Rename it", {"conversation_id": "$group", "name": "Dinner"}),
        Example(
            "A name in two lines", {"conversation_id": "$group", "name": "Din\nner"}, errors.REQUEST_INVALID
        ),
        Example(
            "Of a version that is over",
            {"conversation_id": "$group", "name": "Dinner", "if_version": 1000000},
            errors.PRECONDITION_FAILED,
        ),
        *_refused({"name": "Dinner"}),
    ),
)
async def update(work: Work, body: UpdateGroup) -> ConversationView:
    """Change the name, description, avatar or history setting of a group. For admins.

    The answer is the group after it; `last_seq` and the counts do not know the event of this change yet.
    With `if_version`, or `If-Match` over HTTP, only while the group is at that version, which moves with its members too.
    """
    changes = {
        name: value
        for name in ("name", "description", "avatar_url", "history")
        if (value := getattr(body, name)) is not UNSET
    }
    return await service.update(work, body.conversation_id, changes, if_version=body.if_version)


@operation(
    "groups.dissolve",
    http="DELETE /conversations/{conversation_id}",
    permission=Permission.CONVERSATIONS_MANAGE,
    status=204,
    errors=_CHANGE,
    examples=(Example("End it", {"conversation_id": "$group"}), *_refused({})),
)
async def dissolve(work: Work, body: OfGroup) -> None:
    """End a group: members can still read it and take back their own messages, nobody can write. For the owner."""
    await service.dissolve(work, body.conversation_id)


@operation(
    "groups.transfer",
    http="POST /conversations/{conversation_id}/transfer",
    permission=Permission.CONVERSATIONS_MANAGE,
    status=204,
    recorded=True,
    errors=(*_CHANGE, errors.MEMBER_NOT_FOUND),
    examples=(
        Example("To Bob", {"conversation_id": "$group", "user_id": "$bob"}),
        Example(
            "To an outsider", {"conversation_id": "$group", "user_id": "$carol"}, errors.MEMBER_NOT_FOUND
        ),
        *_refused({"user_id": "$bob"}),
    ),
)
async def transfer(work: Work, body: OfMember) -> None:
    """Make another member the owner; the caller becomes an admin. For the owner."""
    await service.transfer(work, body.conversation_id, body.user_id)


@operation(
    "members.add",
    http="POST /conversations/{conversation_id}/members",
    permission=Permission.CONVERSATIONS_MANAGE,
    errors=(
        *_CHANGE,
        errors.USER_NOT_FOUND,
        errors.USER_NOT_ADDABLE,
        errors.CONVERSATION_FULL,
    ),
    examples=(
        Example("Carol comes in", {"conversation_id": "$group", "user_ids": ["$carol"]}),
        Example("Nobody", {"conversation_id": "$group", "user_ids": ["$nobody"]}, errors.USER_NOT_FOUND),
        *_refused({"user_ids": ["$carol"]}),
    ),
)
async def add(work: Work, body: AddMembers) -> Added:
    """Bring users into a group; those who are in it already stay as they are, strangers come as invited. For admins."""
    return Added(await service.add(work, body.conversation_id, body.user_ids))


@operation(
    "members.remove",
    http="DELETE /conversations/{conversation_id}/members/{user_id}",
    permission=Permission.CONVERSATIONS_MANAGE,
    status=204,
    errors=(*_CHANGE, errors.MEMBER_NOT_FOUND, errors.CONVERSATION_OWNER_STAYS),
    examples=(
        Example("Bob goes", {"conversation_id": "$group", "user_id": "$bob"}),
        Example("Bob leaves", {"conversation_id": "$group", "user_id": "$bob"}, actor="bob"),
        Example(
            "The owner", {"conversation_id": "$group", "user_id": "$alice"}, errors.CONVERSATION_OWNER_STAYS
        ),
        Example("An outsider", {"conversation_id": "$group", "user_id": "$carol"}, errors.MEMBER_NOT_FOUND),
    ),
)
async def remove(work: Work, body: OfMember) -> None:
    """Take a member out of a group, or leave it by naming oneself. Admins remove members, the owner removes admins.

    A dissolved group can be left by everybody, the owner too: it is then gone from the list.
    """
    await service.remove(work, body.conversation_id, body.user_id)


@operation(
    "members.set_role",
    http="PATCH /conversations/{conversation_id}/members/{user_id}",
    permission=Permission.CONVERSATIONS_MANAGE,
    recorded=True,
    errors=(*_CHANGE, errors.MEMBER_NOT_FOUND, errors.CONVERSATION_OWNER_STAYS),
    examples=(
        Example("Bob becomes an admin", {"conversation_id": "$group", "user_id": "$bob", "role": "admin"}),
        Example(
            "The owner stays owner",
            {"conversation_id": "$group", "user_id": "$alice", "role": "member"},
            errors.CONVERSATION_OWNER_STAYS,
        ),
        *_refused({"user_id": "$bob", "role": "admin"}),
    ),
)
async def set_role(work: Work, body: SetMemberRole) -> MemberView:
    """Make a member an admin, or a plain member again. For the owner."""
    return await service.set_role(work, body.conversation_id, body.user_id, body.role)
