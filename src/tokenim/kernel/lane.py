"""In which order are the changes of one socket made? In the order in which they were asked for.

A call that waits (for the database) holds up the ones after it until it is in a batch. A unit on its way `follows` the one
before it: the database does not store it if that one turned out to be stale. All that were turned back run again, in their
order, once nothing of the lane is on its way.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from tokenim.kernel.unit_of_work import Work

C = TypeVar("C")


class Lane(Generic[C]):
    """The changing calls of one socket."""

    __slots__ = ("_again", "_begin", "_flying", "_running", "_waiting", "last")

    def __init__(self, begin: Callable[[C], None]) -> None:
        self._begin = begin
        self._running = False
        self._flying = 0
        self._again: list[C] = []
        self._waiting: list[C] = []
        self.last: Work | None = None
        """The unit on its way that the next one follows."""

    def enter(self, call: C) -> None:
        """Begin the call now, or after those before it."""
        if self._running or self._again or self._waiting:
            self._waiting.append(call)
        else:
            self._running = True
            self._begin(call)

    def submitted(self, work: Work) -> None:
        """The running call is in a batch, as this unit."""
        self._flying += 1
        self.last = work
        self._running = False
        if self._waiting or self._again:
            self._go_on()

    def settled(self) -> None:
        """A call of the lane is committed, or refused for good after its batch."""
        self._flying -= 1
        if not self._flying:
            self.last = None
        if self._again:
            self._go_on()

    def retry(self, call: C) -> None:
        """A call of the lane was stale and must run again."""
        self._again.append(call)
        self.settled()

    def ended(self) -> None:
        """The running call ended without a commit."""
        self._running = False
        if self._waiting or self._again:
            self._go_on()

    def _go_on(self) -> None:
        if self._again and not self._flying and not self._running:
            self._waiting, self._again = self._again + self._waiting, []
        while self._waiting and not self._running and not self._again:
            self._running = True
            self._begin(self._waiting.pop(0))
