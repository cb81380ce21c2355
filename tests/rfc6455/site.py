"""What do the cases send that is no fault of theirs: a hello, and a request that any server must answer."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rfc6455 import raw
from tests.rfc6455.raw import Raw


@dataclass
class Site:
    """Where the cases go, and the socket that must not notice them."""

    port: int
    token: str
    healthy: Raw
    asked: int = 100


def text(id_: int = 7, *, size: int = 0) -> bytes:
    """Return a request as JSON, filled up with spaces to `size` bytes."""
    start = b'{"id":%d,"op":"users.me","body":{}' % id_
    return start + b" " * max(0, size - len(start) - 1) + b"}"


def request(id_: int = 7, *, size: int = 0) -> bytes:
    """Return a request as a whole text frame."""
    return raw.frame(raw.TEXT, text(id_, size=size))


async def hello(socket: Raw) -> None:
    """Say hello and wait for the answer."""
    await socket.send(raw.frame(raw.TEXT, b'{"id":0,"op":"hello","body":{}}'))
    assert "ok" in await socket.answer(0)
