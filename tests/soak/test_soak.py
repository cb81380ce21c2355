"""Does the server hold every promise for an hour of faults, and is it as large after it as before?"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Iterator

import pytest
from picows import WSError

from tests.crowd import talking
from tests.load.arena import MEGABYTE, Arena, office
from tests.load.fleet import Client, Fleet, in_waves
from tests.load.people import PER_PERSON, open_sockets
from tests.soak.faults import Faults
from tokenim.proof.network import Proxy

MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
SHORT = MINUTES < 30
FAULT_SECONDS = 15 if SHORT else 60
WARM_UP = 0.3
IDLE = 480
USERS = 10
PAUSE = 4.0
PER_HOUR = 0.02
SHORT_GROWTH = 10 * MEGABYTE
STRAY = 5

pytestmark = [pytest.mark.soak, pytest.mark.system, pytest.mark.timeout(0)]


async def _stay(client: Client) -> None:
    """Be connected, again and again, as a client that nobody looks at."""
    while True:
        try:
            await client.connect()
        except (OSError, TimeoutError, RuntimeError, WSError):
            await asyncio.sleep(random.uniform(0.5, 1.5))
            continue
        await client.gone.wait()
        await asyncio.sleep(random.uniform(0.1, 2.0))


async def _idle(fleet: Fleet, arena: Arena) -> list[Client]:
    async with office(arena) as clerk:
        people = await in_waves([clerk.person] * (-(-IDLE // PER_PERSON)), 8)
    return [fleet.client(people[number // PER_PERSON]["access_token"]) for number in range(IDLE)]


async def _all_here(arena: Arena) -> tuple[int, int]:
    """Wait until everybody is connected; return the server's files and tasks then."""
    until = time.monotonic() + 60
    while (here := await open_sockets(arena)) < IDLE + 2 * USERS:
        assert time.monotonic() < until, f"only {here} are back"
        await asyncio.sleep(1)
    await asyncio.sleep(5)
    return arena.files(), arena.tasks()


async def _suffer(arena: Arena, faults: Faults) -> list[tuple[float, int]]:
    """Let things go wrong until the time is over; return (when, how much memory) along the way."""
    began = time.monotonic()
    sizes = []
    while (now := time.monotonic() - began) < MINUTES * 60:
        sizes.append((now, arena.rss()))
        await faults.one()
        await asyncio.sleep(FAULT_SECONDS)
    return sizes


def _per_hour(sizes: list[tuple[float, int]]) -> float:
    """Return how much the memory grows in an hour: the slope of the straight line through what was measured."""
    middle = sum(when for when, _ in sizes) / len(sizes)
    average = sum(size for _, size in sizes) / len(sizes)
    rise = sum((when - middle) * (size - average) for when, size in sizes)
    return 3600 * rise / sum((when - middle) ** 2 for when, _ in sizes)


@pytest.fixture
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    running = Arena(tmp_path_factory.mktemp("soak"), TOKENIM_ACCESS_TOKEN_SECONDS="86400")
    running.program = [sys.executable, "-m", "tests.soak.small_cache"]
    running.start()
    yield running
    assert running.stop() == 0


async def test_nothing_is_broken_and_nothing_grows(arena: Arena) -> None:
    async with (
        Proxy(arena.port) as proxy,
        Fleet(proxy.port) as fleet,
        talking(proxy.url, seed=60, users=USERS, rooms=3) as (crowd, http),
    ):
        idle = await _idle(fleet, arena)
        staying = [asyncio.create_task(_stay(client)) for client in idle]
        before = await _all_here(arena)
        crowd.talk(pause=PAUSE)
        faults = Faults(arena, proxy, idle, seed=60)

        sizes = await _suffer(arena, faults)
        await crowd.hush()
        after = await _all_here(arena)

        warm = [(when, size) for when, size in sizes if when > WARM_UP * sizes[-1][0]]
        slope, grown = _per_hour(warm), warm[-1][1] - warm[0][1]
        print(
            f"{MINUTES:g} minutes, {len(faults.happened)} faults, {len(crowd.history.acked)} messages:"
            f" {warm[0][1] / MEGABYTE:.1f} to {warm[-1][1] / MEGABYTE:.1f} MiB ({slope / MEGABYTE:+.2f} MiB/h);"
            f" (files, tasks) {before} before, {after} after"
        )
        assert await crowd.check(http) == []
        assert [abs(one - other) <= STRAY for one, other in zip(before, after, strict=True)] == [True, True]
        assert grown <= SHORT_GROWTH if SHORT else slope <= max(MEGABYTE, PER_HOUR * warm[0][1])
        assert [task for task in staying if task.done()] == []
        for task in staying:
            task.cancel()
        await asyncio.gather(*staying, return_exceptions=True)
    assert '"level": "error"' not in arena.log()
