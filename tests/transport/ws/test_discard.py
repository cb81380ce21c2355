"""Is a flood that nobody wants read slowly, and does its sender still learn why?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tokenim.transport.pace import REST_SECONDS
from tokenim.transport.ws import discard


class Line:
    """A connection that was closed for a fault, and a loop whose timers a test fires."""

    def __init__(self) -> None:
        self.reads = False
        self.ended = ""
        self.timers: dict[float, Callable[[], None]] = {}
        self.protocol: object = None

    def get_protocol(self) -> object:
        return self.protocol

    def set_protocol(self, protocol: object) -> None:
        self.protocol = protocol

    def is_read(self) -> bool:
        return self.reads

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True

    def is_closing(self) -> bool:
        return bool(self.ended)

    def over(self) -> str:
        """Return how the connection ended, nothing while it has not."""
        return self.ended

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        self.timers[seconds] = do

    def fire(self, seconds: float) -> None:
        self.timers.pop(seconds)()

    def send(self, size: int) -> None:
        assert self.reads
        assert isinstance(self.protocol, discard.Discard)
        self.protocol.data_received(bytes(size))


@pytest.fixture
def line() -> Line:
    line = Line()
    discard.take_over(line, line.later)
    assert not line.is_read()
    line.fire(0)
    return line


def test_what_comes_after_the_end_is_read_on(line: Line) -> None:
    assert line.is_read()


def test_after_much_nothing_is_read_for_a_moment(line: Line) -> None:
    line.send(discard.AT_ONCE_BYTES - 1)
    assert line.is_read()
    line.send(1)
    assert not line.is_read()

    line.fire(REST_SECONDS)
    assert line.is_read()
    line.send(discard.AT_ONCE_BYTES - 1)
    assert line.is_read()


def test_who_is_quiet_is_hung_up_on_properly(line: Line) -> None:
    line.send(100)
    for _ in range(2):
        line.fire(discard.QUIET_SECONDS)
        assert not line.over()
    line.fire(discard.QUIET_SECONDS)
    assert line.over() == "closed"


def test_who_was_not_read_meanwhile_is_not_called_quiet(line: Line) -> None:
    line.send(discard.AT_ONCE_BYTES)
    line.fire(discard.QUIET_SECONDS)
    line.fire(discard.QUIET_SECONDS)
    line.fire(REST_SECONDS)
    line.fire(discard.QUIET_SECONDS)
    assert not line.over()


def test_who_goes_on_for_too_long_or_sends_too_much_is_cut(line: Line) -> None:
    line.send(discard.DISCARD_BYTES + 1)
    assert line.over() == "aborted"

    other = Line()
    discard.take_over(other, other.later)
    other.fire(discard.LONGEST_SECONDS)
    assert other.over() == "aborted"


def test_a_connection_that_ended_meanwhile_is_left_alone(line: Line) -> None:
    line.send(discard.AT_ONCE_BYTES)
    line.ended = "closed"
    line.fire(REST_SECONDS)
    assert not line.is_read()
