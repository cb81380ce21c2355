"""In which order are the changes of one socket made? In the order in which they were asked for.

A call that waits (for the database) holds up the ones after it until it commits. When a unit turns out to be stale, the
socket's later units on their way are waited for, and those that are stale too run again in their order.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

C = TypeVar("C")


class Lane(Generic[C]):
    """The changing calls of one socket."""

    __slots__ = ("_again", "_begin", "_flying", "_running", "_waiting")

    def __init__(self, begin: Callable[[C], None]) -> None:
        self._begin = begin
        self._running = False
        self._flying = 0
        self._again: list[C] = []
        self._waiting: list[C] = []

    def enter(self, call: C) -> None:
        """Begin the call now, or after those before it."""
        if self._running or self._again or self._waiting:
            self._waiting.append(call)
        else:
            self._run(call)

    def took_off(self) -> None:
        """The running call is in a batch."""
        self._flying += 1
        self._ended()

    def landed(self) -> None:
        """A call of the lane is committed, or refused for good after its batch."""
        self._flying -= 1
        self._go_on()

    def turned_back(self, call: C) -> None:
        """A call of the lane was stale and must run again."""
        self._flying -= 1
        self._again.append(call)
        self._go_on()

    def left(self) -> None:
        """The running call ended without a commit."""
        self._ended()

    def _run(self, call: C) -> None:
        self._running = True
        self._begin(call)

    def _ended(self) -> None:
        self._running = False
        if self._waiting:
            self._go_on()

    def _go_on(self) -> None:
        if self._again and not self._flying:
            self._waiting, self._again = self._again + self._waiting, []
        while self._waiting and not self._running and not self._again:
            self._run(self._waiting.pop(0))
