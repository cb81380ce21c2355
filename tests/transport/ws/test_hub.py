"""Does every socket get every event once and in order, whenever it comes, and nothing after it left?"""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profile import examples
from tests.transport.ws.ear import Ear, entered, event
from tokenim.catalogue import closes
from tokenim.transport.ws.hub import Hub

STREAMS = ("c_1", "c_2")


class Node:
    """The truth, the events on their way to the hub, and sockets that come in three steps: mark, read, let in."""

    def __init__(self) -> None:
        self.hub = Hub(heartbeat_seconds=5, hello_seconds=5)
        self.heads = dict.fromkeys(STREAMS, 0)
        self.undelivered: deque[tuple[str, int]] = deque()
        self.delivered: list[tuple[str, int]] = []
        self.ears: list[Ear] = []
        self.positions: list[dict[str, int]] = []
        self.read: dict[int, dict[str, int]] = {}

    def commit(self, stream: str) -> None:
        self.heads[stream] += 1
        self.undelivered.append((stream, self.heads[stream]))

    def deliver(self) -> None:
        if self.undelivered:
            self.delivered.append(self.undelivered.popleft())
            self.hub.publish(*self.delivered[-1], event(*self.delivered[-1]))

    def again(self, number: int) -> None:
        """Deliver an old event once more, as a bus may."""
        if self.delivered:
            stream, seq = self.delivered[number % len(self.delivered)]
            self.hub.publish(stream, seq, event(stream, seq))

    def come(self, behind: int) -> None:
        ear = Ear(self.hub)
        self.ears.append(ear)
        self.positions.append({stream: max(0, head - behind) for stream, head in self.heads.items()})
        self.hub.start_buffering(ear)

    def look(self, choice: int = 0) -> None:
        """Let one of the sockets that have not done it read where the streams stand."""
        waiting = [number for number in range(len(self.ears)) if number not in self.read]
        if waiting:
            self.read[waiting[choice % len(waiting)]] = dict(self.heads)

    def let_in(self, choice: int = 0) -> None:
        """Let in one of the sockets that have read, as the handler of hello does."""
        waiting = [number for number in self.read if not self.ears[number].ready]
        if waiting:
            number = waiting[choice % len(waiting)]
            self._welcome(self.ears[number], dict(self.read[number]), self.positions[number])

    def _welcome(self, ear: Ear, heads: dict[str, int], positions: dict[str, int]) -> None:
        self.hub.callers.enter(ear, ear.caller)
        for stream in STREAMS:
            self.hub.subscribe(ear, stream, heads[stream])
        ear.ready = True
        for stream in STREAMS:
            for seq in range(positions[stream] + 1, heads[stream] + 1):
                ear.queue_event(event(stream, seq))
        self.hub.catch_up(ear, heads)

    def finish(self) -> None:
        for _ in self.ears:
            self.look()
            self.let_in()
        while self.undelivered:
            self.deliver()
        self.hub.flusher.flush()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("commit"), st.sampled_from(STREAMS)),
        st.tuples(st.just("deliver"), st.none()),
        st.tuples(st.sampled_from(["look", "let_in"]), st.integers(0, 5)),
        st.tuples(st.just("come"), st.integers(0, 3)),
        st.tuples(st.just("again"), st.integers(0, 20)),
    ),
    max_size=50,
)


@settings(max_examples=examples(400))
@given(STEPS)
async def test_no_interleaving_loses_or_doubles_an_event(steps: list[tuple[str, str | int | None]]) -> None:
    node = Node()
    for step, argument in steps:
        do = getattr(node, step)
        do() if argument is None else do(argument)
    node.finish()

    for ear, positions in zip(node.ears, node.positions, strict=True):
        for stream in STREAMS:
            assert ear.seqs(stream) == list(range(positions[stream] + 1, node.heads[stream] + 1))


@pytest.fixture
async def hub() -> Hub:
    return Hub(heartbeat_seconds=5, hello_seconds=5)


async def test_who_joins_receives_from_then_on_and_who_leaves_no_more(hub: Hub) -> None:
    ear = entered(hub, "u_1")
    hub.publish("c_1", 1, event("c_1", 1))
    hub.join("u_1", "c_1")
    hub.publish("c_1", 2, event("c_1", 2))
    hub.leave("u_1", "c_1")
    hub.publish("c_1", 3, event("c_1", 3))
    hub.flusher.flush()

    assert ear.seqs("c_1") == [2]
    assert hub.receivers("c_1") == set()
    assert hub.counts()["streams"] == 0


async def test_who_read_earlier_but_comes_later_still_gets_what_another_one_read(hub: Hub) -> None:
    slow, quick = Ear(hub), Ear(hub)
    for ear, head in ((quick, 1), (slow, 0)):
        hub.start_buffering(ear)
        hub.callers.enter(ear, ear.caller)
        hub.subscribe(ear, "c_1", head)
        hub.catch_up(ear, {"c_1": head})

    for seq in (1, 2):
        hub.publish("c_1", seq, event("c_1", seq))
    hub.flusher.flush()

    assert (slow.seqs("c_1"), quick.seqs("c_1")) == ([1, 2], [2])


async def test_what_happened_to_the_membership_during_hello_counts(hub: Hub) -> None:
    ear = Ear(hub, "u_1")
    hub.start_buffering(ear)
    hub.join("u_1", "c_new")
    hub.publish("c_new", 1, event("c_new", 1))
    hub.leave("u_1", "c_old")
    hub.join("u_2", "c_other")
    hub.callers.enter(ear, ear.caller)
    hub.subscribe(ear, "c_old", 4)
    ear.ready = True

    hub.catch_up(ear, {"c_old": 4})
    hub.publish("c_old", 5, event("c_old", 5))
    hub.publish("c_new", 2, event("c_new", 2))
    hub.publish("c_other", 1, event("c_other", 1))
    hub.flusher.flush()

    assert ear.heard == [("c_new", 1), ("c_new", 2)]


async def test_what_is_only_told_is_not_told_to_who_did_it(hub: Hub) -> None:
    alice, bob = entered(hub, "u_1"), entered(hub, "u_2")
    for user in ("u_1", "u_2"):
        hub.join(user, "c_1")

    hub.notify("c_1", b'{"event":"typing.started","stream":"c_1"}', except_user="u_1")
    hub.flusher.flush()

    assert (alice.heard, bob.heard) == ([], [("c_1", 0)])


async def test_the_wheel_pings_the_quiet_and_ends_the_silent_and_those_without_hello(hub: Hub) -> None:
    quiet, late = entered(hub, "u_1"), Ear(hub)
    hub.start()
    pings = []
    for _ in range(11):
        hub._tick()
        pings.append(quiet.pings)
        if hub.now == 6:
            assert late.ended is closes.NO_HELLO
    hub.stop()

    assert pings[3:6] == [0, 1, 1]
    assert quiet.ended is closes.SILENT
