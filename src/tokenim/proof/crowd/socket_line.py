"""How does a login live on a socket? It connects, resumes where it was, asks, hears, and comes back when it is cut."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Subprotocol

from tokenim.proof.crowd.asking import Body, Denied, NoAnswer

PAUSE_SECONDS = 0.05
ENDED = 4501
BEFORE_CLOSE_SECONDS = 1


class SocketLine:
    """A login on a socket. What it is told goes to `hear` (event, session), its coming back to `welcomed`."""

    def __init__(self, url: str, token: str, *, user: str, name: str, packed: bool = False) -> None:
        self.user, self.name, self.login = user, name, f"{user}/{name}"
        self.positions: dict[str, int] = {}
        self.sessions = 0
        self.closed = (0, "")
        """The code and the reason with which the last socket was closed."""
        self.over = asyncio.Event()
        self.ready = asyncio.Event()
        self.hear: Callable[[Body, str], None] = lambda event, session: None
        self.hung_up: Callable[[], None] = lambda: None
        self.welcomed: Callable[[Body, Body, float], None] = lambda asked, answer, seconds: None
        self._url = url.replace("http", "ws", 1) + "/v1/ws"
        self.token, self._packed = token, packed
        self.epoch = ""
        self._last_id = 1
        self._waiting: dict[int, asyncio.Future[Body]] = {}
        self._socket: ClientConnection | None = None
        self._living: asyncio.Task[None] | None = None

    @property
    def session(self) -> str:
        """The name of the socket session that is open now, or was open last."""
        return f"{self.login}/{self.sessions}"

    def start(self) -> None:
        """Begin to live."""
        self._living = asyncio.create_task(self._live(), name=self.login)

    async def stop(self) -> None:
        """Be gone; raise what went wrong meanwhile."""
        if self._living is None:
            return
        self._living.cancel()
        [outcome] = await asyncio.gather(self._living, return_exceptions=True)
        if isinstance(outcome, Exception):
            raise outcome

    def hang_up(self) -> None:
        """Cut the own socket without a goodbye."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def ask(self, op: str, body: Body, key: str = "") -> Any:
        """Return the answer; raise `Denied` or `NoAnswer`."""
        if self._socket is None or not self.ready.is_set():
            raise NoAnswer("there is no socket")
        self._last_id += 1
        future = self._waiting[self._last_id] = asyncio.get_running_loop().create_future()
        envelope = {"id": self._last_id, "op": op, "body": body} | ({"idempotency_key": key} if key else {})
        try:
            await self._socket.send(self._encoded(envelope))
        except ConnectionClosed as error:
            raise NoAnswer("the socket closed") from error
        frame = await future
        if "ok" in frame:
            return frame["ok"]
        raise Denied(frame["error"])

    def _encoded(self, envelope: Body) -> bytes | str:
        return msgpack.packb(envelope) if self._packed else json.dumps(envelope)

    async def _live(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        kind = Subprotocol("tokenim.v1.msgpack" if self._packed else "tokenim.v1.json")
        while not self.over.is_set():
            began = asyncio.get_running_loop().time()
            try:
                async with connect(
                    self._url, additional_headers=headers, subprotocols=[kind], compression=None, ping_interval=None,
                    proxy=None, open_timeout=5, close_timeout=BEFORE_CLOSE_SECONDS, max_queue=None,
                ) as socket:  # fmt: skip
                    await self._session(socket, began)
            except (InvalidHandshake, InvalidMessage) as refusal:
                self._refused(refusal)
            except (OSError, TimeoutError, EOFError, ConnectionClosed):
                # Nobody is there, or no more: come back.
                pass
            await asyncio.sleep(PAUSE_SECONDS)

    def _refused(self, refusal: Exception) -> None:
        status = getattr(getattr(refusal, "response", None), "status_code", 0)
        if status in (401, 403):
            self.over.set()

    async def _session(self, socket: ClientConnection, began: float) -> None:
        self._socket = socket
        self.sessions += 1
        session, asked = self.session, self._resume()
        try:
            await socket.send(self._encoded({"id": 1, "op": "hello", "body": asked}))
            async for data in socket:
                frame = msgpack.unpackb(data) if isinstance(data, bytes) else json.loads(data)
                if frame.get("id") == 1:
                    self._greeted(asked, frame, asyncio.get_running_loop().time() - began)
                elif "event" not in frame:
                    self._answered(frame)
                elif self.ready.is_set():
                    # What comes before the answer to hello comes again after it.
                    self._told(frame, session)
        finally:
            self._leave(socket)

    def _resume(self) -> Body:
        if not self.epoch:
            return {}
        return {"resume": {"epoch": self.epoch, "positions": dict(self.positions)}}

    def _greeted(self, asked: Body, frame: Body, seconds: float) -> None:
        if "ok" not in frame:
            self.over.set()
            return
        self.welcomed(asked, frame["ok"], seconds)
        self.epoch = frame["ok"]["epoch"]
        self.ready.set()

    def _answered(self, frame: Body) -> None:
        future = self._waiting.pop(frame["id"], None)
        if future is not None and not future.done():
            future.set_result(frame)

    def _told(self, frame: Body, session: str) -> None:
        self.hear(frame, session)
        if "seq" in frame:
            self.positions[frame["stream"]] = frame["seq"]

    def _leave(self, socket: ClientConnection) -> None:
        if self.ready.is_set():
            self.hung_up()
        self.ready.clear()
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(NoAnswer("the socket closed"))
                # Who asked may be gone already.
                future.exception()
        self.closed = (socket.close_code or 0, socket.close_reason or "")
        if socket.close_code == ENDED:
            self.over.set()
