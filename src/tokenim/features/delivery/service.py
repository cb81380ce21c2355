"""What did a device miss? Read from the log: entries of streams after positions, and what changed since a token."""

from typing import NamedTuple

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import Listed
from tokenim.kernel import log, wire
from tokenim.kernel.unit_of_work import Entry, Work

epoch = ""


def configure(of_database: str) -> None:
    """Set the epoch of this node's database, which sync tokens carry."""
    global epoch
    epoch = of_database


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
    floors = {stream: floor for stream, _, floor in mine} | {me: 0}
    hidden = {stream: floor for stream, floor in floors.items() if floor}
    if known_epoch != epoch:
        return Missed(list(floors), hidden, [], list(positions))
    heads = {stream: head for stream, head, _ in mine}
    heads |= {me: await _head(work, me)} if me in positions else {}
    asked = {stream: max(after, floors[stream]) for stream, after in positions.items() if stream in floors}
    resumed, too_much = _within_limits(asked, heads)
    frames = await _frames(work, resumed, heads)
    known = hidden | {stream: heads[stream] for stream in resumed}
    return Missed(list(floors), known, frames, too_much)


async def _frames(work: Work, positions: dict[str, int], heads: dict[str, int]) -> list[bytes]:
    wanted = [
        log.entries_query(stream, after, heads[stream], heads[stream] - after)
        for stream, after in positions.items()
        if heads[stream] > after
    ]
    found = await work.many(*wanted) if wanted else []
    return [wire.frame(log.entry(row)) for rows in found for row in rows]


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
    rows, head = await work.many(
        log.entries_query(stream, after, 2**63 - 1, limit),
        ("SELECT last_seq FROM streams WHERE id = :stream", {"stream": stream}),
    )
    return [log.entry(row) for row in rows], int(head[0][0]) if head else 0


class Changes(NamedTuple):
    """What changed for a user: rows of the conversation list, own entries, and from which batch to go on."""

    rows: list[Listed]
    own: list[Entry]
    batch: int
    own_seq: int
    more: bool


async def changes(work: Work, since: int, own_after: int) -> Changes:
    """Return what changed after the batch `since`, at most so much; `more` says that the rest must be asked for.

    The newest batch is read first: what is committed meanwhile comes now and once more, never not at all. A page that is
    cut goes back by one batch for the same reason; one batch touches fewer conversations than a page holds.
    """
    limit = int(limits.SYNC_CONVERSATIONS)
    me = work.actor.user_id
    newest = int((await work.all(log.NEWEST_BATCH))[0][0])
    if since > newest:
        raise TokenIMError(errors.SYNC_TOKEN_INVALID)
    rows = await conversations.changed(work, since, limit + 1)
    found, _ = await _entries(work, me, own_after, int(limits.HISTORY_ITEMS) + 1)
    more_rows = len(rows) > limit
    own = found[: int(limits.HISTORY_ITEMS)]
    rows = rows[:limit]
    batch = rows[-1].batch - 1 if more_rows else newest
    return Changes(rows, own, batch, own[-1].seq if own else own_after, more_rows or len(found) > len(own))
