"""How do applications change groups and messages on behalf of a user?"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tokenim.catalogue import errors, limits
from tokenim.catalogue.event import Seq
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import Caption, Name, OptionalUrl
from tokenim.features.conversations.model import ConversationView
from tokenim.features.groups import service as groups
from tokenim.features.messages import service as messages
from tokenim.features.server import service
from tokenim.features.server.model import MEMBER, InConversation, UserRef
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


class UpdateGroupAs(InConversation):
    """What to change of the group; what is left out stays."""

    name: Name | UnsetType = UNSET
    description: Caption | UnsetType = UNSET
    avatar_url: OptionalUrl | UnsetType = UNSET
    history: Literal["all", "from_join"] | UnsetType = UNSET


class AddMembersAs(InConversation):
    """Who comes in."""

    user_ids: Annotated[list[UserRef], Meta(min_length=1, max_length=limits.MEMBERS_AT_ONCE)]


class AddedAs(msgspec.Struct):
    """Who was not a member before, by this server's ids."""

    added: list[str]


class MemberAs(InConversation):
    """Names a member of the group."""

    user_id: UserRef


class MessageAs(InConversation):
    """Names a message."""

    seq: Seq


_CHANGE = (*MEMBER, errors.CONVERSATION_ROLE, errors.CONVERSATION_NOT_A_GROUP, errors.CONVERSATION_DISSOLVED)


def _as_alice(**more: Any) -> dict[str, Any]:
    return {"act_as": "$alice", "conversation_id": "$group"} | more


def _refused(**more: Any) -> Example:
    body = _as_alice(**more) | {"act_as": "$carol"}
    return Example("As an outsider", body, errors.CONVERSATION_NOT_A_MEMBER, actor="application")


@operation(
    "server.groups.update",
    http="PATCH /server/conversations/{conversation_id}",
    permission=Permission.SERVER_GROUPS,
    errors=_CHANGE,
    examples=(Example("Rename it", _as_alice(name="Order 7"), actor="application"), _refused(name="Order 7")),
)
async def update(work: Work, body: UpdateGroupAs) -> ConversationView:
    """Change the name, description, avatar or history setting of a group, as one of its admins.

    The answer is the group after it, as that user sees it.
    """
    await service.act_as(work, body.act_as)
    fields = ("name", "description", "avatar_url", "history")
    changes = {name: value for name in fields if (value := getattr(body, name)) is not UNSET}
    return await groups.update(work, body.conversation_id, changes)


@operation(
    "server.groups.dissolve",
    http="DELETE /server/conversations/{conversation_id}",
    permission=Permission.SERVER_GROUPS,
    status=204,
    errors=_CHANGE,
    examples=(Example("End it", _as_alice(), actor="application"), _refused()),
)
async def dissolve(work: Work, body: InConversation) -> None:
    """End a group, as its owner: members can still read it, nobody can write."""
    await service.act_as(work, body.act_as)
    await groups.dissolve(work, body.conversation_id)


@operation(
    "server.members.add",
    http="POST /server/conversations/{conversation_id}/members",
    permission=Permission.SERVER_GROUPS,
    errors=(*_CHANGE, errors.USER_NOT_ADDABLE, errors.CONVERSATION_FULL),
    examples=(
        Example("Carol comes in", _as_alice(user_ids=["$carol"]), actor="application"),
        _refused(user_ids=["$carol"]),
    ),
)
async def add(work: Work, body: AddMembersAs) -> AddedAs:
    """Bring users into a group, as one of its admins; those who are in it already stay as they are."""
    await service.act_as(work, body.act_as)
    added = await service.user_ids(work, body.user_ids)
    return AddedAs(await groups.add(work, body.conversation_id, added))


@operation(
    "server.members.remove",
    http="DELETE /server/conversations/{conversation_id}/members/{user_id}",
    permission=Permission.SERVER_GROUPS,
    status=204,
    errors=(*_CHANGE, errors.MEMBER_NOT_FOUND, errors.CONVERSATION_OWNER_STAYS),
    examples=(Example("Bob goes", _as_alice(user_id="$bob"), actor="application"), _refused(user_id="$bob")),
)
async def remove(work: Work, body: MemberAs) -> None:
    """Take a member out of a group, as one of its admins, or let the user leave."""
    await service.act_as(work, body.act_as)
    await groups.remove(work, body.conversation_id, await service.user_id(work, body.user_id))


@operation(
    "server.messages.recall",
    http="DELETE /server/conversations/{conversation_id}/messages/{seq}",
    permission=Permission.SERVER_ACT_AS,
    status=204,
    errors=(
        *MEMBER, errors.CONVERSATION_DISSOLVED, errors.MESSAGE_NOT_FOUND, errors.MESSAGE_NOT_YOURS, errors.MESSAGE_TOO_OLD,
    ),
    examples=(Example("An own one", _as_alice(seq=1), actor="application"), _refused(seq=1)),
)  # fmt: skip
async def recall(work: Work, body: MessageAs) -> None:
    """Take a message of a user back for everybody; an admin of the group takes back those of others too."""
    await service.act_as(work, body.act_as)
    await messages.recall(work, body.conversation_id, body.seq)
