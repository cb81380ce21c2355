"""Who talks to the server under test? Some users with two devices each, in a few rooms, until somebody says enough."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2

from tokenim.proof.checker import invariants
from tokenim.proof.checker.history import Acked, Final, History, Item, Key, Refused, Sent
from tokenim.proof.checker.invariants import Broken
from tokenim.proof.crowd.asking import Denied, NoAnswer
from tokenim.proof.crowd.observer import Observer, item_of
from tokenim.proof.crowd.socket_line import SocketLine

PASSWORD = "correct horse battery"
READY_SECONDS = 10
SETTLE_SECONDS = 25
PAUSE_SECONDS = 0.05
WINDOW = 8


class Device:
    """One device of one user: it sends, and sends again what had no answer. All that it does and sees is written down."""

    def __init__(self, line: SocketLine, history: History) -> None:
        self.line = line
        self.repeated = 0
        self._history = history
        self._sending: set[asyncio.Task[None]] = set()
        self._window = asyncio.Semaphore(WINDOW)

    async def send(self, room: str, client_id: str) -> None:
        """Begin a send; wait only while too many are not acknowledged."""
        await self._window.acquire()
        key = (room, self.line.user, client_id)
        self._history.sent.append(Sent(self._history.now(), key, f"text of {client_id}"))
        task = asyncio.create_task(self._insist(key))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def settled(self) -> None:
        """Wait until every send has its answer."""
        await asyncio.gather(*self._sending)

    async def caught_up(self, heads: dict[str, int]) -> None:
        """Wait until everything up to these heads was given."""
        while any(self.line.positions[room] < head for room, head in heads.items()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Be gone; raise what went wrong meanwhile."""
        for task in self._sending:
            task.cancel()
        await self.line.stop()

    async def _insist(self, key: Key) -> None:
        while not await self._answered(key):
            self.repeated += 1
            await asyncio.sleep(PAUSE_SECONDS)
        self._window.release()

    async def _answered(self, key: Key) -> bool:
        """Ask once; return whether there was a definite answer."""
        room, _, client_id = key
        content = {"text": f"text of {client_id}"}
        await self.line.ready.wait()
        try:
            accepted = await self.line.ask(
                "messages.send",
                {"conversation_id": room, "client_id": client_id, "type": "text", "content": content},
            )
        except NoAnswer:
            return False
        except Denied as denied:
            if denied.retryable:
                return False
            self._history.refused.append(Refused(self._history.now(), key))
        else:
            self._history.acked.append(Acked(self._history.now(), key, accepted["seq"]))
        return True


class Crowd:
    """Users and devices that talk, and the history of all they did and saw."""

    def __init__(self, url: str, seed: int) -> None:
        self.url = url
        self.history = History()
        self.devices: list[Device] = []
        self.rooms: list[str] = []
        self.accounts: list[dict[str, Any]] = []
        self.tag = f"{seed}-{random.randrange(10**9)}"
        self._chance = random.Random(seed)
        self._observer = Observer(self.history)
        self._talking: list[asyncio.Task[None]] = []
        self._count = 0

    async def gather(self, stack: AsyncExitStack, http: httpx2.AsyncClient, users: int, rooms: int) -> None:
        """Register, make rooms that everybody is in, and connect."""
        for number in range(users):
            self.accounts.append(await _register(http, f"u{number}-{self.tag}"))
        ids = [account["user"]["id"] for account in self.accounts]
        for number in range(rooms):
            body = {"kind": "group", "name": f"Room {number}", "member_ids": ids[1:]}
            made = await ask(http, self.accounts[0], "POST", "/conversations", body)
            self.rooms.append(made["id"])
        for account in self.accounts:
            for name in ("phone", "laptop"):
                device = await self._connected(account, name)
                self.devices.append(device)
                stack.push_async_callback(device.stop)

    async def _connected(self, account: dict[str, Any], name: str) -> Device:
        line = SocketLine(self.url, account["access_token"], user=account["user"]["id"], name=name)
        line.positions = dict.fromkeys(self.rooms, 0)
        self._observer.attend(line)
        told = line.hear
        # What a test does beside the crowd is not judged.
        line.hear = lambda frame, session: told(frame, session) if frame["stream"] in self.rooms else None
        line.start()
        async with asyncio.timeout(READY_SECONDS):
            await line.ready.wait()
        return Device(line, self.history)

    def talk(self, *, pause: float = 0.002) -> None:
        """Let every device send, on and on."""
        self._talking = [asyncio.create_task(self._chatter(device, pause)) for device in self.devices]

    async def _chatter(self, device: Device, pause: float) -> None:
        while True:
            self._count += 1
            await device.send(self._chance.choice(self.rooms), f"{device.line.name}-{self._count}")
            await asyncio.sleep(pause)

    def still(self) -> None:
        """Say no more."""
        for task in self._talking:
            task.cancel()

    async def hush(self) -> None:
        """Say no more, and wait until every send has its answer."""
        self.still()
        for outcome in await asyncio.gather(*self._talking, return_exceptions=True):
            if not isinstance(outcome, asyncio.CancelledError):
                raise TypeError(f"a device ended by itself: {outcome!r}")
        async with asyncio.timeout(SETTLE_SECONDS):
            for device in self.devices:
                await device.settled()

    async def check(self, http: httpx2.AsyncClient) -> list[Broken]:
        """Let every device read everything, and return what the whole history breaks."""
        heads: dict[str, int] = {}
        for account in self.accounts:
            for room in self.rooms:
                items = await read(http, account, room)
                heads[room] = len(items)
                for name in ("phone", "laptop"):
                    self.history.finals.append(Final(account["user"]["id"], name, room, items))
        async with asyncio.timeout(SETTLE_SECONDS):
            for device in self.devices:
                await device.caught_up(heads)
        return invariants.broken(self.history)


async def read(http: httpx2.AsyncClient, account: dict[str, Any], room: str) -> list[Item]:
    """Return all entries of a room as this user reads them."""
    items: list[Item] = []
    while True:
        page = await ask(
            http, account, "GET", f"/conversations/{room}/entries?limit=1000&after_seq={len(items)}"
        )
        items += [item_of(room, frame) for frame in page["items"]]
        if len(items) >= page["last_seq"]:
            return items


async def ask(
    http: httpx2.AsyncClient, account: dict[str, Any], method: str, path: str, body: Any = None
) -> Any:
    """Ask over REST what must succeed."""
    headers = {"Authorization": f"Bearer {account['access_token']}"}
    answer = await http.request(method, "/v1" + path, json=body, headers=headers)
    answer.raise_for_status()
    return answer.json()


async def _register(http: httpx2.AsyncClient, username: str) -> dict[str, Any]:
    name = username.replace("-", "_")[:32]
    answer = await http.post("/v1/auth/register", json={"username": name, "password": PASSWORD})
    answer.raise_for_status()
    account: dict[str, Any] = answer.json()
    return account


@asynccontextmanager
async def talking(
    url: str, *, seed: int, users: int = 4, rooms: int = 3
) -> AsyncIterator[tuple[Crowd, httpx2.AsyncClient]]:
    """Bring a crowd together on the server."""
    crowd = Crowd(url, seed)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=url, timeout=20))
        await crowd.gather(stack, http, users, rooms)
        stack.callback(crowd.still)
        yield crowd, http
