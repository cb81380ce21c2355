"""Throttles: buckets of attempts in memory, so many at once, and as many again in the time after."""

import time

from tokenim.catalogue import errors
from tokenim.catalogue.refusal import Limited

KEYS = 100_000
"""So many keys are remembered; one more forgets the one that was used least lately."""


class Throttle:
    """A bucket for each key. `limit` says how many attempts a full one holds, and in how many seconds it fills."""

    def __init__(self, limit: Limited) -> None:
        self._limit = limit
        self._rate = limit.quota / limit.window
        self._left: dict[str, tuple[float, float]] = {}

    def left(self, key: str) -> float:
        """Return how many attempts the key has; less than none where more were counted than it had."""
        left, at = self._left.get(key, (float(self._limit.quota), 0.0))
        return min(float(self._limit.quota), left + (time.monotonic() - at) * self._rate)

    def check(self, key: str) -> None:
        """Raise `rate.limited` if the key has no attempt left."""
        left = self.left(key)
        if left < 1.0:
            wait = int((1.0 - left) / self._rate * 1000) + 1
            raise errors.TokenIMError(errors.RATE_LIMITED, retry_after_ms=wait, limit=self._limit)

    def take(self, key: str) -> None:
        """Use one attempt up, or raise; done before the password is looked at, so that many at once count."""
        self.check(key)
        self.count(key)

    def count(self, key: str) -> None:
        """Count an attempt, even where none is left; at most a whole bucket is owed."""
        self._set(key, max(self.left(key) - 1.0, -float(self._limit.quota)))

    def give_back(self, key: str) -> None:
        """Undo one attempt: it was no guess."""
        self._set(key, self.left(key) + 1.0)

    def _set(self, key: str, left: float) -> None:
        self._left.pop(key, None)
        if left < self._limit.quota:
            self._left[key] = (left, time.monotonic())
        if len(self._left) > KEYS:
            del self._left[next(iter(self._left))]
