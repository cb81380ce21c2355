"""Who talks while something else goes on?"""

from __future__ import annotations

from tests.load.arena import Arena, Office, office
from tests.load.fleet import Client, Fleet, Talk, in_waves
from tests.processes import FIGURES

PER_PERSON = 25


async def talkers(fleet: Fleet, clerk: Office, count: int, *, per_second: float) -> Talk:
    """Return people who talk, each in a room of their own."""
    people = await in_waves([clerk.person] * count, 8)
    rooms = [await clerk.group(person["access_token"]) for person in people]
    clients = [await fleet.client(person["access_token"]).connect() for person in people]
    return Talk(clients, rooms, per_second=per_second)


async def connected(fleet: Fleet, clerk: Office, count: int) -> tuple[list[Client], list[str]]:
    """Connect so many sockets of not so many people; return them and the ids of their people."""
    people = await in_waves([clerk.person] * (-(-count // PER_PERSON)), 8)
    tokens = [people[number // PER_PERSON]["access_token"] for number in range(count)]
    clients = await in_waves([fleet.client(token).connect for token in tokens])
    return clients, [person["user"]["id"] for person in people]


async def open_sockets(arena: Arena) -> int:
    """Return how many sockets the server says are open."""
    async with office(arena) as clerk:
        figures = (await clerk.http.get("/metrics", headers=FIGURES)).text
    line = next(line for line in figures.splitlines() if line.startswith("tokenim_sockets "))
    return int(float(line.split()[1]))
