"""Read messages: by seq, both ways from any point, as they are now."""

from typing import Any, Literal

import msgspec

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import service as conversations
from tokenim.features.messages import store
from tokenim.kernel import log, wire
from tokenim.kernel.unit_of_work import Entry, Row, Work

Order = Literal["after", "before", "around"]


async def history(
    work: Work, conversation_id: str, order: Order, seq: int, limit: int
) -> tuple[list[Entry], bool]:
    """Return (messages in order of seq, whether there are more in this direction); a page ends at its limit or its bytes."""
    place = await view(work, conversation_id)
    if order == "around":
        first, second = await store.around(work, place, seq, limit)
        half = limits.PAGE_BYTES // 2
        return [*reversed(log.within(first, limit, half)), *log.within(second, limit, half)], False
    read = store.after if order == "after" else store.before
    found = await read(work, place, seq, limit + 1)
    page = log.within(found, limit, limits.PAGE_BYTES)
    return page if order == "after" else page[::-1], len(page) < len(found)


async def get(work: Work, conversation_id: str, seq: int) -> Entry:
    """Return one message; raise `message.not_found`."""
    return await found(work, await view(work, conversation_id), seq)


async def revisions(
    work: Work, conversation_id: str, seq: int, after: int, limit: int
) -> tuple[list[Row], bool]:
    """Return (what the message held before, oldest first, whether there is more); a page ends at its limit or its bytes.

    Nothing is left of a recalled message.
    """
    await get(work, conversation_id, seq)
    sizes = await store.revision_sizes(work, conversation_id, seq, after, limit + 1)
    page = _within(sizes[:limit], limits.PAGE_BYTES)
    rows = await store.revisions(work, conversation_id, seq, after, page[-1]) if page else []
    return rows, len(page) < len(sizes)


async def reactions(
    work: Work, conversation_id: str, seq: int, after: store.After, limit: int, *, of_one: bool
) -> tuple[list[Row], bool]:
    """Return (everybody's reactions by emoji and in the order in which they came, whether there are more)."""
    await get(work, conversation_id, seq)
    rows = await store.who_reacted(work, conversation_id, seq, after, limit + 1, of_one=of_one)
    return rows[:limit], len(rows) > limit


def _within(sizes: list[tuple[int, int]], room: int) -> list[int]:
    """Return the numbers that fit into a page, one at least."""
    numbers: list[int] = []
    for number, size in sizes:
        room -= size
        if room < 0 and numbers:
            break
        numbers.append(number)
    return numbers


async def view(work: Work, conversation_id: str) -> store.Place:
    """Return what the actor may read of the conversation."""
    conversation = await conversations.get(work, conversation_id)
    member = conversations.may_read(conversation, work.actor.user_id)
    return store.Place(conversation_id, work.actor.user_id, member.visible_after)


async def found(work: Work, place: store.Place, seq: int) -> Entry:
    """Return the message at `seq`; raise `message.not_found`."""
    message = await store.get(work, place, seq)
    if message is None:
        raise TokenIMError(errors.MESSAGE_NOT_FOUND, f"There is no message {seq}")
    return message


async def shown(work: Work, conversation_id: str, messages: list[Entry]) -> list[bytes]:
    """Return messages as the actor sees them, with their reactions."""
    if not messages:
        return []
    found = await store.shown(work, conversation_id, [message.seq for message in messages])
    return [_with(wire.message(message), found.get(message.seq)) for message in messages]


def _with(message: bytes, shown: store.Reactions | None) -> bytes:
    if shown is None:
        return message
    fields: dict[str, Any] = {"reactions": shown.users}
    if shown.counts:
        fields |= {"reaction_counts": shown.counts, "reactions_seq": shown.seq}
    return message[:-1] + b"," + msgspec.json.encode(fields)[1:]
