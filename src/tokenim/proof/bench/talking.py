"""How fast does a server carry messages: pairs, rooms, a calm rate, REST?"""

from __future__ import annotations

import asyncio
import json

from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import Figures, LoadFailed
from tokenim.proof.bench.server import Server

PAIRS = 100
WINDOW = 8
CALM, SLOW = 200, 20
CONNECTIONS = 64


async def p1(bench: Bench) -> Figures:
    """Measure pairs that always have messages on their way."""
    async with bench.fresh() as (server, world):
        return bench.load(server, await world.pairs(PAIRS), "pairs", "-w", WINDOW)


async def p2_100(bench: Bench) -> Figures:
    """Measure a room of 100."""
    return await _room(bench, 100)


async def p2_500(bench: Bench) -> Figures:
    """Measure a room of 500."""
    return await _room(bench, 500)


async def p2_1000(bench: Bench) -> Figures:
    """Measure a room of 1,000."""
    return await _room(bench, 1000)


async def _room(bench: Bench, members: int) -> Figures:
    async with bench.fresh() as (server, world):
        return bench.load(server, await world.room(members), "room", "-w", WINDOW)


async def p3(bench: Bench) -> Figures:
    """Measure the time from sending to receiving while little happens."""
    async with bench.fresh() as (server, world):
        awake = ["-s"] if bench.cores.load is not None else []
        return bench.load(server, await world.pairs(PAIRS), "pairs", "-r", CALM, *awake)


async def p7(bench: Bench) -> Figures:
    """Measure sending by REST."""
    async with bench.fresh() as (server, world):
        (_, sender), (receiver_id, _) = await world.users(2)
        made = await world.direct(sender, receiver_id)
        return bench.rest(server, sender, [f"POST /v1/conversations/{made}/messages"], CONNECTIONS)


async def p14(bench: Bench) -> Figures:
    """Measure a huge group, and what others feel of it while 20 messages a second go there."""
    members, online = bench.size(10_000, 200), bench.size(500, 50)
    async with bench.fresh() as (server, world):
        group, pairs = await world.room(members, online), await world.pairs(PAIRS)
        flooded = bench.load(server, group, "room", "-w", WINDOW)
        alone = bench.load(server, pairs, "pairs", "-r", CALM)
        with_group = await _both(bench, server, group, pairs)
    return {
        "delivered_s": flooded["delivered_s"],
        "p50_ms": flooded["p50_ms"],
        "others_p99_ms_alone": alone["p99_ms"],
        **with_group,
    }


async def _both(bench: Bench, server: Server, group: list[str], pairs: list[str]) -> Figures:
    """Let the group be talked to at a slow rate while pairs talk; two programs share the core of the load."""
    command = bench.load_command(server, group, "room", "-r", SLOW, "-t", bench.seconds + 2)
    beside = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    others = await asyncio.to_thread(bench.load, server, pairs, "pairs", "-r", CALM)
    said, _ = await beside.communicate()
    if beside.returncode:
        raise LoadFailed("The load on the group ended early.")
    in_group: Figures = json.loads(said)
    return {"others_p99_ms": others["p99_ms"], "group_p99_ms": in_group["p99_ms"]}
