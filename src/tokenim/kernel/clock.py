"""What time is it? Milliseconds since 1970 UTC inside, RFC 3339 with milliseconds outside."""

import time


def now() -> int:
    """Return the wall clock in milliseconds."""
    return int(time.time() * 1000)


_furthest = float("-inf")


def fallen() -> int:
    """Return how many milliseconds the wall clock is behind where it was once, since this process began.

    What ends by the clock adds them to `now`: a clock that is put back must not make it last longer.
    """
    global _furthest
    ahead = now() - time.monotonic() * 1000
    _furthest = max(_furthest, ahead)
    return int(_furthest - ahead)


_second = -1
_prefix = ""
_last = -1
_text = ""


def rfc3339(ms: int) -> str:
    """Return `2026-11-24T12:00:00.000Z`; the last text and the last second are kept, since most times are alike."""
    global _last, _prefix, _second, _text
    if ms == _last:
        return _text
    second, rest = divmod(ms, 1000)
    if second != _second:
        _prefix = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        _second = second
    _last, _text = ms, f"{_prefix}.{rest:03d}Z"
    return _text
