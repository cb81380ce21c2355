"""Where does the hostile input go? To one node with users of every kind, watched for anything stored or disturbed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.rfc6455.raw import TEXT, Raw, frame
from tests.system.stand import PASSWORD, Stand
from tokenim.catalogue import limits
from tokenim.kernel.operation import Operation

ROLES = {"alice": "user", "bob": "user", "carol": "user"}


@dataclass
class World:
    """A node, the tokens of everybody, their sockets, and a healthy socket that must not notice."""

    stand: Stand
    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    sockets: dict[str, Raw] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    asked: int = 0

    @classmethod
    async def made(cls, stand: Stand, folder: Path) -> World:
        """Make everybody and connect them."""
        world = cls(stand, folder)
        world.tokens["user"] = (await stand.register("mallory"))["access_token"]
        world.tokens["healthy"] = (await stand.register("healthy"))["access_token"]
        login = {"username": "admin", "password": PASSWORD}
        world.tokens["admin"] = (await stand.http.post("/v1/auth/login", json=login)).json()["access_token"]
        world.tokens["application"] = stand.node.made.key
        for role in world.tokens:
            await world.connect(role)
        return world

    async def connect(self, role: str) -> None:
        """Connect somebody, anew where they were connected: a socket may send so much nonsense and no more."""
        if role in self.sockets:
            self.sockets[role].leave()
        self.sockets[role] = await Raw.opened(self.stand.port, self.tokens[role])
        self.sent[role] = 0
        await self.over_socket(role, b'{"id":0,"op":"hello","body":{}}')

    def role(self, operation: Operation) -> str:
        """Return who may call the operation."""
        actor = next(one.actor for one in operation.examples if one.error is None)
        return ROLES.get(actor, actor)

    async def over_socket(self, role: str, payload: bytes) -> dict[str, Any]:
        """Send a frame and return the answer to it, whatever its id."""
        self.sent[role] += 1
        if role != "healthy" and self.sent[role] >= limits.REFUSED_FRAMES:
            await self.connect(role)
        socket = self.sockets[role]
        await socket.send(frame(TEXT, payload))
        while True:
            got = await socket.frame()
            assert got is not None, payload[:200]
            assert got.opcode == TEXT, (got, payload[:200])
            read: dict[str, Any] = json.loads(got.payload)
            if "event" not in read:
                return read

    async def undisturbed(self) -> None:
        """Check that somebody else is still answered."""
        self.asked += 1
        answer = await self.over_socket("healthy", b'{"id":%d,"op":"users.me"}' % self.asked)
        assert answer["id"] == self.asked
        assert "ok" in answer

    def stored(self) -> dict[str, int]:
        """Return how many rows each table has, but for when people were last here, and what was noted of refusals."""
        with closing(sqlite3.connect(self.folder / "tokenim.db")) as db:
            names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
        return {
            name: count
            for name, count in counts.items()
            if not name.startswith("sqlite_") and name not in ("audit", "presence")
        }
