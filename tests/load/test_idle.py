"""Is it felt when very many sockets that came at once, and say nothing, are asked at once whether they are still there?"""

from __future__ import annotations

import asyncio

import pytest

from tests.load.arena import Arena, office, settled
from tests.load.fleet import in_waves
from tests.load.listening import audience
from tests.load.people import PER_PERSON, open_sockets

SOCKETS = 3_000
HEARTBEAT_SECONDS = 5
BEATS = 3

pytestmark = [pytest.mark.deep, pytest.mark.system, pytest.mark.timeout(300)]


async def test_heartbeats_of_thousands_do_not_hold_up_the_loop(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    arena = Arena(tmp_path_factory.mktemp("idle"), TOKENIM_WS_HEARTBEAT_SECONDS=str(HEARTBEAT_SECONDS))
    arena.start()
    async with office(arena) as clerk:
        people = await in_waves([clerk.person] * (SOCKETS // PER_PERSON), 8)
        tokens = [person["access_token"] for person in people] * PER_PERSON
        async with audience(arena.port, tokens):
            began = await settled(HEARTBEAT_SECONDS)
            await asyncio.sleep(BEATS * HEARTBEAT_SECONDS)
            stalls = arena.stalls(began, await settled())
            here = await open_sockets(arena)

    print(f"{SOCKETS} sockets, a ping each {HEARTBEAT_SECONDS} s: loop late {stalls}")
    assert here == SOCKETS
    assert stalls.busy <= 0.01
    assert arena.stop() == 0
