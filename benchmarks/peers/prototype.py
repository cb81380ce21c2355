"""What can Python do at best? The durable path of a message, bare: no accounts, rights, receipts, edits or search.

`python -m benchmarks.peers.prototype PORT DATABASE`. Speaks the plain dialect: a frame is decoded, the sender checked,
a number given, everything of one turn of the loop written in one transaction (synchronous=FULL) by a thread, then
acknowledged and delivered, with one write per socket.
"""

from __future__ import annotations

import asyncio
import collections
import gc
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_create_server

HOST = "127.0.0.1"
BACKLOG = 4096
WAL_BYTES, WAL_MOST_BYTES, LOOK_SECONDS = 16_000_000, 256_000_000, 0.05
SCHEMA = """
CREATE TABLE IF NOT EXISTS m (id INTEGER PRIMARY KEY, room TEXT NOT NULL, seq INTEGER NOT NULL, sender TEXT NOT NULL,
    client_id TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS m_by_seq ON m (room, seq);
CREATE UNIQUE INDEX IF NOT EXISTS m_by_client_id ON m (sender, client_id);
"""
INSERT = "INSERT INTO m VALUES (?, ?, ?, ?, ?, ?, ?)"
HISTORY = "SELECT id, sender, at, text FROM m WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?"


class Said(msgspec.Struct, gc=False):
    """What a client says."""

    t: str
    id: int = 0
    to: str = ""
    room: str = ""
    text: str = ""
    after: int = 0
    n: int = 0


class Told(msgspec.Struct, gc=False, tag_field="t", tag="msg"):
    """What members receive."""

    id: int
    seq: int
    sender: str
    text: str


class Room:
    """A conversation: who is in it, and where it stands."""

    __slots__ = ("allowed", "name", "seq", "sockets")

    def __init__(self, name: str) -> None:
        self.name, self.seq = name, 0
        self.allowed: set[str] = set()
        self.sockets: set[Socket] = set()


decode = msgspec.json.Decoder(Said).decode
encode = msgspec.json.Encoder().encode


def frame(payload: bytes) -> bytes:
    """Return the payload as a text frame."""
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes((size,)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class Socket(WSListener):  # type: ignore[misc,unused-ignore]
    """One connection."""

    def __init__(self, house: House, user: str) -> None:
        self.house, self.user = house, user
        self.write: Any = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.write = transport.underlying_transport.write
        self.house.users[self.user] = self
        self.write(frame(b'{"t":"welcome"}'))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.house.users.pop(self.user, None)

    def on_ws_frame(self, transport: WSTransport, received: WSFrame) -> None:
        if received.msg_type != WSMsgType.TEXT:
            if received.msg_type == WSMsgType.CLOSE:
                transport.disconnect()
            return
        said = decode(received.get_payload_as_memoryview())
        if said.t == "msg":
            self.house.send(self, self.house.pair(self, said.to), said)
        elif said.t == "room":
            self.house.send(self, self.house.room(said.room), said)
        elif said.t == "join":
            self.house.join(self, said.room)
        else:
            self.write(frame(self.house.history(said)))


Row = tuple[int, str, int, str, str, int, str]
Pending = tuple[Room, bytes, "Socket", bytes, Row]


class House:
    """All rooms, and what waits for the disk."""

    def __init__(self, path: Path) -> None:
        self.loop = asyncio.get_running_loop()
        self.users: dict[str, Socket] = {}
        self.rooms: dict[str, Room] = {}
        self._path = path
        self._id = int(time.time() * 1000) << 20
        self._pending: list[Pending] = []
        self._is_writing = self._is_asked = False
        self._batches: collections.deque[list[Pending]] = collections.deque()
        self._more = threading.Semaphore(0)
        self._reader = self._connect()
        self._reader.executescript(SCHEMA)
        for work in (self._write_batches, self._fold):
            threading.Thread(target=work, daemon=True).start()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536", "wal_autocheckpoint=0"):
            db.execute(f"PRAGMA {pragma}").fetchall()
        return db

    def room(self, name: str) -> Room:
        """Return a room; it is made where there is none."""
        found = self.rooms.get(name)
        if found is None:
            found = self.rooms[name] = Room(name)
        return found

    def pair(self, sender: Socket, other: str) -> Room:
        """Return the room of two."""
        one, two = sorted((sender.user, other))
        room = self.room(f"{one}:{two}")
        if not room.allowed:
            room.allowed = {one, two}
        if len(room.sockets) == 0 and other in self.users:
            room.sockets.add(self.users[other])
        return room

    def join(self, socket: Socket, name: str) -> None:
        """Let a socket into a room."""
        room = self.room(name)
        room.allowed.add(socket.user)
        room.sockets.add(socket)
        socket.write(frame(b'{"t":"joined"}'))

    def history(self, said: Said) -> bytes:
        """Return messages after a seq."""
        rows = self._reader.execute(HISTORY, (said.room, said.after, said.n)).fetchall()
        return encode({"t": "history", "m": rows})

    def send(self, sender: Socket, room: Room, said: Said) -> None:
        """Number a message and put it with those that wait; what comes in the same turn goes with it."""
        if sender.user not in room.allowed:
            return
        room.seq += 1
        self._id += 1
        told = frame(encode(Told(self._id, room.seq, sender.user, said.text)))
        ack = frame(b'{"t":"ack","id":%d,"seq":%d}' % (said.id, room.seq))
        row = (self._id, room.name, room.seq, sender.user, str(said.id), int(time.time() * 1000), said.text)
        self._pending.append((room, told, sender, ack, row))
        if not self._is_writing and not self._is_asked:
            self._is_asked = True
            self.loop.call_soon(self._submit)

    def _submit(self) -> None:
        self._is_asked = False
        if self._pending and not self._is_writing:
            batch, self._pending, self._is_writing = self._pending, [], True
            self._batches.append(batch)
            self._more.release()

    def _write_batches(self) -> None:
        db = self._connect()
        while True:
            self._more.acquire()
            batch = self._batches.popleft()
            db.execute("BEGIN IMMEDIATE")
            db.executemany(INSERT, [pending[4] for pending in batch])
            db.execute("COMMIT")
            self.loop.call_soon_threadsafe(self._deliver, batch)

    def _deliver(self, batch: list[Pending]) -> None:
        self._is_writing = False
        by_room: dict[Room, list[bytes]] = {}
        by_socket: dict[Socket, list[bytes]] = {}
        for room, told, sender, ack, _ in batch:
            by_room.setdefault(room, []).append(told)
            by_socket.setdefault(sender, []).append(ack)
        for room, frames in by_room.items():
            joined = b"".join(frames)
            for socket in room.sockets:
                mine = by_socket.pop(socket, None)
                socket.write(joined if mine is None else b"".join((*mine, joined)))
        for socket, acks in by_socket.items():
            socket.write(b"".join(acks))
        self._submit()

    def _fold(self) -> None:
        """Fold the WAL into the database beside the commits."""
        db = self._connect()
        wal = self._path.with_name(self._path.name + "-wal")
        while True:
            time.sleep(LOOK_SECONDS)
            size = wal.stat().st_size if wal.exists() else 0
            if size > WAL_BYTES:
                how = "TRUNCATE" if size > WAL_MOST_BYTES else "PASSIVE"
                db.execute(f"PRAGMA wal_checkpoint({how})").fetchall()


async def serve(port: int, path: Path) -> None:
    """Listen until the process ends."""
    house = House(path)

    def listener(request: Any) -> Socket:
        query = parse_qs(urlsplit(request.path.decode()).query)
        return Socket(house, query["user"][0])

    server = await ws_create_server(listener, HOST, port, read_buffer_init_size=4096, backlog=BACKLOG)
    gc.collect()
    gc.freeze()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
