"""What did a device miss? Read from the log: entries of streams after positions, and what changed since a token."""

from typing import NamedTuple

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import Listed
from tokenim.kernel import log, wire
from tokenim.kernel.state import Key
from tokenim.kernel.unit_of_work import Entry, Work

FEW = limits.RESUME_BYTES // limits.FRAME_BYTES
"""So few entries are never too large together."""

EPOCH: Key[str] = Key("delivery.epoch")
"""The epoch of the node's database, which sync tokens carry."""


def epoch(work: Work) -> str:
    """Return the epoch of the database that the unit of work reads."""
    return work.context.state[EPOCH]


class Missed(NamedTuple):
    """What a device missed.

    `streams` are all that its user receives, `heads` up to where nothing more is to come: where those stand that were
    asked for, and where those begin for the user that hide what was before. `frames` are the missed events in order of
    each stream, `too_much` the streams of which the device must read the state instead.
    """

    streams: list[str]
    heads: dict[str, int]
    frames: list[bytes]
    too_much: list[str]


async def missed(work: Work, known_epoch: str, positions: dict[str, int]) -> Missed:
    """Return what the actor's device missed since its positions; streams that are not the actor's are left out.

    Positions of another epoch mean nothing here: the device must read everything anew. An application receives no streams.
    """
    me = work.actor.user_id
    if not me:
        return Missed([], {}, [], list(positions))
    mine = await conversations.streams_of(work, me)
    floors = {stream.conversation_id: stream.visible_after for stream in mine} | {me: 0}
    hidden = {stream: floor for stream, floor in floors.items() if floor}
    if known_epoch != epoch(work):
        return Missed(list(floors), hidden, [], list(positions))
    heads = {stream.conversation_id: stream.last_seq for stream in mine}
    heads |= {me: await _head(work, me)} if me in positions else {}
    asked = {stream: max(after, floors[stream]) for stream, after in positions.items() if stream in floors}
    resumed, too_much = await _within_bytes(work, *_within_limits(asked, heads), heads)
    frames = await _frames(work, resumed, heads)
    known = hidden | {stream: heads[stream] for stream in resumed}
    return Missed(list(floors), known, frames, too_much)


async def _frames(work: Work, positions: dict[str, int], heads: dict[str, int]) -> list[bytes]:
    wanted = [
        log.Range(stream, after, heads[stream])
        for stream, after in positions.items()
        if heads[stream] > after
    ]
    found = await log.ranges(work.read, wanted)
    return [wire.frame(entry) for entries in found for entry in entries]


def _within_limits(asked: dict[str, int], heads: dict[str, int]) -> tuple[dict[str, int], list[str]]:
    """Return (positions that can be resumed, streams that cannot: too much was missed, or they never were there)."""
    room = int(limits.RESUME_ENTRIES)
    resumed: dict[str, int] = {}
    too_much: list[str] = []
    for stream, after in asked.items():
        room -= max(0, heads[stream] - after)
        if after > heads[stream] or room < 0:
            too_much.append(stream)
        else:
            resumed[stream] = after
    return resumed, too_much


async def _within_bytes(
    work: Work, asked: dict[str, int], too_much: list[str], heads: dict[str, int]
) -> tuple[dict[str, int], list[str]]:
    """Return the same without the streams whose entries would wait in memory for a device that may not read."""
    missed = [
        log.Range(stream, after, heads[stream]) for stream, after in asked.items() if heads[stream] > after
    ]
    if sum(each.upto - each.after for each in missed) <= FEW:
        return asked, too_much
    room, left_out = int(limits.RESUME_BYTES), list(too_much)
    for each, size in zip(missed, await log.sizes(work.read, missed), strict=True):
        if size > room:
            left_out.append(each.stream)
        else:
            room -= size
    return {stream: after for stream, after in asked.items() if stream not in left_out}, left_out


async def _head(work: Work, stream: str) -> int:
    row = await work.one("SELECT last_seq FROM streams WHERE id = :stream", stream=stream)
    return 0 if row is None else int(row[0])


async def own_head(work: Work) -> int:
    """Return the last seq of the actor's own stream."""
    return await _head(work, work.actor.user_id)


async def entries(work: Work, conversation_id: str, after: int, limit: int) -> tuple[list[Entry], int]:
    """Return (entries of a conversation after a seq, its last seq)."""
    conversation = await conversations.get(work, conversation_id)
    member = conversations.may_read(conversation, work.actor.user_id)
    return await _entries(work, conversation_id, max(after, member.visible_after), limit)


async def own_entries(work: Work, after: int, limit: int) -> tuple[list[Entry], int]:
    """Return (entries of the actor's own stream after a seq, its last seq)."""
    return await _entries(work, work.actor.user_id, after, limit)


async def _entries(work: Work, stream: str, after: int, limit: int) -> tuple[list[Entry], int]:
    size = limits.PAGE_BYTES
    rows, head = await work.many(
        log.sized(stream, after, limit, size),
        ("SELECT last_seq FROM streams WHERE id = :stream", {"stream": stream}),
    )
    return log.within([log.entry(row) for row in rows], limit, size), int(head[0][0]) if head else 0


class Changes(NamedTuple):
    """What changed for a user: rows of the conversation list, own entries, and from where to go on.

    `since` is a batch, and the last conversation of a page that ended within that batch.
    """

    rows: list[Listed]
    own: list[Entry]
    since: tuple[int, str]
    own_seq: int
    more: bool


async def changes(work: Work, since: tuple[int, str], own_after: int) -> Changes:
    """Return what changed after a batch, at most so much; `more` says that the rest must be asked for.

    The newest batch is read first: what is committed meanwhile comes now and once more, never not at all.
    """
    limit = int(limits.SYNC_CONVERSATIONS)
    me = work.actor.user_id
    newest = int((await work.all(log.NEWEST_BATCH))[0][0])
    if since[0] > newest:
        raise TokenIMError(errors.SYNC_TOKEN_INVALID)
    rows = await conversations.changed(work, since, limit + 1)
    own, own_head = await _entries(work, me, own_after, int(limits.HISTORY_ITEMS))
    page = _page(rows, limit)
    more_rows = len(page) < len(rows)
    since = (page[-1].batch, page[-1].id) if more_rows else (newest, "")
    own_seq = own[-1].seq if own else own_after
    return Changes(page, own, since, own_seq, more_rows or own_seq < own_head)


def _page(rows: list[Listed], limit: int) -> list[Listed]:
    """Return the rows of a page: at most so many, and so many bytes of last messages, but one at least."""
    room = limits.PAGE_BYTES
    for number, row in enumerate(rows):
        room -= len(row.last[log.BODY]) if row.last else 0
        if number == limit or (room < 0 and number):
            return rows[:number]
    return rows
