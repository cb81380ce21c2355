"""What does a well-behaved device do? It sends, waits, reconnects, resumes, and sends again what was not acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tokenim.proof.checker.history import Acked, History, Key, Received, Refused, Sent

PAUSE_SECONDS = 0.05
WINDOW = 8


class Device:
    """One device of one user, on a socket. Everything that it does and sees goes into the history."""

    def __init__(
        self, url: str, account: dict[str, Any], name: str, history: History, rooms: list[str]
    ) -> None:
        self.url = url.replace("http", "ws", 1) + "/v1/ws"
        self.user: str = account["user"]["id"]
        self.name = name
        self.closed: list[tuple[float, int, str]] = []
        self.resynced: list[str] = []
        self.sessions = 0
        self.repeated = 0
        self.positions = dict.fromkeys(rooms, 0)
        self._token = account["access_token"]
        self._history = history
        self._epoch = ""
        self._pending: dict[Key, str] = {}
        self._ids: dict[int, Key] = {}
        self._next_id = 1
        self._room_in_window = asyncio.Semaphore(WINDOW)
        self._socket: ClientConnection | None = None
        self._living: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def __aenter__(self) -> Device:
        self._living = asyncio.create_task(self._live())
        await asyncio.wait_for(self._ready.wait(), 10)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._living is not None:
            self._living.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._living

    async def send(self, room: str, client_id: str) -> None:
        """Begin a send; wait only while too many are not acknowledged."""
        await self._room_in_window.acquire()
        key = (room, self.user, client_id)
        self._pending[key] = f"text of {client_id}"
        self._history.sent.append(Sent(self._history.now(), key, self._pending[key]))
        await self._ask(key)

    async def settled(self) -> None:
        """Wait until every send has its answer."""
        while self._pending:
            self._fail()
            await asyncio.sleep(0.01)

    async def caught_up(self, heads: dict[str, int]) -> None:
        """Wait until everything up to these heads was given."""
        while any(self.positions[room] < head for room, head in heads.items()):
            self._fail()
            await asyncio.sleep(0.01)

    def _fail(self) -> None:
        """Let what went wrong in the background end the test."""
        if self._living is not None and self._living.done():
            self._living.result()

    async def _ask(self, key: Key) -> None:
        if self._socket is None or not self._ready.is_set():
            return
        self._next_id += 1
        self._ids[self._next_id] = key
        body = {
            "conversation_id": key[0],
            "client_id": key[2],
            "type": "text",
            "content": {"text": self._pending[key]},
        }
        with contextlib.suppress(ConnectionClosed):
            await self._socket.send(json.dumps({"id": self._next_id, "op": "messages.send", "body": body}))

    async def _live(self) -> None:
        """Be connected, again and again, for ever."""
        headers = {"Authorization": f"Bearer {self._token}"}
        while True:
            try:
                async with connect(
                    self.url, additional_headers=headers, compression=None, ping_interval=None, proxy=None,
                    open_timeout=5, close_timeout=1, max_queue=None,
                ) as socket:  # fmt: skip
                    await self._listen(socket)
            except (OSError, InvalidHandshake, TimeoutError, EOFError):
                pass
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.sessions += 1
        session = f"{self.user}/{self.name}/{self.sessions}"
        try:
            await self._hello(socket)
            async for frame in socket:
                await self._take(json.loads(frame), session)
        except ConnectionClosed:
            pass
        self._ready.clear()
        self._ids.clear()
        self.closed.append((self._history.now(), socket.close_code or 0, socket.close_reason or ""))

    async def _hello(self, socket: ClientConnection) -> None:
        body = {"resume": {"epoch": self._epoch, "positions": self.positions}} if self._epoch else {}
        await socket.send(json.dumps({"id": 1, "op": "hello", "body": body}))

    async def _take(self, frame: dict[str, Any], session: str) -> None:
        if "event" in frame:
            # What comes before the answer to hello comes again after it.
            if self._ready.is_set():
                self._event(frame, session)
        elif frame["id"] == 1:
            await self._welcome(frame)
        else:
            await self._answer(frame)

    async def _welcome(self, frame: dict[str, Any]) -> None:
        if "ok" not in frame:
            raise RuntimeError(f"{self.user}/{self.name} is not let in: {frame}")
        self.resynced += frame["ok"].get("resync_required", [])
        self._epoch = frame["ok"]["epoch"]
        self._ready.set()
        for key in list(self._pending):
            self.repeated += 1
            await self._ask(key)

    async def _answer(self, frame: dict[str, Any]) -> None:
        key = self._ids.pop(frame["id"])
        if "ok" in frame:
            self._history.acked.append(Acked(self._history.now(), key, frame["ok"]["seq"]))
        elif frame["error"]["retryable"]:
            await asyncio.sleep(PAUSE_SECONDS)
            await self._ask(key)
            return
        else:
            self._history.refused.append(Refused(self._history.now(), key))
        if self._pending.pop(key, None) is not None:
            self._room_in_window.release()

    def _event(self, frame: dict[str, Any], session: str) -> None:
        room, seq, data = frame["stream"], frame.get("seq"), frame["data"]
        if room not in self.positions or seq is None:
            return
        sent = frame["event"] == "message.sent"
        key = (room, data["sender_id"], data["client_id"]) if sent else None
        text = data["content"]["text"] if sent else ""
        self._history.received.append(
            Received(self._history.now(), self.user, self.name, session, room, seq, key, text)
        )
        self.positions[room] = max(self.positions[room], seq)
