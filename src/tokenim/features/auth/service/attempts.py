"""Who guesses passwords? A token bucket per name and per address, in memory."""

import time

from tokenim.catalogue import errors

KEYS = 100_000


class Attempts:
    """At most `per_minute` failures for one key, as many at once; forgotten by and by."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._rate = per_minute / 60
        self._left: dict[str, tuple[float, float]] = {}

    def check(self, key: str) -> None:
        """Raise `rate.limited` if the key has no attempt left."""
        left = self._now_left(key)
        if left < 1.0:
            wait = int((1.0 - left) / self._rate * 1000) + 1
            raise errors.TokenIMError(errors.RATE_LIMITED, retry_after_ms=wait)

    def take(self, key: str) -> None:
        """Use one attempt up, or raise; done before the password is looked at, so that many at once count."""
        self.check(key)
        self.failed(key)

    def failed(self, key: str) -> None:
        """Count a failure."""
        self._set(key, self._now_left(key) - 1.0)

    def give_back(self, key: str) -> None:
        """Undo one `take`: it was no guess."""
        self._set(key, self._now_left(key) + 1.0)

    def _now_left(self, key: str) -> float:
        left, at = self._left.get(key, (self._most, 0.0))
        return min(self._most, left + (time.monotonic() - at) * self._rate)

    def _set(self, key: str, left: float) -> None:
        self._left.pop(key, None)
        if left < self._most:
            self._left[key] = (left, time.monotonic())
        if len(self._left) > KEYS:
            del self._left[next(iter(self._left))]
