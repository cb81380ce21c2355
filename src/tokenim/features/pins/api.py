"""How do clients pin messages?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.events import Message, Time
from tokenim.catalogue.permissions import Permission
from tokenim.features.messages import service as messages
from tokenim.features.pins import service
from tokenim.kernel import page, wire
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
_NEWEST = 2**63 - 1


class OfPins(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Names a conversation."""

    conversation_id: Id


class OfPin(OfPins):
    """Names a message."""

    seq: Annotated[int, Meta(ge=1, le=2**63 - 1)]


class ListPins(OfPins):
    """Which page of the pinned messages."""

    cursor: page.Cursor | None = None
    limit: page.Size = int(limits.PAGE_DEFAULT)


class PinShown(msgspec.Struct):
    """A pinned message as it is now, who pinned it, and when."""

    message: Message
    pinned_by: str
    pinned_at: Time


class PinPage(msgspec.Struct):
    """Pinned messages, the newest pin first."""

    items: list[PinShown]
    next_cursor: str | None = None


_READ = (errors.CONVERSATION_NOT_FOUND, errors.CONVERSATION_NOT_A_MEMBER)
_CHANGE = (*_READ, errors.CONVERSATION_DISSOLVED, errors.CONVERSATION_ROLE, errors.MESSAGE_NOT_FOUND)
_MESSAGE = {"conversation_id": "$group", "seq": 1}
_REFUSED = (
    Example("No such message", _MESSAGE | {"seq": 1000000}, errors.MESSAGE_NOT_FOUND),
    Example("A plain member", _MESSAGE, errors.CONVERSATION_ROLE, "bob"),
    Example("Not a member", _MESSAGE | {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
)


@operation(
    "pins.add",
    http="PUT /conversations/{conversation_id}/messages/{seq}/pin",
    permission=Permission.MESSAGES_SEND,
    status=204,
    errors=(*_CHANGE, errors.MESSAGE_RECALLED, errors.PINS_FULL),
    examples=(Example("For everybody", _MESSAGE), *_REFUSED),
)
async def add(work: Work, body: OfPin) -> None:
    """Pin a message for all members; the same one twice is once. For admins in a group, for both in a direct conversation."""
    await service.pin(work, body.conversation_id, body.seq)


@operation(
    "pins.remove",
    http="DELETE /conversations/{conversation_id}/messages/{seq}/pin",
    permission=Permission.MESSAGES_SEND,
    status=204,
    errors=_CHANGE,
    examples=(Example("For everybody", _MESSAGE), *_REFUSED),
)
async def remove(work: Work, body: OfPin) -> None:
    """Take the pin off a message, whoever pinned it; without one nothing happens. For those who may pin."""
    await service.unpin(work, body.conversation_id, body.seq)


@operation(
    "pins.list",
    http="GET /conversations/{conversation_id}/pins",
    permission=Permission.MESSAGES_READ,
    errors=(*_READ, errors.CURSOR_INVALID),
    examples=(
        Example("Of a group", {"conversation_id": "$group", "limit": 20}),
        Example("Not a member", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
    ),
)
async def list_(work: Work, body: ListPins) -> PinPage:
    """Read the pinned messages as they are now, page by page, the newest pin first.

    Those that the caller does not see are left out.
    """
    before = page.unpack(body.cursor, tuple[page.Place])[0] if body.cursor else _NEWEST
    pins, more = await service.listed(work, body.conversation_id, before, body.limit)
    shown = await messages.shown(work, body.conversation_id, [pin.message for pin in pins])
    items = [
        PinShown(wire.raw(message), pin.pinned_by, rfc3339(pin.pinned_at))
        for message, pin in zip(shown, pins, strict=True)
    ]
    return PinPage(items, page.pack(pins[-1].entry) if more else None)
