"""Is everything that was acknowledged still there when the process was killed, wherever it was just then?"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from pathlib import Path

import pytest

from tests.processes import Server
from tokenim.proof.crowd.crowd import Crowd, talking

BACK_SECONDS = 5.0
POINTS = (
    "batch_taken",
    "rows_inserted",
    "streams_moved",
    "before_commit",
    "after_commit",
    "before_ack",
    "written",
)

pytestmark = pytest.mark.system


async def _back(server: Server) -> float:
    """Start the server and return how long it took until it answered."""
    began = time.monotonic()
    await asyncio.to_thread(server.start)
    return time.monotonic() - began


async def test_nothing_acknowledged_is_lost_by_kills_at_random_times(mortal: Server) -> None:
    chance = random.Random(1)
    async with talking(mortal.url, seed=1) as (crowd, http):
        crowd.talk()
        for _ in range(5):
            await asyncio.sleep(chance.uniform(0.2, 0.6))
            await asyncio.to_thread(mortal.kill)

            assert await _back(mortal) <= BACK_SECONDS
            await _answered(crowd)
        await crowd.hush()
        assert await crowd.check(http) == []

        assert all(device.sessions >= 4 for device in crowd.devices)


async def _answered(crowd: Crowd) -> None:
    """Wait until the server acknowledges again."""
    before = len(crowd.history.acked)
    async with asyncio.timeout(BACK_SECONDS):
        while len(crowd.history.acked) < before + 10:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("point", POINTS)
async def test_nothing_acknowledged_is_lost_by_a_kill_at_this_point(tmp_path: Path, point: str) -> None:
    doomed = Server(tmp_path / "data", TOKENIM_FAULT=f"{point}:60:kill").start()
    try:
        async with talking(doomed.url, seed=2, users=3, rooms=2) as (crowd, http):
            crowd.talk()
            assert await asyncio.to_thread(doomed.process.wait, 20) == -signal.SIGKILL
            saved = _again(doomed)
            try:
                assert await _back(saved) <= BACK_SECONDS
                await _answered(crowd)
                await crowd.hush()
                assert await crowd.check(http) == []
            finally:
                await asyncio.to_thread(saved.kill)
    finally:
        doomed.kill()


def _again(doomed: Server) -> Server:
    """Return the same server without the fault."""
    saved = Server(doomed.data)
    saved.port, saved.key = doomed.port, doomed.key
    return saved
