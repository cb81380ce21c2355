"""What does a batch leave behind? An adapter in memory, and units as hypothesis makes them."""

from __future__ import annotations

from typing import NamedTuple, cast

from hypothesis import strategies as st

from tokenim.catalogue.events import ConversationUpdated, Event, MessageSent
from tokenim.kernel import batch
from tokenim.kernel.actor import Actor
from tokenim.kernel.batch import Alone, Batch, Doubtful, First, Head, Rows, Sent
from tokenim.kernel.unit_of_work import Context, Query, Row, Sized, Work

MOVES = "follow :stream :sender :seq :count"
Heads = dict[str, tuple[int, int, int]]


class Refused(Exception):
    """A row whose key is there already."""


class Memory:
    """What an adapter has to do, in memory: ids that senders gave and the keys of statements are unique."""

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        self.rows: Rows = []
        self.keys: dict[object, object] = {}
        self.sent: dict[Sent, First] = {}
        self.manifests: list[dict[str, tuple[int, int]]] = []
        self.followed: list[tuple[object, ...]] = []

    def commit(self, works: list[Work], *, careful: bool = False) -> bool:
        """Store the units as one batch; return whether it went the careful road."""
        before = self._kept()
        seen = {sent: self.sent[sent] for sent in batch.client_ids(works) & self.sent.keys()}
        heads = self.heads | {stream: Head() for stream in batch.streams(works) - self.heads.keys()}
        planned = Batch(works, heads, seen if careful else None)
        try:
            self._run(planned)
        except (Refused, Doubtful):
            assert not careful
            self._back(before)
            for work in works:
                work.outcome = None
            return self.commit(works, careful=True)
        if planned.moved:
            self._record(planned)
        return careful

    def _run(self, planned: Batch) -> None:
        for step in planned.steps():
            self._alone(step) if isinstance(step, Alone) else self._insert(step)

    def _record(self, planned: Batch) -> None:
        for sql, values in planned.followers():
            self.followed += [(sql, *each.values()) for each in values]
        self.manifests.append(planned.manifest())
        self.heads |= planned.moved

    def _alone(self, step: Alone) -> None:
        before = self._kept()
        try:
            self._insert(step.rows)
            for _, values in step.queries:
                if values["key"] in self.keys:
                    raise Refused(f"key {values['key']}")
                self.keys[values["key"]] = values["value"]
        except Refused as refused:
            self._back(before)
            step.conflict = str(refused)

    def _insert(self, rows: Rows) -> None:
        for row in rows:
            stream, seq, _, sender, client_id, at, count, body = row
            if client_id is not None:
                key: Sent = (str(client_id), str(sender), str(stream))
                if key in self.sent:
                    raise Refused(f"client_id {client_id}")
                self.sent[key] = cast(First, (seq, at, body, count))
            self.rows.append(row)

    def _kept(self) -> tuple[Rows, dict[object, object], dict[Sent, First]]:
        return [*self.rows], dict(self.keys), dict(self.sent)

    def _back(self, kept: tuple[Rows, dict[object, object], dict[Sent, First]]) -> None:
        self.rows, self.keys, self.sent = kept

    def state(self) -> tuple[object, ...]:
        """Return all that the units left, without who was inserted before whom in different streams."""
        return sorted(self.rows, key=lambda row: row[:2]), self.positions(), self.keys, self.followed

    def positions(self) -> Heads:
        return {
            stream: (head.seq, head.count, head.version)
            for stream, head in sorted(self.heads.items())
            if head.seq or head.version
        }

    def seqs(self) -> dict[object, list[object]]:
        """Return the seqs of each stream, as they were inserted."""
        found: dict[object, list[object]] = {}
        for row in self.rows:
            found.setdefault(row[0], []).append(row[1])
        return found


class Unit(NamedTuple):
    """What a unit does."""

    streams: tuple[str, ...]
    countable: bool
    client_id: str | None
    key: str | None
    bumps: tuple[str, ...]
    expects: tuple[tuple[str, int], ...]
    follows: bool


STREAMS = st.sampled_from(["c_1", "c_2", "u_1"])
UNITS = st.builds(
    Unit,
    st.lists(STREAMS, max_size=3).map(tuple),
    st.booleans(),
    st.sampled_from([None, None, "i-1", "i-2"]),
    st.sampled_from([None, None, "a", "b"]),
    st.lists(STREAMS, max_size=2).map(tuple),
    st.lists(st.tuples(STREAMS, st.sampled_from([0, 0, 0, 1, 2])), max_size=1).map(tuple),
    st.booleans(),
)
HISTORIES = st.lists(st.lists(UNITS, max_size=8), max_size=3)


async def _read(*queries: Query | Sized) -> list[list[Row]]:
    raise NotImplementedError


def blank(user: str = "u_1") -> Work:
    return Work(Actor(user, "user"), Context(_read), 1000)


def said(stream: str = "c_1", client_id: str | None = None, user: str = "u_1") -> Work:
    """Return a unit with one message."""
    work = blank(user)
    work.append(stream, MessageSent(type="text", content={}), client_id=client_id, trailing_update=MOVES)
    return work


def units(described: list[Unit], number: int = 0) -> list[Work]:
    """Return the units of a batch; the id that a sender gives is that of the first entry."""
    works: list[Work] = []
    for unit in described:
        number += 1
        work = blank()
        work.now += number
        for place, stream in enumerate(unit.streams):
            event: Event = ConversationUpdated(name=f"{number}/{place}")
            if unit.countable:
                event = MessageSent(type="text", content={"text": f"{number}/{place}"})
            work.append(stream, event, client_id=None if place else unit.client_id, trailing_update=MOVES)
        if unit.key:
            work.write("insert", key=unit.key, value=work.entries[0] if work.entries else 0)
        work.bumped, work.expected = unit.bumps, unit.expects
        work.follows = works[-1] if unit.follows and works else None
        works.append(work)
    return works


def kept(work: Work) -> bool:
    return work.outcome is None and not any(entry.duplicate for entry in work.entries)


def committed(history: list[list[Unit]], *, careful: bool = False) -> tuple[Memory, list[Work]]:
    """Commit the batches; return what they left, and their units."""
    memory, works = Memory(), list[Work]()
    for described in history:
        these = units(described, len(works))
        memory.commit(these, careful=careful)
        works += these
    return memory, works
