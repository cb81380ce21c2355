"""Who talks to the server under test? Some users with two devices each, in a few rooms, until somebody says enough."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2

from tokenim.proof.checker import invariants
from tokenim.proof.checker.history import Final, History, Item
from tokenim.proof.checker.invariants import Broken
from tokenim.proof.crowd.device import Device

PASSWORD = "correct horse battery"
SETTLE_SECONDS = 25


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
                device = Device(self.url, account, name, self.history, self.rooms)
                self.devices.append(await stack.enter_async_context(device))

    def talk(self, *, pause: float = 0.002) -> None:
        """Let every device send, on and on."""
        self._talking = [asyncio.create_task(self._chatter(device, pause)) for device in self.devices]

    async def _chatter(self, device: Device, pause: float) -> None:
        while True:
            self._count += 1
            await device.send(self._chance.choice(self.rooms), f"{device.name}-{self._count}")
            await asyncio.sleep(pause)

    async def hush(self) -> None:
        """Say no more, and wait until every send has its answer and every device all entries."""
        for task in self._talking:
            task.cancel()
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
        resynced = [
            Broken("R10", f"{device.user}/{device.name}") for device in self.devices if device.resynced
        ]
        return resynced + invariants.broken(self.history)


async def read(http: httpx2.AsyncClient, account: dict[str, Any], room: str) -> list[Item]:
    """Return all entries of a room as this user reads them."""
    items: list[Item] = []
    while True:
        page = await ask(
            http, account, "GET", f"/conversations/{room}/entries?limit=1000&after_seq={len(items)}"
        )
        items += [_item(room, frame) for frame in page["items"]]
        if len(items) >= page["last_seq"]:
            return items


def _item(room: str, frame: dict[str, Any]) -> Item:
    if frame["event"] != "message.sent":
        return Item(frame["seq"], None)
    data = frame["data"]
    return Item(frame["seq"], (room, data["sender_id"], data["client_id"]), data["content"]["text"])


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
        yield crowd, http
