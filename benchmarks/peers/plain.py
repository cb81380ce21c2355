"""Servers written by hand: the prototype in Python, and ws, uWebSockets.js and Socket.IO on Node, each with SQLite."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import websockets

from benchmarks.peers.peer import ROOM, SAID, Peer, dialect
from benchmarks.peers.waiting import until_listening

MISSED, PAGE = 1000, 250
_REPOSITORY = Path(__file__).parents[2]
_SERVER = Path(__file__).parent / "node" / "server.mjs"
KEEPS = "SQLite, fsync for each batch"


class Plain(Peer):
    """A server that speaks the plain dialect."""

    keeps = KEEPS
    dialect = dialect("plain")

    def line(self, user: int, message: str = "-", join: str = "") -> str:
        return f"{path(user)}\t-\t{join or '-'}\t{message}"

    def message(self, to: int) -> str:
        return f'{{"t":"msg","to":"u{to}","id":{"%" * 15},"text":"{SAID}"}}'

    def room_message(self) -> str:
        return f'{{"t":"room","room":"{ROOM}","id":{"%" * 15},"text":"{SAID}"}}'

    def enter(self, user: int) -> str:
        return f'{{"t":"join","room":"{ROOM}"}}'

    def rows(self) -> int | None:
        with closing(sqlite3.connect(self.store)) as db:
            return int(db.execute("SELECT count(*) FROM m").fetchone()[0])

    @property
    def store(self) -> Path:
        """The database."""
        return self.ground.folder / f"{self.name}.db"

    async def missed(self) -> float:
        async with websockets.connect(self.url(0), compression=None) as sender:
            await sender.recv()
            for number in range(MISSED):
                await sender.send(json.dumps({"t": "msg", "to": "u1", "id": number + 1, "text": SAID}))
            for _ in range(MISSED):
                await sender.recv()
        began = time.perf_counter()
        got, after = 0, 0
        async with websockets.connect(self.url(1), compression=None, max_size=None) as receiver:
            await receiver.recv()
            while got < MISSED:
                await receiver.send(json.dumps({"t": "history", "room": "u0:u1", "after": after, "n": PAGE}))
                page = json.loads(await receiver.recv())["m"]
                got += len(page)
                after = self.place(page[-1], got)
        return (time.perf_counter() - began) * 1000

    def url(self, user: int) -> str:
        """Return where a user connects."""
        return f"ws://127.0.0.1:{self.port}{path(user)}"

    def place(self, last: object, got: int) -> int:
        """Return where the next page begins: after an id."""
        assert isinstance(last, dict)
        return int(last["id"])


def path(user: int) -> str:
    """Return the path that logs a user in."""
    return f"/?user=u{user}&token=p{user}"


class Prototype(Plain):
    """Ours, in Python."""

    name = "prototype"
    title = "bare prototype (Python)"

    async def start(self) -> None:
        source = os.pathsep.join([str(_REPOSITORY), str(_REPOSITORY / "src")])
        command = [sys.executable, "-m", "benchmarks.peers.prototype", str(self.port), str(self.store)]
        self.spawn(command, env=os.environ | {"PYTHONPATH": source})
        await until_listening(self)

    def place(self, last: object, got: int) -> int:
        return got


class OnNode(Plain):
    """On Node."""

    kind: ClassVar[str]

    async def start(self) -> None:
        home = self.ground.home / "node"
        # Node looks for packages beside the program: the program stands beside them.
        program = home / "server.mjs"
        program.write_text(_SERVER.read_text())
        self.spawn(["node", str(program), self.kind, str(self.port), str(self.store)])
        await until_listening(self)


class Ws(OnNode):
    """ws, the most used WebSocket package of Node."""

    name, kind, title = "ws", "ws", "Node ws, by hand"


class Uws(OnNode):
    """uWebSockets.js, in C++."""

    name, kind, title = "uws", "uws", "uWebSockets.js, by hand"


class SocketIo(OnNode):
    """Socket.IO."""

    name, kind, title = "socketio", "socketio", "Socket.IO, by hand"
    dialect = dialect("socketio")

    def line(self, user: int, message: str = "-", join: str = "") -> str:
        return f'u{user}\t40{{"user":"u{user}","token":"p{user}"}}\t{join or "-"}\t{message}'

    def message(self, to: int) -> str:
        return f'42{"%" * 15}["msg",{{"to":"u{to}","text":"{SAID}"}}]'

    def room_message(self) -> str:
        return f'42{"%" * 15}["room",{{"room":"{ROOM}","text":"{SAID}"}}]'

    def enter(self, user: int) -> str:
        return f'420["join","{ROOM}"]'

    async def missed(self) -> float:
        async with _SocketIo(self.port, 0) as sender:
            for _ in range(MISSED):
                await sender.emit("msg", {"to": "u1", "text": SAID})
            for _ in range(MISSED):
                await sender.answer()
        began = time.perf_counter()
        got, after = 0, 0
        async with _SocketIo(self.port, 1) as receiver:
            while got < MISSED:
                await receiver.emit("history", {"room": "u0:u1", "after": after, "n": PAGE})
                page = await receiver.answer()
                got, after = got + len(page), page[-1]["id"]
        return (time.perf_counter() - began) * 1000


class _SocketIo:
    """One Socket.IO connection, as much of it as is needed."""

    def __init__(self, port: int, user: int) -> None:
        self._url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self._user = user
        self._asked = 0

    async def __aenter__(self) -> _SocketIo:
        self._socket = await websockets.connect(self._url, compression=None, max_size=None)
        await self._socket.recv()
        await self._socket.send("40" + json.dumps({"user": f"u{self._user}", "token": f"p{self._user}"}))
        await self._socket.recv()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._socket.close()

    async def emit(self, what: str, body: dict[str, object]) -> None:
        """Send an event that wants an answer."""
        self._asked += 1
        await self._socket.send(f"42{self._asked}" + json.dumps([what, body]))

    async def answer(self) -> list[dict[str, int]]:
        """Return the next answer."""
        while True:
            said = str(await self._socket.recv())
            if said.startswith("43"):
                found: list[list[dict[str, int]]] = json.loads(said[said.index("[") :])
                return found[0]
