"""Who has waited too long? Deadlines of many connections without a timer for each."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class IdleTimeouts(Generic[T]):
    """Everything watched here has the same time; so the oldest is always the first of the dictionary."""

    def __init__(self, seconds: float, expire: Callable[[T], None]) -> None:
        self._seconds = seconds
        self._expire = expire
        self._since: dict[T, float] = {}

    def watch(self, thing: T) -> None:
        """Start the time of `thing`; nothing happens if it runs already."""
        if thing not in self._since:
            self._since[thing] = time.monotonic()

    def forget(self, thing: T) -> None:
        """Stop watching."""
        self._since.pop(thing, None)

    def watched(self) -> list[T]:
        """Return everything that is watched."""
        return list(self._since)

    def tick(self) -> None:
        """Expire what waited too long. Called once a second."""
        border = time.monotonic() - self._seconds
        late = []
        for thing, since in self._since.items():
            if since > border:
                break
            late.append(thing)
        for thing in late:
            self._since.pop(thing, None)
            self._expire(thing)
