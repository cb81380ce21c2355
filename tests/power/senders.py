"""Who talks while the system calls are traced? Senders whose every request has an id of its own, so that the trace tells all."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

WINDOW = 6


class Senders:
    """Some sockets of one user in a few rooms. What has no answer is asked again under the same client id."""

    def __init__(self, url: str, sockets: int) -> None:
        self.asked: dict[int, tuple[str, str]] = {}
        self.answered = 0
        self._url = url
        self._sockets = sockets
        self._token = ""
        self._rooms: list[str] = []
        self._ids = itertools.count(100)
        self._pending: list[dict[tuple[str, str], None]] = [{} for _ in range(sockets)]

    async def prepare(self, rooms: int) -> None:
        """Register and make the rooms."""
        async with httpx2.AsyncClient(base_url=self._url, timeout=20) as http:
            account = {"username": "sender", "password": "correct horse battery"}
            answer = await http.post("/v1/auth/register", json=account)
            self._token = answer.raise_for_status().json()["access_token"]
            for number in range(rooms):
                body = {"kind": "group", "name": f"Room {number}"}
                made = await http.post("/v1/conversations", json=body, headers=self._headers)
                self._rooms.append(made.raise_for_status().json()["id"])

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """Send on every socket, and come back when it is cut, until the end."""
        tasks = [asyncio.create_task(self._live(number)) for number in range(self._sockets)]
        yield
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(outcome, asyncio.CancelledError):
                raise TypeError(f"a sender ended by itself: {outcome!r}")

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def _live(self, number: int) -> None:
        while True:
            with contextlib.suppress(OSError, InvalidHandshake, TimeoutError, EOFError, ConnectionClosed):
                async with connect(
                    self._url.replace("http", "ws", 1) + "/v1/ws", additional_headers=self._headers,
                    compression=None, ping_interval=None, proxy=None, open_timeout=5, close_timeout=1,
                ) as socket:  # fmt: skip
                    await socket.send(json.dumps({"id": 1, "op": "hello", "body": {}}))
                    await self._talk(socket, number)
            await asyncio.sleep(0.05)

    async def _talk(self, socket: ClientConnection, number: int) -> None:
        pending = self._pending[number]
        for key in list(pending):
            await self._ask(socket, key)
        async for text in socket:
            frame = json.loads(text)
            if "ok" in frame and frame["id"] in self.asked:
                self.answered += 1
                pending.pop(self.asked[frame["id"]], None)
            while len(pending) < WINDOW:
                room = self._rooms[next(self._ids) % len(self._rooms)]
                key = (room, f"m{next(self._ids)}")
                pending[key] = None
                await self._ask(socket, key)

    async def _ask(self, socket: ClientConnection, key: tuple[str, str]) -> None:
        id_ = next(self._ids)
        self.asked[id_] = key
        content: dict[str, Any] = {"type": "text", "content": {"text": key[1] * 20}}
        body = {"conversation_id": key[0], "client_id": key[1], **content}
        await socket.send(json.dumps({"id": id_, "op": "messages.send", "body": body}))
