"""Which request of a socket is this?"""

from tokenim.kernel.call import Call


class Asked(Call):
    """A call that came in a frame."""

    __slots__ = ("id", "size", "socket")
    id: int
    size: int
    socket: str

    @property
    def name(self) -> str:
        """The name of its socket, and its own on that."""
        return f"{self.socket}.{self.id}"
