"""Is everything that was acknowledged still there when the process was killed, wherever it was just then?"""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.crowd import Crowd, ask, talking
from tests.processes import ROOT, Server
from tests.profile import scaled

BACK_SECONDS = 5.0
POINTS = (
    "frame_read",
    "authorised",
    "queued",
    "batch_taken",
    "rows_inserted",
    "streams_moved",
    "before_commit",
    "after_commit",
    "before_ack",
    "written",
)
RARE_POINTS = scaled(
    quick=("read_recorded", "checkpoint_copied"),
    deep=("read_recorded", "checkpoint_copying", "checkpoint_copied", "checkpoint_ended"),
)
# The hits up to the 60th are those of the people who come together.
HITS = scaled(quick=(60,), deep=(61, 67, 110))
RARE_HITS = scaled(quick=(2,), deep=(1, 7, 50))
ROUNDS = scaled(quick=1, deep=20)
KILLS = 10

pytestmark = pytest.mark.system


async def _back(server: Server) -> float:
    """Start the server and return how long it took until it answered."""
    began = time.monotonic()
    await asyncio.to_thread(server.start)
    return time.monotonic() - began


@pytest.mark.parametrize("seed", range(1, ROUNDS + 1))
async def test_nothing_acknowledged_is_lost_by_kills_at_random_times(mortal: Server, seed: int) -> None:
    chance = random.Random(seed)
    async with talking(mortal.url, seed=seed) as (crowd, http):
        crowd.talk()
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.05, 0.4))
            await asyncio.to_thread(mortal.kill)

            assert await _back(mortal) <= BACK_SECONDS
            await _answered(crowd)
        await crowd.hush()
        assert await crowd.check(http) == []

        assert all(device.line.sessions > KILLS / 2 for device in crowd.devices)


async def _answered(crowd: Crowd) -> None:
    """Wait until the server acknowledges again."""
    before = len(crowd.history.acked)
    async with asyncio.timeout(BACK_SECONDS):
        while len(crowd.history.acked) < before + 10:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("hit", HITS)
@pytest.mark.parametrize("point", POINTS)
async def test_nothing_acknowledged_is_lost_by_a_kill_at_this_point(
    tmp_path: Path, point: str, hit: int
) -> None:
    await _killed_and_checked(Server(tmp_path / "data", TOKENIM_FAULT=f"{point}:{hit}:kill"))


@pytest.mark.parametrize("hit", RARE_HITS)
@pytest.mark.parametrize("point", RARE_POINTS)
async def test_nothing_acknowledged_is_lost_by_a_kill_while_cursors_move_and_the_log_is_folded(
    tmp_path: Path, point: str, hit: int
) -> None:
    fault = {"TOKENIM_FAULT": f"{point}:{hit}:kill", "PYTHONPATH": f"{ROOT}:{ROOT}/src"}
    doomed = Server(tmp_path / "data", **fault)
    doomed.program = [sys.executable, "-m", "tests.power.small_wal"]
    await _killed_and_checked(doomed)


async def _killed_and_checked(doomed: Server) -> None:
    """Let a crowd talk until the fault comes, go on without it, and check everything."""
    await asyncio.to_thread(doomed.start)
    try:
        async with talking(doomed.url, seed=2, users=3, rooms=2) as (crowd, http):
            crowd.talk()
            async with _reading(crowd, http):
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


@asynccontextmanager
async def _reading(crowd: Crowd, http: httpx2.AsyncClient) -> AsyncIterator[None]:
    """Let somebody read what comes, as long as the server is there."""
    task = asyncio.create_task(_read(crowd, http))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _read(crowd: Crowd, http: httpx2.AsyncClient) -> None:
    while True:
        for room in crowd.rooms:
            acked = [acked.seq for acked in crowd.history.acked[-50:] if acked.key[0] == room]
            if acked:
                await ask(http, crowd.accounts[0], "PUT", f"/conversations/{room}/read", {"seq": max(acked)})
        await asyncio.sleep(0.02)


def _again(doomed: Server) -> Server:
    """Return the same server without the fault."""
    saved = Server(doomed.data)
    saved.port, saved.key = doomed.port, doomed.key
    return saved
