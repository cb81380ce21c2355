"""How does a client speak that builds every byte of its frames itself?"""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any, NamedTuple

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0
KEY = base64.b64encode(b"sixteen bytes ok").decode()
MASK = b"\x37\xfa\x21\x3d"
SECONDS = 10.0


class Frame(NamedTuple):
    """A frame from the server."""

    fin: bool
    opcode: int
    payload: bytes


def masked(payload: bytes, mask: bytes) -> bytes:
    """Return the payload as it is on the wire."""
    return bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


def frame(
    opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, mask: bytes | None = MASK
) -> bytes:
    """Return a frame as a client sends it; without a mask as no client may."""
    size = len(payload)
    bit = 0 if mask is None else 0x80
    if size < 126:
        length = bytes([bit | size])
    elif size < 65_536:
        length = bytes([bit | 126]) + size.to_bytes(2, "big")
    else:
        length = bytes([bit | 127]) + size.to_bytes(8, "big")
    body = payload if mask is None else mask + masked(payload, mask)
    return bytes([(0x80 if fin else 0) | rsv << 4 | opcode]) + length + body


def declared(opcode: int, flag: int, length: bytes, payload: bytes = b"") -> bytes:
    """Return a frame that says itself how its length is written."""
    return bytes([0x80 | opcode, 0x80 | flag]) + length + MASK + masked(payload, MASK)


def close(code: int | None = None, reason: bytes = b"") -> bytes:
    """Return a close frame."""
    return frame(CLOSE, b"" if code is None else code.to_bytes(2, "big") + reason)


def handshake(token: str = "", **changed: str | None) -> bytes:
    """Return the request that opens a socket; `changed` replaces headers, nothing takes one away."""
    headers: dict[str, str | None] = {
        "Host": "h",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
    }
    if token:
        headers["Authorization"] = f"Bearer {token}"
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return ("GET /v1/ws HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode()


class Raw:
    """One connection. Reading gives up after ten seconds, or as many as it is told."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def connect(cls, port: int) -> Raw:
        """Open a connection."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    @classmethod
    async def opened(cls, port: int, token: str, **headers: str | None) -> Raw:
        """Open a socket and say hello; return it when the server has let it in."""
        raw = await cls.connect(port)
        await raw.send(handshake(token, **headers))
        assert (await raw.head()).startswith(b"HTTP/1.1 101")
        return raw

    async def send(self, *pieces: bytes) -> None:
        """Send bytes, each piece in a packet of its own."""
        for piece in pieces:
            self._writer.write(piece)
            await self._writer.drain()
            if len(pieces) > 1:
                await asyncio.sleep(0)

    async def head(self, within: float = SECONDS) -> bytes:
        """Return the head of an HTTP answer."""
        return await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), within)

    async def frame(self, within: float = SECONDS) -> Frame | None:
        """Return the next frame, or nothing when the server hung up."""
        try:
            first, second = await asyncio.wait_for(self._reader.readexactly(2), within)
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return None
        size = second & 0x7F
        if size > 125:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
        return Frame(bool(first & 0x80), first & 0x0F, await self._reader.readexactly(size))

    async def answer(self, id_: int | None) -> dict[str, Any]:
        """Return the answer to a request; events before it are passed over."""
        while True:
            got = await self.frame()
            assert got is not None, "the server hung up"
            assert got.opcode != CLOSE, got.payload
            if got.opcode == TEXT:
                read: dict[str, Any] = json.loads(got.payload)
                if "event" not in read and read["id"] == id_:
                    return read

    async def answers(self, count: int) -> set[int]:
        """Return the ids of so many answers, in whatever order they come."""
        found: set[int] = set()
        while len(found) < count:
            got = await self.frame()
            assert got is not None
            assert got.opcode == TEXT, got
            read = json.loads(got.payload)
            assert "ok" in read, read
            found.add(read["id"])
        return found

    async def closed(self) -> tuple[int, bytes]:
        """Return (code, reason) of the close frame; answer it, and wait until the server hangs up."""
        while (got := await self.frame()) is not None:
            if got.opcode == CLOSE:
                await self._hung_up(got)
                return int.from_bytes(got.payload[:2], "big"), got.payload[2:]
        raise AssertionError("the server hung up without a close frame")

    async def _hung_up(self, got: Frame) -> None:
        self._writer.write(frame(CLOSE, got.payload[:2]))
        while (await self.frame()) is not None:
            pass

    def leave(self) -> None:
        """Hang up without a word."""
        self._writer.transport.abort()
