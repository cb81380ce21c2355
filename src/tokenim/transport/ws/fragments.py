"""How does a message come together that was sent in several frames, or in a binary one?"""

from typing import Any

from picows import WSMsgType

from tokenim.catalogue import closes, limits
from tokenim.catalogue.closes import Close


class Broken(Exception):
    """The frames make no message; the socket ends with this code."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.name)
        self.close = close


class Fragments:
    """The parts of one message so far."""

    __slots__ = ("_parts", "_size", "kind")

    def __init__(self, kind: WSMsgType) -> None:
        self.kind = kind
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, frame: Any) -> bytes | None:
        """Take the next part; return the message when it is whole, raise `Broken` when it grows too large."""
        self._size += frame.payload_size
        if self._size > limits.FRAME_BYTES_AT_MOST or len(self._parts) >= limits.FRAGMENTS:
            raise Broken(closes.TOO_BIG)
        self._parts.append(frame.get_payload_as_bytes())
        return b"".join(self._parts) if frame.fin else None
