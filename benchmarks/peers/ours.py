"""The server that is compared with the others: TokenIM."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing

import websockets

from benchmarks.peers.peer import SAID, Ground, Peer
from benchmarks.peers.plain import MISSED
from tokenim.proof.bench.programs import SOURCES
from tokenim.proof.bench.server import Server
from tokenim.proof.bench.world import World, line

_STORED = "SELECT count(*) FROM entries WHERE kind = 'message.sent'"


class TokenIM(Peer):
    """TokenIM with its defaults."""

    name, title = "tokenim", "**TokenIM**"
    keeps = "SQLite, fsync for each batch"
    dialect = SOURCES / "tokenim.c"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._server = Server(ground.folder / self.name, ground.cores)
        self._world: World

    async def start(self) -> None:
        self._server.start()
        self.port = self._server.port
        self._world = World(self._server.url, self._server.key)

    @property
    def pids(self) -> str:
        return str(self._server.pid)

    async def pairs(self, count: int) -> list[str]:
        return await self._made(await self._world.pairs(count))

    async def room(self, members: int) -> list[str]:
        return await self._made(await self._world.room(members))

    async def idle(self, count: int) -> list[str]:
        return await self._made([line(token) for _, token in await self._world.users(count)])

    async def _made(self, plan: list[str]) -> list[str]:
        await self._world.aclose()
        return plan

    def rows(self) -> int | None:
        with closing(sqlite3.connect(self._server.data / "tokenim.db")) as db:
            return int(db.execute(_STORED).fetchone()[0])

    async def missed(self) -> float:
        (_, sender), (receiver_id, receiver) = await self._world.users(2)
        made = await self._world.direct(sender, receiver_id)
        for number in range(MISSED):
            body = {"client_id": f"m{number}", "type": "text", "content": {"text": SAID}}
            await self._world.ask("POST", f"/conversations/{made}/messages", sender, body)
        epoch, _ = await self._hello(receiver, None, 0)
        _, took = await self._hello(receiver, {"epoch": epoch, "positions": {made: 0}}, MISSED)
        await self._world.aclose()
        return took

    async def _hello(self, token: str, resume: dict[str, object] | None, expected: int) -> tuple[str, float]:
        ticket = (await self._world.ask("POST", "/ws-tickets", token, {}))["ticket"]
        body = {"ticket": ticket} | ({"resume": resume} if resume else {})
        began = time.perf_counter()
        async with websockets.connect(f"ws://127.0.0.1:{self.port}/v1/ws", compression=None) as socket:
            await socket.send(json.dumps({"id": 1, "op": "hello", "body": body}))
            epoch: str = json.loads(await socket.recv())["ok"]["epoch"]
            for _ in range(expected):
                await socket.recv()
            return epoch, (time.perf_counter() - began) * 1000

    def stop(self) -> None:
        self._server.stop()
