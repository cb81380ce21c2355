"""How are thousands of users made quickly? Requests over kept connections, with as little around them as can be."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

AT_ONCE = 32


class Refused(Exception):
    """The server answered with an error."""


class Asking:
    """Makes requests to one server, at most so many at once."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def ask(self, method: str, path: str, token: str, body: Any = None) -> Any:
        """Make one request and return its answer; raise for a refusal."""
        async with self._gate:
            reader, writer = await self._connection()
            writer.write(self._request(method, path, token, body))
            status, answer = await _answer(reader)
            self._idle.append((reader, writer))
        if status >= 300:
            raise Refused(f"{method} {path}: {status} {answer!r:.300}")
        return json.loads(answer) if answer else None

    async def close(self) -> None:
        """Close the connections."""
        for _, writer in self._idle:
            writer.close()
            await writer.wait_closed()
        self._idle.clear()

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        host, _, port = self._host.rpartition(":")
        return await asyncio.open_connection(host, int(port), limit=1 << 24)

    def _request(self, method: str, path: str, token: str, body: Any) -> bytes:
        content = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} /v1{path} HTTP/1.1\r\nHost: {self._host}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    _, _, length = head.partition("content-length:")
    size = int(length.partition("\r\n")[0]) if length else 0
    return int(head.split(" ", 2)[1]), await reader.readexactly(size)
