"""Who asks too often? A token bucket in memory: `rate` tokens a second, at most `burst` at once."""

import time
from typing import ClassVar

from tokenim.catalogue import errors


class Bucket:
    """The tokens of one caller. `take` costs one and refuses when there is none."""

    __slots__ = ("at", "tokens")
    rate: ClassVar[float] = 10_000.0
    burst: ClassVar[float] = 10_000.0

    def __init__(self) -> None:
        self.tokens = self.burst
        self.at = time.monotonic()

    def take(self) -> None:
        """Take one token; raise `rate.limited` with the time until the next one."""
        now = time.monotonic()
        tokens = self.tokens + (now - self.at) * self.rate
        if tokens > self.burst:
            tokens = self.burst
        self.at = now
        if tokens < 1.0:
            self.tokens = tokens
            wait = int((1.0 - tokens) / self.rate * 1000) + 1
            raise errors.TokenIMError(errors.RATE_LIMITED, retry_after_ms=wait)
        self.tokens = tokens - 1.0
