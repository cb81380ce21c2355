"""How do a thousand clients fit into one thread that is never the slowest part? Callbacks, and as little reading as will do."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tests.profile import scaled

T = TypeVar("T")
SMALL = 8_192
CONNECT_SECONDS = 15


class Client(WSListener):
    """One device on one socket. Made by a `Fleet`, which takes them all away at the end."""

    def __init__(self, port: int, token: str, positions: dict[str, int] | None = None) -> None:
        self.port = port
        self.token = token
        self.positions = positions or {}
        self.epoch = ""
        self.took: list[float] = []
        self.events = 0
        self.closed: int | None = None
        self.gone_at = 0.0
        self.gone = asyncio.Event()
        self._transport: WSTransport | None = None
        self._asked: dict[int, tuple[float, asyncio.Future[Any]]] = {}
        self._id = 0

    async def connect(self, *, small: bool = False) -> Client:
        """Connect and say hello; `small` asks the kernel to hold as little as it can for this socket."""
        self.gone.clear()
        options: dict[str, Any] = {"socket_factory": _small} if small else {}
        async with asyncio.timeout(CONNECT_SECONDS):
            await ws_connect(
                lambda: self, f"ws://127.0.0.1:{self.port}/v1/ws",
                extra_headers={"Authorization": f"Bearer {self.token}"}, websocket_handshake_timeout=None, **options,
            )  # fmt: skip
            body = {"resume": {"epoch": self.epoch, "positions": self.positions}} if self.epoch else {}
            welcome = await self.ask("hello", body)
        self.epoch = welcome["epoch"]
        self.resync = welcome.get("resync_required", [])
        return self

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.gone_at = time.monotonic()
        self.gone.set()
        for _, future in self._asked.values():
            if not future.done():
                future.set_exception(ConnectionError("cut"))
        self._asked.clear()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.closed = frame.get_close_code().value
            transport.disconnect()
            return
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        if not payload.startswith(b'{"id"'):
            self.events += 1
            return
        answer = json.loads(payload)
        asked_at, future = self._asked.pop(answer["id"])
        self.took.append(time.monotonic() - asked_at)
        if future.done():
            return
        if "ok" in answer:
            future.set_result(answer["ok"])
        else:
            future.set_exception(RuntimeError(answer["error"]["code"]))

    def ask(self, op: str, body: dict[str, Any]) -> asyncio.Future[Any]:
        """Ask; the future has the answer."""
        self._id += 1
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[self._id] = (time.monotonic(), future)
        request = {"id": self._id, "op": op, "body": body}
        if self._transport is None or self.gone.is_set():
            raise ConnectionError("the connection is gone")
        self._transport.send(WSMsgType.TEXT, json.dumps(request).encode())
        return future

    def say(self, room: str, text: str) -> asyncio.Future[Any]:
        """Send a text; the future has the answer."""
        content = {"client_id": f"{id(self):x}-{self._id}", "type": "text", "content": {"text": text}}
        return self.ask("messages.send", {"conversation_id": room} | content)

    def stop_reading(self) -> None:
        """Take nothing from the network any more, as a machine that is too busy."""
        self._wire().pause_reading()

    def read_again(self) -> None:
        """Take what waits."""
        self._wire().resume_reading()

    def cut(self) -> None:
        """Lose the connection without a goodbye."""
        if self._transport is not None:
            self._wire().abort()

    def _wire(self) -> asyncio.Transport:
        assert self._transport is not None
        return self._transport.underlying_transport


class Fleet:
    """All clients of a test."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._clients: list[Client] = []

    def client(self, token: str, positions: dict[str, int] | None = None) -> Client:
        """Make a client."""
        made = Client(self._port, token, positions)
        self._clients.append(made)
        return made

    async def __aenter__(self) -> Fleet:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            client.cut()
        await asyncio.sleep(0.2)


def _small(*_: object) -> sockets.socket:
    made = sockets.socket(sockets.AF_INET, sockets.SOCK_STREAM)
    made.setblocking(False)
    made.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, SMALL)
    return made


async def in_waves(work: Iterable[Callable[[], Awaitable[T]]], width: int = 50) -> list[T]:
    """Do everything, so many at a time."""
    turns = asyncio.Semaphore(width)

    async def one(step: Callable[[], Awaitable[T]]) -> T:
        async with turns:
            return await step()

    return list(await asyncio.gather(*(one(step) for step in work)))


class Talk:
    """Pairs that talk at a steady pace, and how long their answers take."""

    def __init__(
        self, clients: list[Client], rooms: list[str], per_second: float, text: str = "hello"
    ) -> None:
        self._pairs = list(zip(clients, rooms, strict=True))
        self._pause = len(clients) / per_second
        self._text = text

    async def during(self, seconds: float) -> list[float]:
        """Talk for so long; return the times of all answers, sorted."""
        before = [len(client.took) for client, _ in self._pairs]
        until = time.monotonic() + seconds
        # Not all at once: whatever holds up one moment would be felt by as many answers as there are pairs.
        starts = [self._pause * number / len(self._pairs) for number in range(len(self._pairs))]
        await asyncio.gather(
            *(self._one(*pair, start, until) for pair, start in zip(self._pairs, starts, strict=True))
        )
        found = [
            took
            for start, (client, _) in zip(before, self._pairs, strict=True)
            for took in client.took[start:]
        ]
        return sorted(found)

    async def _one(self, client: Client, room: str, start: float, until: float) -> None:
        await asyncio.sleep(start)
        waiting = []
        while time.monotonic() < until:
            waiting.append(client.say(room, self._text))
            await asyncio.sleep(self._pause)
        await asyncio.gather(*waiting)


def p99(took: list[float]) -> float:
    """Return what all but one in a hundred stayed below."""
    return took[len(took) * 99 // 100]


def felt(hard: list[float], *calm: list[float], ratio: float) -> str:
    """Return what is wrong with the times of a hard phase next to the calm ones around it, or an empty text.

    A small run on a shared machine has too few answers for a ratio: there only what anybody would notice counts.
    """
    usual = max(p99(took) for took in calm)
    most = scaled(quick=1.0, deep=ratio * usual + 0.003)
    if p99(hard) <= most:
        return ""
    return f"p99 is {p99(hard) * 1000:.1f} ms, {usual * 1000:.1f} ms when calm"
