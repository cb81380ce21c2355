"""Does a socket read on exactly when it may?"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tokenim.catalogue import limits
from tokenim.transport.pace import LONGEST_SECONDS, SHORTEST_SECONDS, Pace


class Line:
    """A transport, and a loop whose timers a test fires."""

    def __init__(self) -> None:
        self.reads = True
        self.closing = False
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def pause_reading(self) -> None:
        assert self.reads
        self.reads = False

    def resume_reading(self) -> None:
        assert not self.reads
        self.reads = True

    def reading(self) -> bool:
        return self.reads

    def is_closing(self) -> bool:
        return self.closing

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        self.timers.append((seconds, do))

    def fire(self) -> float:
        """Fire the oldest timer; return how long it was."""
        seconds, do = self.timers.pop(0)
        do()
        return seconds


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def pace(line: Line) -> Pace:
    return Pace(line, line.later)


def test_a_full_socket_reads_on_once_half_of_it_is_answered(line: Line, pace: Pace) -> None:
    pace.held = limits.HELD_BYTES + 1
    pace.full()
    assert not line.reading()

    pace.held = limits.HELD_BYTES // 2 + 1
    pace.emptier()
    assert pace.why

    pace.held -= 1
    pace.emptier()
    assert line.reading()
    assert not pace.why


def test_a_turn_ends_once(line: Line, pace: Pace) -> None:
    pace.next_turn()
    pace.next_turn()
    assert not line.reading()

    assert line.fire() == 0
    assert line.reading()
    assert line.timers == []


def test_who_is_too_fast_again_and_again_rests_longer_each_time(
    line: Line, pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    rests = []
    for _ in range(6):
        pace.too_fast()
        pace.too_fast()
        assert not line.reading()
        rests.append(line.fire())
        assert line.reading()
    assert rests == [SHORTEST_SECONDS, 0.5, 1.0, 2.0, LONGEST_SECONDS, LONGEST_SECONDS]

    now += 3 * LONGEST_SECONDS
    pace.too_fast()
    assert line.fire() == SHORTEST_SECONDS


def test_reading_goes_on_when_every_reason_to_pause_is_over(line: Line, pace: Pace) -> None:
    pace.until_ready()
    pace.too_fast()
    line.fire()
    assert not line.reading()

    pace.ready()
    assert line.reading()
    pace.ready()
    assert line.reading()


def test_control_frames_beyond_the_limit_pause_the_socket_and_need_no_answer(line: Line, pace: Pace) -> None:
    assert all(pace.may_control() for _ in range(limits.CONTROL_FRAMES))
    assert line.reading()

    assert not pace.may_control()
    assert not line.reading()


def test_frames_that_are_no_requests_are_answered_up_to_a_limit(pace: Pace) -> None:
    assert all(pace.may_refuse() for _ in range(limits.REFUSED_FRAMES))
    assert not pace.may_refuse()


def test_a_frame_may_count_as_many_of_them(pace: Pace) -> None:
    assert pace.may_refuse(limits.REFUSED_FRAMES)
    assert not pace.may_refuse()


def test_nothing_is_read_any_more_once_it_is_over(line: Line, pace: Pace) -> None:
    pace.too_fast()

    pace.over()
    pace.over()
    pace.next_turn()
    while line.timers:
        line.fire()
    assert not line.reading()


def test_a_connection_that_is_gone_is_left_alone(line: Line, pace: Pace) -> None:
    line.closing = True
    pace.too_fast()
    line.fire()
    assert line.reading()


def test_what_waits_unparsed_and_an_answer_that_is_made_are_reasons_of_their_own(
    line: Line, pace: Pace
) -> None:
    pace.queue()
    pace.backlog()
    pace.queued()
    assert not line.reading()

    pace.parsed()
    assert line.reading()


def test_after_a_pause_something_may_go_on(line: Line, pace: Pace) -> None:
    went_on: list[bool] = []
    pace.too_fast(lambda: went_on.append(pace.resting))
    assert pace.resting

    line.fire()

    assert went_on == [False]


def test_probes_beyond_the_limit_pause_the_connection(line: Line, pace: Pace) -> None:
    assert all(pace.may_probe(lambda: None) for _ in range(limits.PROBES_AT_ONCE))
    assert line.reading()

    assert not pace.may_probe(lambda: None)
    assert not line.reading()
