"""How is a Matrix server asked? Over HTTP: sends are requests, and whoever receives polls `/sync`."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Any

import httpx2

from benchmarks.peers.measuring import PAIRS, Means, all_stored
from benchmarks.peers.peer import SAID, Broken
from benchmarks.peers.plain import MISSED
from benchmarks.peers.synapse import Synapse
from tokenim.proof.bench.programs import Figures

_MARK = re.compile(rb"T=(\d{19})")
_NEXT = re.compile(rb'"next_batch":"([^"]+)"')
_FILTER = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {
            "ephemeral": {"types": []},
            "account_data": {"types": []},
            "state": {"lazy_load_members": True},
            "timeline": {"limit": 50},
        },
    }
)
_AT_ONCE = 16
_CALM = 20
_WARM_SECONDS = 2.0


class Matrix:
    """Users of one server."""

    def __init__(self, peer: Synapse) -> None:
        self._http = httpx2.AsyncClient(
            base_url=peer.url + "/_matrix/client/v3", timeout=120, limits=httpx2.Limits(max_connections=None)
        )
        self._numbers = itertools.count()

    async def __aenter__(self) -> Matrix:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def ask(self, method: str, path: str, token: str = "", **body: Any) -> Any:
        """Make a request."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self._http.request(method, path, json=body, headers=headers)
        if answer.status_code != 200:
            raise Broken(f"Synapse: {method} {path}: {answer.status_code} {answer.text:.200}")
        return answer.json()

    async def user(self, name: str) -> tuple[str, str]:
        """Register a user; return the id and a token."""
        auth = {"type": "m.login.dummy"}
        made = await self.ask("POST", "/register", username=name, password="p", auth=auth)
        return made["user_id"], made["access_token"]

    async def room(self, owner: str, others: list[tuple[str, str]]) -> str:
        """Make a room that all are in."""
        made: str = (await self.ask("POST", "/createRoom", owner, preset="public_chat"))["room_id"]
        await some_at_once(self.ask("POST", f"/join/{made}", token) for _, token in others)
        return made

    async def say(self, token: str, room: str) -> None:
        """Send a message."""
        text = SAID.replace("#" * 19, f"{time.time_ns():019}")
        path = f"/rooms/{room}/send/m.room.message/{next(self._numbers)}"
        await self.ask("PUT", path, token, msgtype="m.text", body=text)

    async def sync(self, token: str, since: str, timeout_ms: int = 20_000) -> tuple[str, bytes]:
        """Return what is new: (where to go on, the answer)."""
        asked = {"filter": _FILTER, "timeout": str(timeout_ms)} | ({"since": since} if since else {})
        answer = await self._http.get("/sync", params=asked, headers={"Authorization": f"Bearer {token}"})
        found = _NEXT.search(answer.content)
        if found is None:
            raise Broken(f"Synapse: sync: {answer.status_code} {answer.text:.200}")
        return found[1].decode(), answer.content


async def some_at_once(work: Iterable[Awaitable[Any]]) -> list[Any]:
    """Await all, a few at a time."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(item: Awaitable[Any]) -> Any:
        async with gate:
            return await item

    return await asyncio.gather(*map(one, work))


class _Heard:
    """What receivers got, and when."""

    def __init__(self) -> None:
        self.total = 0
        self.is_measuring = False
        self.ms: list[float] = []

    async def listen(self, matrix: Matrix, token: str, on: Callable[[], None]) -> None:
        """Poll, for ever."""
        since, _ = await matrix.sync(token, "", 0)
        on()
        while True:
            since, answer = await matrix.sync(token, since)
            at = time.time_ns()
            for mark in _MARK.findall(answer):
                self.total += 1
                if self.is_measuring:
                    self.ms.append((at - int(mark)) / 1e6)
                on()


async def _measured(heard: _Heard, seconds: float) -> Figures:
    await asyncio.sleep(_WARM_SECONDS)
    heard.is_measuring = True
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    heard.is_measuring = False
    took = time.perf_counter() - began
    if len(heard.ms) < 2:
        raise Broken("Synapse: next to nothing arrived")
    return {
        "delivered_s": len(heard.ms) / took,
        "p50_ms": statistics.median(heard.ms),
        "p99_ms": statistics.quantiles(heard.ms, n=100)[-1],
    }


async def _stopped(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def w1(peer: Synapse, means: Means) -> Figures:
    """Pairs with one message each on its way: with eight it only queues."""
    heard = _Heard()
    async with Matrix(peer) as matrix:
        names = [f"u{number}" for number in range(2 * PAIRS)]
        users = await some_at_once(map(matrix.user, names))
        pairs = list(zip(users[::2], users[1::2], strict=True))
        rooms = await some_at_once(matrix.room(one[1], [other]) for one, other in pairs)
        tasks = []
        for (one, other), room in zip(pairs, rooms, strict=True):
            turn = asyncio.Semaphore(0)
            tasks.append(asyncio.create_task(heard.listen(matrix, other[1], turn.release)))
            tasks.append(asyncio.create_task(_talk(matrix, one[1], room, turn)))
        found = await _measured(heard, max(means.seconds, 8))
        await _stopped(tasks)
        return found | await all_stored(peer, heard.total)


async def _talk(matrix: Matrix, token: str, room: str, turn: asyncio.Semaphore) -> None:
    while True:
        await turn.acquire()
        await matrix.say(token, room)


async def w2_100(peer: Synapse, means: Means) -> Figures:
    """A room of 100, 8 messages on their way."""
    members = 100
    heard = _Heard()
    async with Matrix(peer) as matrix:
        users = await some_at_once(matrix.user(f"u{number}") for number in range(members))
        room = await matrix.room(users[0][1], users[1:])
        ready = asyncio.Semaphore(0)
        tasks = [asyncio.create_task(heard.listen(matrix, token, ready.release)) for _, token in users]
        for _ in range(members):
            await ready.acquire()
        tasks.append(asyncio.create_task(_flood(matrix, users[0][1], room, (heard, members))))
        found = await _measured(heard, max(means.seconds, 8))
        await _stopped(tasks)
        return found | await all_stored(peer, heard.total / members)


async def _flood(matrix: Matrix, token: str, room: str, audience: tuple[_Heard, int]) -> None:
    heard, members = audience
    sent = 0
    async with asyncio.TaskGroup() as group:
        while True:
            while sent < heard.total / members + 8:
                sent += 1
                group.create_task(matrix.say(token, room))
            await asyncio.sleep(0.005)


async def w3(peer: Synapse, means: Means) -> Figures:
    """20 messages a second: 200 are more than it carries."""
    heard = _Heard()
    async with Matrix(peer) as matrix:
        users = await some_at_once(matrix.user(f"u{number}") for number in range(40))
        pairs = list(zip(users[::2], users[1::2], strict=True))
        rooms = await some_at_once(matrix.room(one[1], [other]) for one, other in pairs)
        ready = asyncio.Semaphore(0)
        tasks = [asyncio.create_task(heard.listen(matrix, other[1], ready.release)) for _, other in pairs]
        for _ in pairs:
            await ready.acquire()
        senders = [(one[1], room) for (one, _), room in zip(pairs, rooms, strict=True)]
        tasks.append(asyncio.create_task(_pace(matrix, senders)))
        found = await _measured(heard, max(means.seconds, 5))
        await _stopped(tasks)
        return found | await all_stored(peer, heard.total)


async def _pace(matrix: Matrix, senders: list[tuple[str, str]]) -> None:
    async with asyncio.TaskGroup() as group:
        for token, room in itertools.cycle(senders):
            group.create_task(matrix.say(token, room))
            await asyncio.sleep(1 / _CALM)


async def w5(peer: Synapse, means: Means) -> Figures:
    """Log in, and read 1,000 missed messages."""
    async with Matrix(peer) as matrix:
        one, other = await matrix.user("u0"), await matrix.user("u1")
        room = await matrix.room(one[1], [other])
        since, _ = await matrix.sync(other[1], "", 0)
        await some_at_once(matrix.say(one[1], room) for _ in range(MISSED))
        began = time.perf_counter()
        identifier = {"type": "m.id.user", "user": "u1"}
        login = await matrix.ask(
            "POST", "/login", type="m.login.password", identifier=identifier, password="p"
        )
        token = login["access_token"]
        _, answer = await matrix.sync(token, since, 0)
        got = len(_MARK.findall(answer))
        place = json.loads(answer)["rooms"]["join"][room]["timeline"]["prev_batch"]
        while got < MISSED:
            page = await matrix.ask("GET", f"/rooms/{room}/messages?dir=b&limit=250&from={place}", token)
            found = len(_MARK.findall(json.dumps(page["chunk"]).encode()))
            if not found:
                raise Broken(f"Synapse: {got} of {MISSED} messages were found")
            got, place = got + found, page.get("end", "")
        return {"ms": (time.perf_counter() - began) * 1000}


async def w6(peer: Synapse, means: Means) -> Figures:
    """Logins by password, each with its first sync."""
    async with Matrix(peer) as matrix:
        await some_at_once(matrix.user(f"u{number}") for number in range(100))

        async def login(name: str) -> None:
            identifier = {"type": "m.id.user", "user": name}
            made = await matrix.ask(
                "POST", "/login", type="m.login.password", identifier=identifier, password="p"
            )
            await matrix.sync(made["access_token"], "", 0)

        began = time.perf_counter()
        await some_at_once(login(f"u{number}") for number in range(100))
        return {"connects_s": 100 / (time.perf_counter() - began)}


QUESTIONS: dict[str, Callable[[Synapse, Means], Awaitable[Figures]]] = {
    "w1": w1, "w2-100": w2_100, "w3": w3, "w5": w5, "w6": w6,
}  # fmt: skip
