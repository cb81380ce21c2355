"""What time is it? Milliseconds since 1970 UTC inside, RFC 3339 with milliseconds outside."""

import time


def now() -> int:
    """Return the wall clock in milliseconds."""
    return int(time.time() * 1000)


_second = -1
_prefix = ""


def rfc3339(ms: int) -> str:
    """Return `2026-11-24T12:00:00.000Z`; the text of the last second is kept, since most times are recent."""
    global _second, _prefix
    second, rest = divmod(ms, 1000)
    if second != _second:
        _prefix = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        _second = second
    return f"{_prefix}.{rest:03d}Z"
