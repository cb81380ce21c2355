"""What do calm users feel of one connection that abuses the server? Their time alone, and beside each kind of abuse."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tokenim.proof.bench import abuse, devices
from tokenim.proof.bench.abuse import Abuse, Victim
from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import Figures, LoadFailed
from tokenim.proof.bench.server import Server
from tokenim.proof.bench.talking import CALM, PAIRS
from tokenim.proof.bench.world import World

MISSED = 110
LONG = "x" * 19_000
"""So much makes a page and a resume as large as they may become."""
QUIET_SECONDS = 0.5
LIMITS = {"TOKENIM_LIMITS": "true", "TOKENIM_APPLICATION_CALLS_BURST": "1000000"}
"""All limits are at their defaults, but for the application that makes the users."""
LONGEST_SECONDS = 60


async def p15_frames(bench: Bench) -> Figures:
    """Measure beside floods of WebSocket frames."""
    return await felt(bench, abuse.frames)


async def p15_requests(bench: Bench) -> Figures:
    """Measure beside HTTP requests without a pause."""
    return await felt(bench, abuse.requests)


async def p15_reconnects(bench: Bench) -> Figures:
    """Measure beside connections that come and go without a pause."""
    return await felt(bench, abuse.reconnects)


async def p15_unread(bench: Bench) -> Figures:
    """Measure beside big answers that nobody reads."""
    return await felt(bench, abuse.unread)


async def felt(bench: Bench, kinds: Callable[[Victim], dict[str, Abuse]]) -> Figures:
    """Measure in turn: alone, beside one kind, alone, beside the next. What is told of a kind is beside both neighbours."""
    found: Figures = {}
    async with bench.fresh(**LIMITS) as (server, world):
        pairs, victim = await world.pairs(PAIRS), await _victim(server, world)
        alone = await _calm(bench, server, pairs)
        for name, kind in kinds(victim).items():
            async with _abusing(bench, server, kind) as done:
                beside = await _calm(bench, server, pairs)
            after = await _calm(bench, server, pairs)
            found |= {
                f"{name}_{key}": value for key, value in (_compared(alone, beside, after) | done).items()
            }
            alone = after
    return found


async def _calm(bench: Bench, server: Server, pairs: list[str]) -> Figures:
    return await asyncio.to_thread(bench.load, server, pairs, "pairs", "-r", CALM, "-q", QUIET_SECONDS)


def _compared(before: Figures, beside: Figures, after: Figures) -> Figures:
    """Return what calm users felt beside the abuse, and without it just before and after."""
    p50, p99 = ((before[key] + after[key]) / 2 for key in ("p50_ms", "p99_ms"))
    return {
        "alone": p99,
        "beside": beside["p99_ms"],
        "ratio": beside["p99_ms"] / p99,
        "p50_alone": p50,
        "p50_beside": beside["p50_ms"],
        "p50_ratio": beside["p50_ms"] / p50,
    }


@asynccontextmanager
async def _abusing(bench: Bench, server: Server, kind: Abuse) -> AsyncIterator[Figures]:
    """Abuse the server meanwhile; what was done is known afterwards."""
    done: Figures = {}
    command = [bench.programs.path("abuse"), str(server.port)]
    command += [_file(bench, kind.opening), _file(bench, kind.flood), str(LONGEST_SECONDS)]
    command += (["-n", kind.until] if kind.until else []) + (["-u"] if kind.unread else [])
    # The core is the calm users' first: they must not wait for the abuser there, but at the server.
    program = await asyncio.create_subprocess_exec(
        *bench.cores.last_on(bench.cores.load), *command, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield done
    finally:
        if program.returncode is None:
            program.terminate()
        said, _ = await program.communicate()
    if program.returncode:
        raise LoadFailed("The abuse ended early.")
    done |= json.loads(said)


def _file(bench: Bench, content: bytes) -> str:
    path = Path(tempfile.mkstemp(dir=bench.folder, suffix=".bytes")[1])
    path.write_bytes(content)
    return str(path)


async def _victim(server: Server, world: World) -> Victim:
    """Make an account for the abuser, with a long history."""
    (_, one), (other_id, other) = await world.users(2)
    made = await world.direct(one, other_id)
    for number in range(MISSED):
        body = {"client_id": f"m{number}", "type": "text", "content": {"text": LONG}}
        token = one if number % 2 else other
        await world.ask("POST", f"/conversations/{made}/messages", token, body)
    return Victim(one, made, await devices.epoch(server, world, one))
