"""What was read from a connection, and is not parsed yet? Bytes, taken a small piece at a time."""

PIECE_BYTES = 1_024
"""So little is parsed at once: at most some forty requests, the others wait unparsed until those are answered."""


class Backlog:
    """The bytes, in order."""

    __slots__ = ("_at", "_bytes", "size")

    def __init__(self) -> None:
        self._bytes = b""
        self._at = self.size = 0

    def add(self, data: bytes) -> None:
        """Put bytes behind those that are there."""
        self._bytes = self._bytes[self._at :] + data if self._bytes else data
        self._at = 0
        self.size += len(data)

    def piece(self) -> bytes:
        """Take the next piece."""
        piece = self._bytes[self._at : self._at + PIECE_BYTES]
        self._at += len(piece)
        self.size -= len(piece)
        if not self.size:
            self.clear()
        return piece

    def rest(self) -> bytes:
        """Take everything."""
        rest = self._bytes[self._at :]
        self.clear()
        return rest

    def clear(self) -> None:
        """Forget everything."""
        self._bytes = b""
        self._at = self.size = 0
