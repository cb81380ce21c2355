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
    """Which messages: those after a seq, or before it, or a cursor; without any of them, the newest."""

    after_seq: Annotated[int, Meta(ge=0, le=_NEWEST)] | None = None
    before_seq: Seq | None = None
    cursor: page.Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=limits.HISTORY_ITEMS)] = limits.PAGE_DEFAULT


class MessagesAs(msgspec.Struct):
    """Messages in order of seq. The cursor goes on in the same direction."""

    items: list[Message]
    next_cursor: str | None = None


def _start(body: HistoryAs) -> tuple[messages.Order, int]:
    """Return the direction and the seq that a request names."""
    named: list[tuple[messages.Order, int]] = []
    if body.after_seq is not None:
        named.append(("after", body.after_seq))
    if body.before_seq is not None:
        named.append(("before", body.before_seq))
    if body.cursor is not None:
        named.append(page.unpack(body.cursor, tuple[messages.Order, page.Place]))
    if len(named) > 1:
        raise errors.invalid("", "Give one of after_seq, before_seq and cursor.")
    return named[0] if named else ("before", _NEWEST)


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
async def listed(work: Work, body: ListAs) -> ConversationsAs:
    """List a user's conversations as the user sees them."""
    await service.act_as(work, body.act_as)
    items, cursor = await conversations.page_of(work, body.cursor or "", body.limit)
    return ConversationsAs(items, cursor)


@operation(
    "server.messages.list",
    http="GET /server/conversations/{conversation_id}/messages",
    permission=Permission.SERVER_READ,
    errors=(*MEMBER, errors.CURSOR_INVALID),
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
async def history(work: Work, body: HistoryAs) -> MessagesAs:
    """Read messages of a user's conversation as the user sees them, in order of seq."""
    await service.act_as(work, body.act_as)
    order, seq = _start(body)
    found, more = await messages.history(work, body.conversation_id, order, seq, body.limit)
    items = await messages.shown(work, body.conversation_id, found)
    cursor = page.pack(order, found[-1 if order == "after" else 0].seq) if more and found else None
    return MessagesAs(wire.raw(bytes(wire.array(items))), cursor)
