"""How does a server lie? A proxy that changes what it says: frames of sockets, and answers to requests."""

from __future__ import annotations

import asyncio
import json
import re
import struct
from collections.abc import Callable
from types import TracebackType
from typing import Self

Lie = Callable[[bytes], list[bytes]]
"""Takes what the server says in a frame, and returns what is said instead."""

EVERY = 12
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SEND = re.compile(rb"POST /v1/conversations/(c_\w+)/messages ")


class Liar:
    """Stands in front of a server. Each connection gets a lie of its own; `swallow` loses messages sent by HTTP."""

    def __init__(self, port: int, lie: Callable[[], Lie], *, swallow: bool = False) -> None:
        self._port, self._lie, self._swallow = port, lie, swallow
        self._pairs: set[asyncio.Task[None]] = set()
        self._sends = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for pair in list(self._pairs):
            pair.cancel()
        await asyncio.gather(*self._pairs, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pair = asyncio.create_task(self._pair(reader, writer))
        self._pairs.add(pair)
        pair.add_done_callback(self._pairs.discard)

    async def _pair(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await self._talk(client, to_client, server, to_server)
        except (asyncio.IncompleteReadError, ConnectionError):
            # One of the two is gone: then the other one goes too.
            pass
        finally:
            to_client.transport.abort()
            to_server.transport.abort()

    async def _talk(
        self,
        client: asyncio.StreamReader,
        to_client: asyncio.StreamWriter,
        server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        head = await client.readuntil(b"\r\n\r\n")
        if b"GET /v1/ws " in head:
            to_server.write(head)
            ways = [_copy(client, to_server), self._frames(server, to_client)]
        else:
            ways = [self._requests(head, client, to_server, to_client), _copy(server, to_client)]
        tasks = [asyncio.create_task(way) for way in ways]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _frames(self, server: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        to_client.write(await server.readuntil(b"\r\n\r\n"))
        lie = self._lie()
        while True:
            first, length = await server.readexactly(2)
            if length == 126:
                [length] = struct.unpack(">H", await server.readexactly(2))
            elif length == 127:
                [length] = struct.unpack(">Q", await server.readexactly(8))
            said = await server.readexactly(length)
            for instead in lie(said) if first in (0x81, 0x82) else [said]:
                to_client.write(_frame(first, instead))

    async def _requests(
        self,
        head: bytes,
        client: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
        to_client: asyncio.StreamWriter,
    ) -> None:
        while True:
            length = _LENGTH.search(head)
            body = await client.readexactly(int(length[1])) if length else b""
            send = _SEND.match(head)
            self._sends += send is not None
            if self._swallow and send and self._sends % EVERY == 0:
                to_client.write(_stored(send[1].decode(), 10**6 + self._sends))
            else:
                to_server.write(head + body)
            head = await client.readuntil(b"\r\n\r\n")


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while chunk := await source.read(65_536):
        sink.write(chunk)


def _frame(first: int, said: bytes) -> bytes:
    if len(said) < 126:
        return bytes([first, len(said)]) + said
    if len(said) < 65_536:
        return struct.pack(">BBH", first, 126, len(said)) + said
    return struct.pack(">BBQ", first, 127, len(said)) + said


def _stored(conversation: str, seq: int) -> bytes:
    answer = {"conversation_id": conversation, "seq": seq, "sent_at": "2026-01-01T00:00:00.000Z"}
    body = json.dumps(answer).encode()
    head = f"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
