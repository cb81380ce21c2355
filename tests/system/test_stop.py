"""Does a stop by SIGTERM tell every socket when to come back, finish what has begun, and lose nothing?"""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from tests.crowd import Crowd, talking
from tests.processes import Server
from tokenim.proof.checker.history import History, Key

MOST_SECONDS = 20.0
BEGUN_BEFORE_SECONDS = 1.0

pytestmark = pytest.mark.system


def _unknown(history: History, before: float) -> set[Key]:
    """Return the sends begun before this time that had no answer then, or ever."""
    answered = {acked.key for acked in history.acked} | {refusal.key for refusal in history.refused}
    return {sent.key for sent in history.sent if sent.at < before} - answered


def _reasons(crowd: Crowd) -> list[tuple[int, dict[str, object]]]:
    """Return how each device's last socket was closed."""
    return [(code, json.loads(reason)) for code, reason in (device.line.closed for device in crowd.devices)]


async def test_a_stop_under_load_loses_nothing_and_tells_every_socket(mortal: Server) -> None:
    async with talking(mortal.url, seed=3, users=6) as (crowd, http):
        crowd.talk()
        await asyncio.sleep(1.5)
        asked = time.monotonic()

        assert await asyncio.to_thread(mortal.stop) == 0
        assert time.monotonic() - asked <= MOST_SECONDS
        assert _unknown(crowd.history, asked - BEGUN_BEFORE_SECONDS) == set()
        await _told(crowd)
        reasons = _reasons(crowd)
        assert {code for code, _ in reasons} == {1012}
        assert {reason["code"] for _, reason in reasons} == {"restart"}
        pauses = [reason["retry_after_ms"] for _, reason in reasons]
        assert all(isinstance(pause, int) and 0 < pause <= 10_000 for pause in pauses)
        assert len(set(pauses)) > len(pauses) // 2

        await asyncio.to_thread(mortal.start)
        await crowd.hush()
        assert await crowd.check(http) == []


async def _told(crowd: Crowd) -> None:
    async with asyncio.timeout(5):
        while not all(device.line.closed[0] for device in crowd.devices):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_an_idle_server_stops_at_once(mortal: Server) -> None:
    async with talking(mortal.url, seed=4, users=2, rooms=1) as (crowd, _):
        asked = time.monotonic()

        assert await asyncio.to_thread(mortal.stop) == 0
        assert time.monotonic() - asked < 5.0
        await _told(crowd)
