"""A scenario of the company: all come, live, go home, and at last everything is read once more."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from tokenim.proof.crowd import reading
from tokenim.proof.crowd.actions import Actions
from tokenim.proof.crowd.asking import Line
from tokenim.proof.crowd.http_line import PATIENCE_SECONDS, PatientLine
from tokenim.proof.crowd.membership import Membership, Power
from tokenim.proof.crowd.people import GIVE_UP_SECONDS, PAUSE_SECONDS, Company, Person
from tokenim.proof.crowd.reading import Reader

MOVE_SECONDS = 0.7
SYNC_SECONDS = 0.4
END_SECONDS = 3.0


@dataclass(frozen=True)
class Size:
    """How many come, and how much they do."""

    users: int = 8
    rooms: int = 3
    rate: float = 120.0
    """Acts a second, of all together."""


class Scenario:
    """One company from its coming together to its last look."""

    def __init__(self, company: Company, size: Size, admin: PatientLine | None) -> None:
        self.company, self.size, self.admin = company, size, admin
        self.history = company.history
        self.readers: list[Reader] = []
        self.guests: list[Person] = []
        self.gone: list[Person] = []
        self._talking: list[asyncio.Task[None]] = []
        self._coming: list[asyncio.Task[None]] = []
        self._chance = random.Random(company.chance.random())

    async def gather(self) -> None:
        """Let everybody in: most stay, a quarter wander, some are guests who will be sent away."""
        company, tag = self.company, f"{random.SystemRandom().getrandbits(40):x}"
        guests = max(1, self.size.users // 8)
        wanderers = max(1, self.size.users // 4)
        for number in range(max(4, self.size.users)):
            steady = number >= guests + wanderers
            await company.welcome(f"verify-{tag}-{number}", steady=steady)
        company.people.reverse()
        self.guests = company.people[-guests:]
        await self._rooms()
        for person in company.people:
            await self._devices(person)

    async def _rooms(self) -> None:
        host, *others = self.company.people
        await self.company.page(host, "web")
        steady = [person for person in others if person.steady]
        rooms = self.company.rooms
        for number in range(self.size.rooms):
            rooms.open.append(await self.company.group(host, f"Hall {number}", steady, "all"))
        rooms.porch = await self.company.group(host, "Porch", steady, "from_join")
        await self.company.direct(host, steady[0])
        membership = Membership(self.company, host, 1)
        for guest in self.guests:
            await membership.join(guest, rooms.open[0])

    async def _devices(self, person: Person) -> None:
        phone = await self.company.socket(person, "phone")
        self.occupy(person, phone)
        if person in self.guests:
            return
        if person.steady:
            self.occupy(person, await self.company.socket(person, "laptop", packed=True))
        if not person.pages:
            await self.company.page(person, "web")
        self.readers.append(Reader(self.company, person.pages[0]))
        self.occupy(person, person.pages[0])

    def occupy(self, person: Person, line: Line) -> None:
        """Let somebody live with a device, once the scenario begins."""
        actions = Actions(self.company, person, line, self._chance.randrange(10**9))
        pause = self.size.users * 3 / self.size.rate
        self._talking.append(asyncio.create_task(actions.live(pause)))

    def begin(self) -> None:
        """Let people come and go, read and compare."""
        host = self.company.people[0]
        rooms = [self.company.rooms.porch, self.company.rooms.open[0]]
        for person in self.company.people:
            if not person.steady and person not in self.guests:
                membership = Membership(self.company, host, self._chance.randrange(10**9))
                self._add(membership.wander(person, rooms, MOVE_SECONDS))
        membership = Membership(self.company, host, self._chance.randrange(10**9))
        self._add(membership.end_logins(self.company.people[1], END_SECONDS))
        for reader in self.readers:
            self._add(reader.live(SYNC_SECONDS))
        self._add(reading.compare(self.company))
        if self.admin is not None:
            self._add(self._rule(Power(self.company, self.admin)))

    def _add(self, doing: Coroutine[Any, Any, None]) -> None:
        self._coming.append(asyncio.create_task(doing))

    async def _rule(self, power: Power) -> None:
        """Lock guests out and in again, and delete every other one, while everything else goes on."""
        number = 0
        while not self.company.stopping.is_set():
            number += 1
            guest = self._chance.choice(self.guests)
            if number % 2:
                await power.delete(guest)
                self.gone.append(guest)
                await self._another(guest)
            else:
                await power.lock_out_and_in(guest)
                self.occupy(guest, await self.company.socket(guest, f"phone{number}"))

    async def _another(self, gone: Person) -> None:
        tag = f"{self._chance.getrandbits(40):x}"
        guest = await self.company.welcome(f"verify-{tag}-guest", steady=False)
        self.guests[self.guests.index(gone)] = guest
        await Membership(self.company, self.company.people[0], 2).join(guest, self.company.rooms.open[0])
        self.occupy(guest, await self.company.socket(guest, "phone"))

    async def hush(self) -> None:
        """Let everybody say what was begun, and nothing more."""
        self.company.stopping.set()
        await self._finish(self._talking)

    async def end(self) -> None:
        """Let everything else come to its end."""
        await self._finish(self._coming)
        self.company.given_up.clear()

    async def _finish(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for tasks, and raise what went wrong in one; what has no answer after long stays unknown."""
        _, unfinished = await asyncio.wait(tasks, timeout=GIVE_UP_SECONDS)
        if unfinished:
            self.company.given_up.set()
            _, unfinished = await asyncio.wait(unfinished, timeout=PATIENCE_SECONDS)
        for task in unfinished:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def settle(self, seconds: float) -> bool:
        """Wait until every device holds everything; answer whether that happened in time."""
        until = self.history.now() + seconds
        heads = await self._heads()
        while True:
            # At least once: nobody waits for those who wander, and they read too.
            await asyncio.gather(*(reader.catch_up() for reader in self.readers))
            if self._settled(heads) or self.history.now() > until:
                return self._settled(heads)
            await asyncio.sleep(PAUSE_SECONDS / 5)

    async def _heads(self) -> dict[str, int]:
        host = self.company.host
        views = [await host.ask("conversations.get", {"conversation_id": room})
                 for room in self.company.people[0].rooms]  # fmt: skip
        return {view["id"]: view["last_seq"] for view in views}

    def _settled(self, heads: dict[str, int]) -> bool:
        """Whether all devices of those who stay are where their rooms are; the host is in every room."""
        steady = {person.id: person.rooms for person in self.company.people if person.steady}
        held = [(line.user, line.positions) for line in self.company.sockets()]
        held += [(reader.line.user, reader.positions) for reader in self.readers]
        return all(
            positions.get(room, 0) >= heads[room] for user, positions in held for room in steady.get(user, ())
        )
