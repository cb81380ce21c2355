"""How do devices catch up?"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import Permission
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import ConversationView
from tokenim.features.delivery import service
from tokenim.kernel import page, wire
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Entry, Work


class Frame(msgspec.Struct):
    """An event as the socket delivers it."""

    event: str
    stream: str
    seq: int
    data: dict[str, Any]


class ListOwn(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """From where, and how many."""

    after_seq: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    limit: Annotated[int, Meta(ge=1, le=limits.HISTORY_ITEMS)] = int(limits.PAGE_DEFAULT)


class ListEntries(ListOwn):
    """Of which conversation, from where, and how many."""

    conversation_id: Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]


class Entries(msgspec.Struct):
    """Events in order of seq, and the seq of the last one that there is."""

    items: list[Frame]
    last_seq: int


class Sync(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The token of the sync before, or nothing for the first one."""

    token: page.Cursor | None = None


class Synced(msgspec.Struct):
    """What changed since the token: conversations as they are now, and events of the own stream.

    `more` says that there is more: sync again with the new token at once.
    """

    token: str
    conversations: list[ConversationView]
    entries: list[Frame]
    more: bool


@operation(
    "sync",
    http="GET /sync",
    permission=Permission.CONVERSATIONS_READ,
    errors=(errors.SYNC_TOKEN_INVALID,),
    examples=(
        Example("The first time", {}),
        Example("With something else", {"token": "bm9uc2Vuc2U"}, errors.SYNC_TOKEN_INVALID),
    ),
)
async def sync(work: Work, body: Sync) -> Synced:
    """Catch up after any time away: the conversations in which something happened, and the own events."""
    since, own_after = (0, ""), await service.own_head(work) if body.token is None else 0
    if body.token is not None:
        since, own_after = _place(work, body.token)
    changes = await service.changes(work, since, own_after)
    views = conversations.views(work, changes.rows)
    token = page.pack(service.epoch(work), changes.since[0], changes.own_seq, changes.since[1])
    return Synced(token, views, _frames(changes.own), changes.more)


def _place(work: Work, token: str) -> tuple[tuple[int, str], int]:
    """Return where a token goes on; one from before a restore, or of a form that is not used any more, goes nowhere."""
    try:
        epoch, batch, own_after, after = page.unpack(token, tuple[str, page.Place, page.Place, str])
    except TokenIMError:
        raise TokenIMError(errors.SYNC_TOKEN_INVALID) from None
    if epoch != service.epoch(work):
        raise TokenIMError(errors.SYNC_TOKEN_INVALID)
    return (batch, after), own_after


@operation(
    "entries.list",
    http="GET /conversations/{conversation_id}/entries",
    permission=Permission.MESSAGES_READ,
    errors=(errors.CONVERSATION_NOT_FOUND, errors.CONVERSATION_NOT_A_MEMBER),
    examples=(
        Example("Everything after the first entry", {"conversation_id": "$group", "after_seq": 1}),
        Example("Not a member", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
    ),
)
async def list_(work: Work, body: ListEntries) -> Entries:
    """Read the events of a conversation after a seq: how a device repairs a gap."""
    found, head = await service.entries(work, body.conversation_id, body.after_seq, body.limit)
    return Entries(_frames(found), head)


@operation(
    "entries.mine",
    http="GET /users/me/entries",
    permission=Permission.CONVERSATIONS_READ,
    examples=(
        Example("From the beginning", {"limit": 10}),
        Example("A negative seq", {"after_seq": -1}, errors.REQUEST_INVALID),
    ),
)
async def mine(work: Work, body: ListOwn) -> Entries:
    """Read the caller's own events after a seq: conversations joined and left, cursors and preferences of other devices."""
    found, head = await service.own_entries(work, body.after_seq, body.limit)
    return Entries(_frames(found), head)


def _frames(found: list[Entry]) -> list[Frame]:
    return wire.raw(bytes(wire.array([wire.frame(entry) for entry in found])))  # type: ignore[no-any-return]
