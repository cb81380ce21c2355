"""Is every device complete and in order when the network cuts its sockets in the middle of sends?"""

from __future__ import annotations

import asyncio
import random

import pytest

from tests.crowd import talking
from tests.processes import Server
from tokenim.proof.network import Proxy

pytestmark = pytest.mark.system


async def test_cuts_in_the_middle_of_sends_lose_and_double_nothing(server: Server) -> None:
    chance = random.Random(5)
    async with Proxy(server.port) as proxy, talking(proxy.url, seed=5) as (crowd, http):
        crowd.talk()
        for _ in range(12):
            await asyncio.sleep(chance.uniform(0.05, 0.3))
            await proxy.cut()
        await crowd.hush()
        assert await crowd.check(http) == []

        assert all(device.line.sessions > 5 for device in crowd.devices)


async def test_answers_that_are_lost_while_requests_arrive_are_asked_for_again(server: Server) -> None:
    async with Proxy(server.port) as proxy, talking(proxy.url, seed=6) as (crowd, http):
        crowd.talk()
        for _ in range(4):
            await asyncio.sleep(0.15)
            proxy.stall("down")
            await asyncio.sleep(0.15)
            await proxy.cut()
            proxy.flow()
        await crowd.hush()
        assert await crowd.check(http) == []

        assert sum(device.repeated for device in crowd.devices) > 10


async def test_slow_answers_leave_order_and_completeness(server: Server) -> None:
    async with Proxy(server.port) as proxy, talking(proxy.url, seed=7) as (crowd, http):
        proxy.delays["down"] = 0.02
        crowd.talk()
        for _ in range(3):
            await asyncio.sleep(0.3)
            await proxy.cut()
        await crowd.hush()
        assert await crowd.check(http) == []
