"""How do clients read messages?"""

from typing import Any

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import Message, MessageSent
from tokenim.catalogue.permissions import Permission
from tokenim.features.messages import service
from tokenim.features.messages.api.shapes import (
    READ,
    ListMessages,
    ListReactions,
    ListRevisions,
    MessagePage,
    OfMessage,
    ReactionPage,
    ReactionShown,
    Revision,
    Revisions,
)
from tokenim.features.messages.service.reading import shown
from tokenim.kernel import page, wire
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

_NEWEST = 2**63 - 1


def _start(body: ListMessages) -> tuple[service.Order, int]:
    """Return the direction and the seq that a request names."""
    named: list[tuple[service.Order, int]] = []
    if body.after_seq is not None:
        named.append(("after", body.after_seq))
    if body.before_seq is not None:
        named.append(("before", body.before_seq))
    if body.around_seq is not None:
        named.append(("around", body.around_seq))
    if body.cursor is not None:
        named.append(page.unpack(body.cursor, tuple[service.Order, page.Place]))
    if len(named) > 1:
        raise TokenIMError(errors.REQUEST_INVALID, "Give one of after_seq, before_seq, around_seq and cursor")
    return named[0] if named else ("before", _NEWEST)


@operation(
    "messages.list",
    http="GET /conversations/{conversation_id}/messages",
    permission=Permission.MESSAGES_READ,
    errors=(*READ, errors.CURSOR_INVALID),
    examples=(
        Example("The newest", {"conversation_id": "$group", "limit": 20}),
        Example("After a seq", {"conversation_id": "$group", "after_seq": 1}),
        Example("Around a seq", {"conversation_id": "$group", "around_seq": 2, "limit": 2}),
        Example("Two directions", {"conversation_id": "$group", "after_seq": 1, "before_seq": 9},
                errors.REQUEST_INVALID),
        Example("Not a member", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
    ),
)  # fmt: skip
async def list_(work: Work, body: ListMessages) -> MessagePage:
    """Read messages as they are now, in order of seq: the newest, or from any point in either direction."""
    order, seq = _start(body)
    messages, more = await service.history(work, body.conversation_id, order, seq, body.limit)
    cursor = None
    if more and messages:
        cursor = page.pack(order, messages[-1 if order == "after" else 0].seq)
    items = await shown(work, body.conversation_id, messages)
    return MessagePage(wire.raw(bytes(wire.array(items))), cursor)


@operation(
    "messages.get",
    http="GET /conversations/{conversation_id}/messages/{seq}",
    permission=Permission.MESSAGES_READ,
    errors=(*READ, errors.MESSAGE_NOT_FOUND),
    examples=(
        Example("A message", {"conversation_id": "$group", "seq": 1}),
        Example("No such message", {"conversation_id": "$group", "seq": 1000000}, errors.MESSAGE_NOT_FOUND),
    ),
)
async def get(work: Work, body: OfMessage) -> Message:
    """Read one message."""
    message = await service.get(work, body.conversation_id, body.seq)
    shown_ = await shown(work, body.conversation_id, [message])
    return wire.raw(shown_[0])  # type: ignore[no-any-return]


@operation(
    "messages.revisions",
    http="GET /conversations/{conversation_id}/messages/{seq}/revisions",
    permission=Permission.MESSAGES_READ,
    errors=(*READ, errors.MESSAGE_NOT_FOUND, errors.CURSOR_INVALID),
    examples=(
        Example("Of a message", {"conversation_id": "$group", "seq": 1, "limit": 20}),
        Example("No such message", {"conversation_id": "$group", "seq": 1000000}, errors.MESSAGE_NOT_FOUND),
    ),
)
async def revisions(work: Work, body: ListRevisions) -> Revisions:
    """Read what a message held before it was edited, page by page, oldest first. Nothing is left of a recalled one."""
    after = page.unpack(body.cursor, tuple[page.Place])[0] if body.cursor else 0
    rows, more = await service.revisions(work, body.conversation_id, body.seq, after, body.limit)
    items = [Revision(number, _content(held), rfc3339(until)) for number, held, until in rows]
    return Revisions(items, page.pack(items[-1].number) if more else None)


def _content(held: bytes) -> Any:
    return msgspec.json.decode(held, type=MessageSent).content


@operation(
    "reactions.list",
    http="GET /conversations/{conversation_id}/messages/{seq}/reactions",
    permission=Permission.MESSAGES_READ,
    errors=(*READ, errors.MESSAGE_NOT_FOUND, errors.CURSOR_INVALID),
    examples=(
        Example("Of a message", {"conversation_id": "$group", "seq": 1, "limit": 20}),
        Example("With one emoji", {"conversation_id": "$group", "seq": 1, "emoji": "👍"}),
        Example("No such message", {"conversation_id": "$group", "seq": 1000000}, errors.MESSAGE_NOT_FOUND),
        Example(
            "Not a member", {"conversation_id": "$elsewhere", "seq": 1}, errors.CONVERSATION_NOT_A_MEMBER
        ),
    ),
)
async def reactions(work: Work, body: ListReactions) -> ReactionPage:
    """Read who reacted to a message, page by page, by emoji and in the order in which they did; or with one emoji alone."""
    rows, more = await service.reactions(
        work, body.conversation_id, body.seq, _after(body), body.limit, of_one=body.emoji is not None
    )
    items = [ReactionShown(user_id, emoji, rfc3339(at)) for emoji, user_id, at, _ in rows]
    return ReactionPage(items, page.pack(items[-1].emoji, rows[-1][3]) if more else None)


def _after(body: ListReactions) -> service.After:
    """Return where the page begins; a cursor of one emoji does not lead to another."""
    if body.cursor is None:
        return service.After(body.emoji or "", 0)
    after = service.After(*page.unpack(body.cursor, tuple[str, page.Place]))
    if body.emoji not in (None, after.emoji):
        raise TokenIMError(errors.CURSOR_INVALID)
    return after
