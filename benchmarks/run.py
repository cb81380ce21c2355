"""How fast is this machine with TokenIM? `python benchmarks/run.py [names]`, or `make bench`.

The server runs on core 0, the load on core 1. Every figure comes from a server process of its own on an empty database
(`synchronous=FULL`); each is taken three times and the medians are printed, with what the machine itself can do beside.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import websockets

sys.path.insert(0, str(Path(__file__).parent))
from world import World

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = os.environ.get("SECONDS_EACH", "5")
Figures = dict[str, float]


class Server:
    """A server process on core 0."""

    def __init__(self) -> None:
        self.data = tempfile.mkdtemp(prefix="tokenim-bench-")
        environment = os.environ | {
            "TOKENIM_DATA": self.data,
            "TOKENIM_PORT": "0",
            "TOKENIM_LOG_LEVEL": "error",
        }
        command = [*_pinned("0"), sys.executable, "-m", "tokenim", "serve"]
        self.began = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        self.url, self.key = "", ""
        assert self.process.stdout is not None
        while not self.key:
            said = self.process.stdout.readline()
            self.url = self.url or next(iter(re.findall(r"http://[\d.:]+", said)), "")
            self.key = next(iter(re.findall(r"tks_\S+", said)), "")
        self.port = int(self.url.rpartition(":")[2])

    @property
    def pid(self) -> int:
        """The process that `/proc` knows."""
        return self.process.pid

    def rss_mb(self) -> float:
        """Return the resident memory."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * 4096 / 1e6

    def cpu(self) -> float:
        """Return the CPU seconds used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the process and remove its data."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        shutil.rmtree(self.data)


def _pinned(core: str) -> list[str]:
    nice = ["nice", "-n", "-10"] if os.geteuid() == 0 else []
    return [*nice, "taskset", "-c", core]


def _load(server: Server, plan: list[str], mode: str, *options: object) -> Figures:
    name = Path(server.data) / "plan"
    name.write_text("\n".join(plan) + "\n")
    command = [*_pinned("1"), str(HERE / "load"), str(server.port), str(name), mode, "-p", str(server.pid)]
    return _ran([*command, "-t", SECONDS, *map(str, options)])


def _ran(command: list[str]) -> Figures:
    """Run a load program and return its figures."""
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{command[0]} failed: {run.stderr}")
    figures: Figures = json.loads(run.stdout)
    figures.pop("mode", None)
    return figures


async def p1(server: Server, world: World) -> Figures:
    """1:1: 100 pairs, 8 messages each on their way: durable, delivered messages a second"""
    return _load(server, await world.pairs(100), "pairs", "-w", 8)


async def p2_100(server: Server, world: World) -> Figures:
    """one room of 100, 8 messages on their way: deliveries a second"""
    return _load(server, await world.room(100), "room", "-w", 8)


async def p2_500(server: Server, world: World) -> Figures:
    """one room of 500, 8 messages on their way: deliveries a second"""
    return _load(server, await world.room(500), "room", "-w", 8)


async def p3(server: Server, world: World) -> Figures:
    """200 messages a second over 200 users: latency"""
    return _load(server, await world.pairs(100), "rate", "-r", 200)


async def p4(server: Server, world: World) -> Figures:
    """10,000 idle sockets: memory of each, and how fast they come"""
    figures = _load(server, await world.idle(10_000), "idle")
    return figures | {"connects_s": 10_000 / figures["connect_s"]}


async def p5(server: Server, world: World) -> Figures:
    """a device comes back to 1,000 missed messages: all fetched, from hello to the last"""
    (_, sender), (receiver_id, receiver) = await world.users(2)
    made = await world.ask("POST", "/conversations", sender, {"kind": "direct", "user_id": receiver_id})
    for number in range(1000):
        body = {"client_id": f"m{number:05}", "type": "text", "content": {"text": "x" * 150}}
        await world.ask("POST", f"/conversations/{made['id']}/messages", sender, body)
    epoch, times = "", []
    for attempt in range(11):
        ticket = (await world.ask("POST", "/ws-tickets", receiver, {}))["ticket"]
        async with websockets.connect(f"ws://127.0.0.1:{server.port}/v1/ws", compression=None) as socket:
            hello: dict[str, Any] = {"ticket": ticket}
            if attempt:
                hello["resume"] = {"epoch": epoch, "positions": {made["id"]: 0}}
            began = time.perf_counter()
            await socket.send(json.dumps({"id": 1, "op": "hello", "body": hello}))
            epoch = json.loads(await socket.recv())["ok"]["epoch"]
            for _ in range(1000 if attempt else 0):
                await socket.recv()
            times.append((time.perf_counter() - began) * 1000)
    return {"ms": statistics.median(times[1:])}


async def p7(server: Server, world: World) -> Figures:
    """REST: sends a second over 64 kept connections"""
    (_, sender), (receiver_id, _) = await world.users(2)
    made = await world.ask("POST", "/conversations", sender, {"kind": "direct", "user_id": receiver_id})
    command = [
        *_pinned("1"),
        str(HERE / "rest"),
        str(server.port),
        f"/v1/conversations/{made['id']}/messages",
        sender,
    ]
    before = server.cpu()
    figures = _ran([*command, "64", SECONDS])
    return figures | {"us_per_request": (server.cpu() - before) * 1e6 / figures["requests"]}


async def p12(server: Server, world: World) -> Figures:
    """idle: memory, and from start to the first answer"""
    return {"rss_mb": server.rss_mb()}


async def p13(server: Server, world: World) -> Figures:
    """sync of a user with 1,000 conversations, 20 of them changed"""
    (_, token), *others = await world.users(1001)
    ids = []
    for user_id, _ in others:
        ids.append(
            (await world.ask("POST", "/conversations", token, {"kind": "direct", "user_id": user_id}))["id"]
        )
    state, times = await world.ask("GET", "/sync", token, {}), []
    for attempt in range(10):
        for number in range(20):
            body = {"client_id": f"{attempt}-{number}", "type": "text", "content": {"text": "hi"}}
            await world.ask("POST", f"/conversations/{ids[number * 50]}/messages", token, body)
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
            began = time.perf_counter()
            answer = await http.get(f"{server.url}/v1/sync", params={"token": state["token"]})
            times.append((time.perf_counter() - began) * 1000)
        state = answer.json()
        assert len(state["conversations"]) == 20, len(state["conversations"])
    return {"ms": statistics.median(times)}


Workload = Callable[[Server, World], Awaitable[Figures]]
WORKLOADS: dict[str, Workload] = {
    work.__name__.replace("_", "-"): work for work in (p1, p2_100, p2_500, p3, p4, p5, p7, p12, p13)
}


SAID = {
    "p1": ("delivered_s", "us_per_sent", "p50_ms", "p99_ms"),
    "p2-100": ("delivered_s", "us_per_delivery", "p50_ms", "p99_ms"),
    "p2-500": ("delivered_s", "us_per_delivery", "p50_ms", "p99_ms"),
    "p3": ("p50_ms", "p99_ms", "cpu"),
    "p4": ("kb_per_connection", "connects_s", "rss_mb"),
    "p7": ("requests_s", "us_per_request", "p50_ms", "p99_ms"),
}


def floor() -> Figures:
    """Return what the machine can do at most: appending and syncing a page, and bare inserts in batches of 500."""
    with tempfile.TemporaryDirectory() as folder:
        handle, times = os.open(f"{folder}/f", os.O_CREAT | os.O_WRONLY), []
        for _ in range(200):
            began = time.perf_counter()
            os.write(handle, b"x" * 4096)
            os.fdatasync(handle)
            times.append((time.perf_counter() - began) * 1000)
        db = sqlite3.connect(f"{folder}/db", isolation_level=None)
        db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a TEXT, b INTEGER, c BLOB)"
        )
        began, row = time.perf_counter(), ("c_0123456789", 1, b"x" * 200)
        for _ in range(40):
            db.execute("BEGIN")
            db.executemany("INSERT INTO t VALUES (?, ?, ?)", [row] * 500)
            db.execute("COMMIT")
        return {
            "fdatasync_ms": statistics.median(times),
            "bare_inserts_s": 20_000 / (time.perf_counter() - began),
        }


async def measure(work: Workload) -> Figures:
    """Return the figures of one workload on a fresh server."""
    server = Server()
    world = World(server.url, server.key)
    try:
        async with httpx2.AsyncClient() as http:
            (await http.get(server.url + "/healthz")).raise_for_status()
        started = time.perf_counter() - server.began
        figures = await work(server, world)
        return figures | ({"start_s": started} if work is p12 else {})
    finally:
        await world.close()
        server.stop()


def main(names: list[str]) -> None:
    """Build the load programs, measure in rounds, and print a table of medians."""
    for program in ("load", "rest"):
        subprocess.run(["gcc", "-O2", "-o", HERE / program, HERE / f"{program}.c"], check=True)
    chosen = {name: WORKLOADS[name] for name in names or WORKLOADS}
    found: dict[str, list[Figures]] = {name: [] for name in chosen}
    floors = []
    for number in range(ROUNDS):
        floors.append(floor())
        for name, work in chosen.items():
            print(f"round {number + 1} of {ROUNDS}: {name} {work.__doc__}", file=sys.stderr)
            found[name].append(asyncio.run(measure(work)))
    print("| id | workload | median of each figure (lowest to highest) |\n|---|---|---|")
    for name, work in chosen.items():
        print(f"| {name} | {work.__doc__} | {_medians(name, found[name])} |")
    print(f"| floor | this machine, bare | {_medians('floor', floors)} |")


def _medians(name: str, rounds: list[Figures]) -> str:
    said = []
    for key in SAID.get(name, tuple(rounds[0])):
        values = [figures[key] for figures in rounds]
        low, middle, high = (
            _number(value) for value in (min(values), statistics.median(values), max(values))
        )
        said.append(f"{key} **{middle}** ({low} to {high})")
    return ", ".join(said)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


if __name__ == "__main__":
    main(sys.argv[1:])
