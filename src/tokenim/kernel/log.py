"""How are streams and batches read? By whoever catches up: devices by seq, consumers by batch."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from tokenim.kernel.among import packed_rows, rows
from tokenim.kernel.unit_of_work import Entry, Query, Read, Row, Sized

COLUMNS = "stream, kind, sender_id, at, body, client_id, seq, count"

ENTRIES = f"""SELECT {COLUMNS} FROM entries
    WHERE stream = :stream AND seq > :after AND seq <= :upto ORDER BY seq LIMIT :limit"""
NEWEST_BATCH = "SELECT coalesce(max(id), 0) FROM batches"

_BATCHES = "SELECT id, manifest FROM batches WHERE id > :after ORDER BY id LIMIT :limit"
_CURSOR = "SELECT batch FROM consumers WHERE name = :name"
MOVE_CURSOR = """INSERT INTO consumers (name, batch) VALUES (:name, :batch)
    ON CONFLICT (name) DO UPDATE SET batch = excluded.batch"""


BODY = COLUMNS.split(", ").index("body")


class Range(NamedTuple):
    """The entries of a stream with `after` < seq <= `upto`."""

    stream: str
    after: int
    upto: int


# The ranges are read first, each by the index: not the entries, to look for their range.
_IN_RANGES = f"""FROM {rows("ranges", stream=str, after=int, upto=int)} r CROSS JOIN entries e
    ON e.stream = r.stream AND e.seq > r.after AND e.seq <= r.upto"""
_RANGES = f"""SELECT r.place, {", ".join(f"e.{column}" for column in COLUMNS.split(", "))} {_IN_RANGES}
    ORDER BY r.place, e.seq"""
_SIZES = f"SELECT r.place, sum(length(e.body)) {_IN_RANGES} GROUP BY r.place"


def entry(row: Row) -> Entry:
    """Return the entry that a row of the log's queries holds."""
    stream, kind, sender_id, at, body, client_id, seq, count = row
    return Entry(stream, kind, sender_id, at, body, client_id=client_id, seq=seq, count=count)


def entries_query(stream: str, after: int, upto: int, limit: int) -> Query:
    """Return the query for entries with `after` < seq <= `upto`, in order."""
    return ENTRIES, {"stream": stream, "after": after, "upto": upto, "limit": limit}


def sized(stream: str, after: int, limit: int, size: int) -> Sized:
    """Return the query for a page of entries with seq > `after`, read until they hold more than `size` bytes."""
    return Sized(*entries_query(stream, after, 2**63 - 1, limit), BODY, size)


def within(entries: list[Entry], limit: int, size: int) -> list[Entry]:
    """Return the first entries that make a page: at most so many and so many bytes, but one at least."""
    for number, item in enumerate(entries):
        size -= len(item.body)
        if number and (size < 0 or number == limit):
            return entries[:number]
    return entries


async def ranges(read: Read, wanted: Sequence[Range]) -> list[list[Entry]]:
    """Return the entries of each range, in order; one statement, however many there are."""
    found: list[list[Entry]] = [[] for _ in wanted]
    if wanted:
        for row in (await read((_RANGES, {"ranges": packed_rows(wanted)})))[0]:
            found[row[0]].append(entry(row[1:]))
    return found


async def sizes(read: Read, wanted: Sequence[Range]) -> list[int]:
    """Return the bytes that the entries of each range hold; one statement, however many there are."""
    found = [0] * len(wanted)
    if wanted:
        for place, size in (await read((_SIZES, {"ranges": packed_rows(wanted)})))[0]:
            found[place] = size
    return found


async def batches(read: Read, after: int, limit: int, *, streams: str = "") -> list[tuple[int, list[Entry]]]:
    """Return committed batches with id > `after`, in order, each with the entries that it wrote.

    `streams` is what the ids of the streams begin with whose entries are read.
    """
    rows = (await read((_BATCHES, {"after": after, "limit": limit})))[0]
    manifests = [(row[0], _wanted(row[1], streams)) for row in rows]
    wrote = [
        Range(stream, first - 1, last)
        for _, manifest in manifests
        for stream, (first, last) in manifest.items()
    ]
    found = iter(await ranges(read, wrote))
    return [(batch, [each for _ in manifest for each in next(found)]) for batch, manifest in manifests]


def _wanted(manifest: bytes, streams: str) -> dict[str, tuple[int, int]]:
    wrote: dict[str, tuple[int, int]] = msgspec.json.decode(manifest)
    return {stream: seqs for stream, seqs in wrote.items() if stream.startswith(streams)}


async def position(read: Read, consumer: str) -> int:
    """Return the last batch that the consumer has handled; 0 for a new one."""
    rows = (await read((_CURSOR, {"name": consumer})))[0]
    return int(rows[0][0]) if rows else 0
