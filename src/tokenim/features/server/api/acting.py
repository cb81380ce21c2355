"""How do applications talk on behalf of their users?"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.events import MessageSent, Time
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import Caption, Name, OptionalUrl
from tokenim.features.conversations import service as conversations
from tokenim.features.messages import service as messages
from tokenim.features.server import service
from tokenim.features.server.model import USABLE, ActAs, Id, UserRef
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


class SendAs(ActAs):
    """A message of that user; `content` has the shape that `type` names, as in `messages.send`."""

    conversation_id: Id
    client_id: Annotated[str, Meta(min_length=1, max_length=limits.CLIENT_ID_CHARS)]
    type: Literal["text", "image", "voice", "video", "file", "location", "card", "custom"]
    content: dict[str, Any]
    reply_to: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None
    mentions: Annotated[list[UserRef], Meta(max_length=limits.MENTIONS)] = []
    mentions_all: bool = False


class Accepted(msgspec.Struct):
    """The message is stored durably under this seq."""

    conversation_id: str
    seq: int
    sent_at: Time


class OpenDirect(ActAs, tag_field="kind", tag="direct"):
    """The one direct conversation of that user with another."""

    user_id: UserRef


class OpenGroup(ActAs, tag_field="kind", tag="group"):
    """A group that the user owns."""

    name: Name
    member_ids: Annotated[list[UserRef], Meta(max_length=limits.MEMBERS_AT_ONCE)] = []
    description: Caption = ""
    avatar_url: OptionalUrl = ""
    history: Literal["all", "from_join"] = "all"


class Opened(msgspec.Struct):
    """The conversation."""

    id: str
    kind: str


_TEXT = {
    "act_as": "$alice", "conversation_id": "$group", "client_id": "$client_id", "type": "text",
    "content": {"text": "Your order is on its way."},
}  # fmt: skip


@operation(
    "server.messages.send",
    http="POST /server/conversations/{conversation_id}/messages",
    permission=Permission.SERVER_ACT_AS,
    status=201,
    location="/server/conversations/{conversation_id}/messages/{seq}",
    replay=False,
    errors=(
        *USABLE, errors.CONVERSATION_NOT_FOUND, errors.CONVERSATION_NOT_A_MEMBER,
        errors.CONVERSATION_DISSOLVED, errors.CLIENT_ID_REUSED, errors.REPLY_NOT_FOUND, errors.MENTION_NOT_A_MEMBER,
    ),
    examples=(
        Example("In the name of Alice", _TEXT, actor="application"),
        Example("Of nobody", _TEXT | {"act_as": "$nobody"}, errors.USER_NOT_FOUND, "application"),
        Example("Of an outsider", _TEXT | {"act_as": "$carol"}, errors.CONVERSATION_NOT_A_MEMBER, "application"),
        Example("By a user", _TEXT, errors.PERMISSION_MISSING),
    ),
)  # fmt: skip
async def send(work: Work, body: SendAs) -> Accepted:
    """Send a message on behalf of a user. The same `client_id` again is the same message, as for the user."""
    await service.act_as(work, body.act_as)
    message = MessageSent(
        type=body.type, content=messages.shaped(body.type, body.content), reply_to=body.reply_to,
        mentions=await service.user_ids(work, body.mentions), mentions_all=body.mentions_all,
    )  # fmt: skip
    entry = await messages.send(work, body.conversation_id, body.client_id, message)
    return Accepted(entry.stream, entry.seq, rfc3339(entry.at))


@operation(
    "server.conversations.create",
    http="POST /server/conversations",
    permission=Permission.SERVER_ACT_AS,
    status=201,
    location="/server/conversations/{id}",
    finds=True,
    errors=(*USABLE, errors.USER_NOT_ADDABLE, errors.CONVERSATION_WITH_SELF),
    examples=(
        Example(
            "Alice with Bob", {"act_as": "$alice", "kind": "direct", "user_id": "$bob"}, actor="application"
        ),
        Example(
            "A group of Alice",
            {"act_as": "$alice", "kind": "group", "name": "Order 7", "member_ids": ["$bob"]},
            actor="application",
        ),
        Example(
            "Of nobody",
            {"act_as": "$nobody", "kind": "direct", "user_id": "$bob"},
            errors.USER_NOT_FOUND,
            "application",
        ),
    ),
)
async def create(work: Work, body: OpenDirect | OpenGroup) -> Opened:
    """Open a direct conversation or make a group on behalf of a user.

    Two users have one direct conversation: asking again returns it, with status 200 instead of 201.
    """
    await service.act_as(work, body.act_as)
    if isinstance(body, OpenDirect):
        other = await service.user_id(work, body.user_id)
        return Opened(await conversations.open_direct(work, other), "direct")
    described = {
        "name": body.name, "description": body.description, "avatar_url": body.avatar_url, "history": body.history,
    }  # fmt: skip
    members = await service.user_ids(work, body.member_ids)
    return Opened(await conversations.create_group(work, members, described), "group")
