"""What does a device cost: a socket that is idle, a connect, a return after a thousand missed messages, a sync?"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from typing import Any

import websockets

from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import Figures, LoadFailed
from tokenim.proof.bench.server import Server
from tokenim.proof.bench.world import TEXT, World, line

MISSED = 1000


async def p4(bench: Bench) -> Figures:
    """Measure the memory of idle sockets."""
    async with bench.fresh() as (server, world):
        users = await world.users(bench.size(10_000, 500))
        return bench.load(server, [line(token) for _, token in users], "idle", "-t", 2)


async def p6(bench: Bench) -> Figures:
    """Measure how fast devices connect and log in, 64 at a time."""
    async with bench.fresh() as (server, world):
        users = await world.users(bench.size(5_000, 500))
        return bench.load(server, [line(token) for _, token in users], "idle", "-t", 0)


async def p5(bench: Bench) -> Figures:
    """Measure from hello to the last of the messages that a device missed."""
    async with bench.fresh() as (server, world):
        (_, sender), (receiver_id, receiver) = await world.users(2)
        made = await world.direct(sender, receiver_id)
        await asyncio.gather(*(_send(world, sender, made, f"m{number}") for number in range(MISSED)))
        url = f"ws://127.0.0.1:{server.port}/v1/ws"
        known = await epoch(server, world, receiver)
        times = []
        for _ in range(bench.size(11, 3)):
            resume = {"epoch": known, "positions": {made: 0}}
            _, took = await _hello(url, await _ticket(world, receiver), resume, MISSED)
            times.append(took)
    return {"ms": statistics.median(times)}


async def epoch(server: Server, world: World, token: str) -> str:
    """Return the epoch of a server, which devices must name with their positions."""
    url = f"ws://127.0.0.1:{server.port}/v1/ws"
    return (await _hello(url, await _ticket(world, token), None, 0))[0]


async def _ticket(world: World, token: str) -> str:
    return str((await world.ask("POST", "/ws-tickets", token, {}))["ticket"])


async def _hello(url: str, ticket: str, resume: dict[str, Any] | None, expected: int) -> tuple[str, float]:
    """Return (epoch, milliseconds from hello until everything expected was here)."""
    body = {"ticket": ticket} | ({"resume": resume} if resume else {})
    async with websockets.connect(url, compression=None) as socket:
        began = time.perf_counter()
        await socket.send(json.dumps({"id": 1, "op": "hello", "body": body}))
        found: str = json.loads(await socket.recv())["ok"]["epoch"]
        for _ in range(expected):
            await socket.recv()
        return found, (time.perf_counter() - began) * 1000


async def _send(world: World, token: str, conversation: str, client_id: str) -> None:
    body = {"client_id": client_id, "type": "text", "content": {"text": TEXT}}
    await world.ask("POST", f"/conversations/{conversation}/messages", token, body)


async def p12(bench: Bench) -> Figures:
    """Measure a server that does nothing."""
    async with bench.fresh() as (server, _):
        return {"rss_mb": server.rss_mb(), "start_s": server.start_seconds}


async def p13(bench: Bench) -> Figures:
    """Measure the sync of somebody who is in very many conversations, a few of which changed."""
    many, changed = bench.size(1000, 100), 20
    async with bench.fresh() as (_, world):
        (_, token), *_ = await world.users(1)
        others = await world.people(many)
        made = await asyncio.gather(*(world.direct(token, other) for other in others))
        state, times = await world.ask("GET", "/sync", token), []
        for attempt in range(bench.size(10, 3)):
            for number in range(changed):
                await _send(world, token, made[number * many // changed], f"{attempt}-{number}")
            began = time.perf_counter()
            state = await world.ask("GET", f"/sync?token={state['token']}", token)
            times.append((time.perf_counter() - began) * 1000)
            if len(state["conversations"]) != changed:
                raise LoadFailed(f"{len(state['conversations'])} conversations came, {changed} had changed.")
    return {"ms": statistics.median(times)}
