"""Does a server stay fast with millions of messages: reading a page, and writing?"""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tokenim.proof.bench import growing, talking
from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import Figures
from tokenim.proof.bench.server import Server

PAGE = 50
MODEL_RATE = 2000


@dataclass(frozen=True)
class Grown:
    """A large database, a user who may read it, and where."""

    server: Server
    reader: str
    conversations: list[str]
    each: int


_made: dict[Path, Grown] = {}


async def grown(bench: Bench) -> Grown:
    """Make the large database, once in a run."""
    if bench.folder not in _made:
        _made[bench.folder] = await _grow(bench)
    return _made[bench.folder]


async def _grow(bench: Bench) -> Grown:
    server = Server(Path(tempfile.mkdtemp(dir=bench.folder), "data"), bench.cores)
    seconds = 0.5 if bench.quick else 1.5
    async with bench.running(server) as (_, world):
        plan = await world.room(2)
        reader = plan[1].split("\t")[1]
        sent = bench.load(server, plan, "room", "-r", MODEL_RATE, "-t", seconds)["sent"]
        model = plan[0].split('conversation_id":"')[1].split('"')[0]
    wanted = int(20_000 if bench.quick else bench.grown * 1_000_000)
    conversations = growing.grow(server.data, model, wanted)
    growing.examine(server.data)
    return Grown(server, reader, conversations, int(sent))


async def p8(bench: Bench) -> Figures:
    """Measure pages of history anywhere in it."""
    large = await grown(bench)
    chance = random.Random(8)
    places = [(chance.choice(large.conversations), chance.randrange(PAGE, large.each)) for _ in range(4000)]
    pages = [f"GET /v1/conversations/{one}/messages?before_seq={seq}&limit={PAGE}" for one, seq in places]
    async with bench.running(large.server) as (server, _):
        return bench.rest(server, large.reader, pages, 1)


async def p9(bench: Bench) -> Figures:
    """Measure pairs that talk on the large database and on an empty one."""
    large = await grown(bench)
    async with bench.running(large.server) as (server, world):
        full = bench.load(server, await world.pairs(talking.PAIRS), "pairs", "-w", talking.WINDOW)
    empty = await talking.p1(bench)
    at_n, at_0 = full["delivered_s"], empty["delivered_s"]
    return {"ratio": at_n / at_0, "at_n_s": at_n, "at_0_s": at_0, "p99_ms": full["p99_ms"]}
