"""How do applications read what one of their users can read?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.event import Message, Seq
from tokenim.catalogue.permissions import Permission
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import ConversationView
from tokenim.features.messages import service as messages
from tokenim.features.server import service
from tokenim.features.server.model import MEMBER, USABLE, ActAs, InConversation
from tokenim.kernel import page, wire
from tokenim.kernel.actor import Actor
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

_NEWEST = 2**63 - 1


class ListAs(ActAs):
    """Which part of the list."""

    cursor: page.Cursor | None = None
    limit: page.Size = limits.PAGE_DEFAULT


class ConversationsAs(msgspec.Struct):
    """A page of the user's conversations."""

    items: list[ConversationView]
    next_cursor: str | None = None


class HistoryAs(InConversation):
    """Which messages: those after a seq, or before it; without either, the newest."""

    after_seq: Annotated[int, Meta(ge=0, le=_NEWEST)] | None = None
    before_seq: Seq | None = None
    limit: Annotated[int, Meta(ge=1, le=limits.HISTORY_ITEMS)] = limits.PAGE_DEFAULT


class MessagesAs(msgspec.Struct):
    """Messages in order of seq; `more` says that there are others in this direction."""

    items: list[Message]
    more: bool


@operation(
    "server.conversations.list",
    http="GET /server/conversations",
    permission=Permission.SERVER_READ,
    errors=(*USABLE, errors.CURSOR_INVALID),
    examples=(
        Example("Those of Alice", {"act_as": "$alice", "limit": 20}, actor="application"),
        Example("Of nobody", {"act_as": "$nobody"}, errors.USER_NOT_FOUND, actor="application"),
    ),
)
async def listed(work: Work, actor: Actor, body: ListAs) -> ConversationsAs:
    """List a user's conversations as the user sees them."""
    await service.act_as(work, body.act_as)
    items, cursor = await conversations.page_of(work, body.cursor or "", body.limit)
    return ConversationsAs(items, cursor)


@operation(
    "server.messages.list",
    http="GET /server/conversations/{conversation_id}/messages",
    permission=Permission.SERVER_READ,
    errors=MEMBER,
    examples=(
        Example("The newest", {"act_as": "$alice", "conversation_id": "$group"}, actor="application"),
        Example(
            "After a seq",
            {"act_as": "$alice", "conversation_id": "$group", "after_seq": 1},
            actor="application",
        ),
        Example(
            "As an outsider",
            {"act_as": "$carol", "conversation_id": "$group"},
            errors.CONVERSATION_NOT_A_MEMBER,
            actor="application",
        ),
    ),
)
async def history(work: Work, actor: Actor, body: HistoryAs) -> MessagesAs:
    """Read messages of a user's conversation as the user sees them, in order of seq."""
    await service.act_as(work, body.act_as)
    if body.after_seq is not None and body.before_seq is not None:
        raise errors.invalid("before_seq", "Give one of after_seq and before_seq.")
    order: messages.Order = "before" if body.after_seq is None else "after"
    seq = body.before_seq or _NEWEST if body.after_seq is None else body.after_seq
    found, more = await messages.history(work, body.conversation_id, order, seq, body.limit)
    items = await messages.shown(work, body.conversation_id, found)
    return MessagesAs(wire.raw(bytes(wire.array(items))), more)
