"""Do clients that stop reading cost little, get cut, and stay unnoticed by the others?"""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.load.arena import MEGABYTE, Arena, office, settled
from tests.load.fleet import Client, Fleet, Talk, felt, p99
from tests.load.people import PER_PERSON, connected, open_sockets, talkers
from tests.profile import scaled
from tokenim.catalogue import closes

SOCKETS = scaled(quick=100, deep=500)
SLOW = SOCKETS // 10
PAIRS = 10
SECONDS = scaled(quick=1.0, deep=15.0)
LOUD_PER_SECOND = scaled(quick=80, deep=20)
TEXT = "x" * 15_000
CUT_SECONDS = 30
RATIO = 1.2
GROWTH = scaled(quick=16, deep=4) * MEGABYTE  # what the traffic itself costs

pytestmark = [pytest.mark.system, pytest.mark.timeout(scaled(quick=60, deep=300))]


async def test_sockets_that_stop_reading_are_bounded_cut_and_not_felt(arena: Arena) -> None:
    async with office(arena) as clerk, Fleet(arena.port) as fleet:
        _, ids = await connected(fleet, clerk, SOCKETS - SLOW - PAIRS)
        owner = await clerk.person()
        others = [await clerk.person() for _ in range(-(-SLOW // PER_PERSON))]
        room = await clerk.group(owner["access_token"], ids[0], *(one["user"]["id"] for one in others))
        speaker = await fleet.client(owner["access_token"]).connect()
        slow = [
            await fleet.client(others[number // PER_PERSON]["access_token"], {room: 0}).connect(small=True)
            for number in range(SLOW)
        ]
        talk = await talkers(fleet, clerk, PAIRS, per_second=200)
        loud = Talk([speaker], [room], per_second=LOUD_PER_SECOND, text=TEXT)

        calm = (await asyncio.gather(talk.during(SECONDS), loud.during(SECONDS)))[0]
        memory = arena.rss()
        began = time.monotonic()
        for client in slow:
            client.stop_reading()
        hard, worst = await _until_cut(arena, talk, loud, slow, memory)
        stalls = arena.stalls(began, await settled())
        after = (await asyncio.gather(talk.during(SECONDS), loud.during(SECONDS)))[0]

        print(
            f"p99 {p99(calm) * 1000:.1f} ms calm, {p99(hard) * 1000:.1f} ms with {SLOW} slow sockets;"
            f" {worst / SLOW / MEGABYTE:.2f} MiB each; loop late {stalls}"
        )
        assert worst <= SLOW * MEGABYTE + GROWTH
        assert felt(hard, calm, after, ratio=RATIO) == ""
        assert stalls.within(0.25)
        assert arena.log().count(f'"reason": "{closes.SLOW.name}"') == SLOW
        assert await _resumed(slow, room) == []


async def _until_cut(
    arena: Arena, talk: Talk, loud: Talk, slow: list[Client], memory: int
) -> tuple[list[float], int]:
    """Talk until the server has cut all slow sockets; return the times of the answers, and the most memory it took."""
    before = await open_sockets(arena)
    until = time.monotonic() + CUT_SECONDS
    took: list[float] = []
    worst = 0
    while await open_sockets(arena) > before - len(slow):
        assert time.monotonic() < until, "slow sockets are not cut"
        took += (await asyncio.gather(talk.during(2.0), loud.during(2.0)))[0]
        worst = max(worst, arena.rss() - memory)
    return sorted(took), worst


async def _resumed(slow: list[Client], room: str) -> list[str]:
    """Let the slow ones come back; return what is wrong with how they do."""
    complaints = []
    for client in slow:
        client.cut()
    for client in slow:
        await client.gone.wait()
        await client.connect()
        if client.resync not in ([], [room]):
            complaints.append(f"resync of {client.resync}")
        client.cut()
    return complaints
