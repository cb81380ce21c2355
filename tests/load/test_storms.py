"""Does chat go on while everybody comes back at once, or somebody tries passwords by the hundred?"""

from __future__ import annotations

import asyncio
import random
import time

import pytest

from tests.load.arena import Arena, office, settled
from tests.load.fleet import Client, Fleet, p99
from tests.load.people import connected, talkers
from tests.profile import scaled

STORM = scaled(quick=200, deep=1_200)
BACK_SECONDS = 30
JITTER_SECONDS = scaled(quick=0.5, deep=3.0)
STATEMENTS = 4.2  # four, and what the node reads of itself meanwhile
LOGINS = 100
ACK_SECONDS = 1.0
CALM_SECONDS = scaled(quick=1.0, deep=5.0)
HARD_SECONDS = scaled(quick=2.0, deep=6.0)

pytestmark = [pytest.mark.system, pytest.mark.timeout(scaled(quick=60, deep=300))]


async def _again(client: Client) -> None:
    """Come back as a client does: at a time of its own, and again if need be, a little later each time."""
    await asyncio.sleep(random.uniform(0, JITTER_SECONDS))
    pause = 0.1
    while True:
        try:
            await client.connect()
        except (TimeoutError, OSError, ConnectionError):
            await asyncio.sleep(pause)
            pause = min(5.0, pause * 2)
        else:
            return


async def test_everybody_comes_back_at_once_and_those_who_stayed_hardly_notice(arena: Arena) -> None:
    async with office(arena) as clerk, Fleet(arena.port) as fleet:
        storm, _ = await connected(fleet, clerk, STORM)
        talk = await talkers(fleet, clerk, 10, per_second=100)
        calm = await talk.during(CALM_SECONDS)
        for client in storm:
            client.cut()
        await asyncio.gather(*(client.gone.wait() for client in storm))
        await settled()

        began = time.monotonic()
        talking = asyncio.create_task(talk.during(HARD_SECONDS))
        await asyncio.gather(*(_again(client) for client in storm))
        back = time.monotonic()
        hard = await talking
        await settled()

        statements = arena.statements(began, back) / STORM
        stalls = arena.stalls(began, back)
        print(
            f"{STORM} clients back in {back - began:.1f} s with {statements:.1f} statements each;"
            f" p99 {p99(calm) * 1000:.1f} ms calm, {p99(hard) * 1000:.1f} ms meanwhile; loop late {stalls}"
        )
        assert back - began <= BACK_SECONDS
        assert statements <= STATEMENTS
        assert p99(hard) <= ACK_SECONDS
        assert stalls.within(0.25)


@pytest.mark.deep
async def test_a_flood_of_logins_is_not_felt_by_those_who_talk(arena: Arena) -> None:
    async with office(arena) as clerk, Fleet(arena.port) as fleet:
        talk = await talkers(fleet, clerk, 10, per_second=100)
        calm = await talk.during(CALM_SECONDS)

        began = time.monotonic()
        talking = asyncio.create_task(talk.during(HARD_SECONDS))
        guesses = ({"username": f"nobody{number}", "password": "a guess at it"} for number in range(LOGINS))
        answers = await asyncio.gather(*(clerk.http.post("/v1/auth/login", json=guess) for guess in guesses))
        hard = await talking
        stalls = arena.stalls(began, await settled())

        print(
            f"{LOGINS} logins: p99 {p99(calm) * 1000:.1f} ms calm, {p99(hard) * 1000:.1f} ms meanwhile;"
            f" loop late {stalls}"
        )
        assert {answer.status_code for answer in answers} <= {401, 429, 503}
        assert p99(hard) <= ACK_SECONDS
        assert stalls.within(0.1)
