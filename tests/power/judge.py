"""Is what the power loss left a sound database, and does it hold what clients were told?"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.power.trace import Op, Told
from tokenim.adapters import migrations
from tokenim.adapters.database_sqlite import connect

Place = tuple[str, int]
"""(stream, seq)"""

_ACK = re.compile(rb'\{"id":(\d+),"ok":\{[^{}]*"seq":(\d+)')
_EVENT = re.compile(
    rb'\{"event":"message\.sent","stream":"(\w+)","seq":(\d+),"data":\{[^{}]*"client_id":"(\w+)"'
)


class Promised(NamedTuple):
    """A client was told that a stream has this message at this seq, by operation number `at`."""

    at: int
    place: Place
    client_id: str


class Verdict(NamedTuple):
    """What is wrong with one state of the disk."""

    unsound: list[str]
    lost: list[Promised]


def promises(ops: list[Op], asked: dict[int, tuple[str, str]]) -> list[Promised]:
    """Return what sockets were told; `asked` says which (stream, client_id) the request with an id was for."""
    found = []
    for at, op in enumerate(ops):
        if not isinstance(op, Told):
            continue
        for id_, seq in _ACK.findall(op.data):
            if int(id_) in asked:
                stream, client_id = asked[int(id_)]
                found.append(Promised(at, (stream, int(seq)), client_id))
        for stream, seq, client_id in _EVENT.findall(op.data):
            found.append(Promised(at, (stream.decode(), int(seq)), client_id.decode()))
    return found


def judge(path: Path, promised: list[Promised]) -> Verdict:
    """Start with this file as the server does, and compare."""
    try:
        with closing(connect(path, "FULL")) as db:
            migrations.migrate(db)
            unsound = list(_unsound(db))
            stored = {
                (stream, seq): client_id
                for stream, seq, client_id in db.execute("SELECT stream, seq, client_id FROM entries")
            }
    except sqlite3.DatabaseError as error:
        return Verdict([repr(error)], [])
    return Verdict(unsound, [one for one in promised if stored.get(one.place) != one.client_id])


def _unsound(db: sqlite3.Connection) -> Iterator[str]:
    for (said,) in db.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield str(said)
    heads = dict(db.execute("SELECT id, last_seq FROM streams"))
    for stream, low, high, rows in db.execute(
        "SELECT stream, min(seq), max(seq), count(*) FROM entries GROUP BY stream"
    ):
        if (low, high) != (1, rows) or heads.pop(stream, None) != high:
            yield f"{stream} has {rows} entries from {low} to {high}"
    yield from (f"{stream} has lost all of {head}" for stream, head in heads.items() if head)
    if written(db) != {tuple(row) for row in db.execute("SELECT stream, seq FROM entries")}:
        yield "the manifests do not tell of the entries"


def written(db: sqlite3.Connection) -> set[Place]:
    """Return what the manifests say was written."""
    manifests = [json.loads(row[0]) for row in db.execute("SELECT manifest FROM batches")]
    return {
        (stream, seq)
        for manifest in manifests
        for stream, (first, last) in manifest.items()
        for seq in range(first, last + 1)
    }
