"""What is a message called before the server has seen it? A UUIDv7: unique, and later ones sort later."""

import secrets
import time
from uuid import UUID


class _Ticks:
    """The ticks of the newest id of this process."""

    last = 0


def new() -> str:
    """Return a UUIDv7 (RFC 9562). Ids of one process sort in the order in which they were made."""
    # 48 bits of milliseconds and 12 more of their fraction; never the same or less than before.
    ticks = max(_Ticks.last + 1, (time.time_ns() << 12) // 1_000_000)
    _Ticks.last = ticks
    number = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=number))
