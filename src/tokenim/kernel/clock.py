"""What time is it? Milliseconds since 1970 UTC inside, RFC 3339 with milliseconds outside."""

import time
from functools import lru_cache


def now() -> int:
    """Return the wall clock in milliseconds."""
    return int(time.time() * 1000)


class _Wall:
    """The wall clock of this process, and how far ahead of the steady one it was at most."""

    furthest = float("-inf")


def fallen() -> int:
    """Return how many milliseconds the wall clock is behind where it was once, since this process began.

    What ends by the clock adds them to `now`: a clock that is put back must not make it last longer.
    """
    ahead = now() - time.monotonic() * 1000
    _Wall.furthest = max(_Wall.furthest, ahead)
    return int(_Wall.furthest - ahead)


@lru_cache(64)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


@lru_cache(64)
def rfc3339(ms: int) -> str:
    """Return `2026-11-24T12:00:00.000Z`; the last ones are kept, since most times are alike."""
    second, rest = divmod(ms, 1000)
    return f"{_second(second)}.{rest:03d}Z"
