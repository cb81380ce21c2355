"""How is a run recorded? A server under strace: a first start, load, a kill in the middle of a commit, another start, a stop."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.power import trace
from tests.power.judge import Promised, promises
from tests.power.senders import Senders
from tests.processes import ROOT, Server, command

KILLED_AT_COMMIT = 40


@dataclass
class Recorded:
    """What happened, and what clients were told."""

    directory: Path
    ops: list[trace.Op]
    promised: list[Promised]
    answered: int
    restart: int
    """The number of the second start's first operation."""


def why_not() -> str:
    """Return why nothing can be traced here; empty means it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run(
        ["strace", "-f", "-o", os.devnull, sys.executable, "-c", ""],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else f"strace may not trace here: {done.stderr.strip()}"


async def record(folder: Path, synchronous: str, *, answers: int) -> Recorded:
    """Run a server twice on one directory, the first time until it is killed (with FULL: while it commits)."""
    server = Server(folder / "data", TOKENIM_SYNCHRONOUS=synchronous, PYTHONPATH=f"{ROOT}:{ROOT}/src")
    # EIO stands for a call that is never made: the process is dead before it could be.
    kill = f"fdatasync:error=EIO:signal=SIGKILL:when={KILLED_AT_COMMIT}"
    first, second = folder / "first.trace", folder / "second.trace"
    server.program = [*_strace(first, f"--inject={kill}"), *command()]
    await asyncio.to_thread(server.start)
    senders = Senders(server.url, sockets=3)
    await senders.prepare(rooms=3)
    async with senders.talking():
        if synchronous == "FULL":
            await asyncio.to_thread(server.process.wait, 30)
        else:
            # Its commits are not synced, so that the fault never comes.
            await _answered(senders, answers // 3)
        server.kill()
        server.program = [*_strace(second), sys.executable, "-m", "tests.power.small_wal"]
        await asyncio.to_thread(server.start)
        await _answered(senders, answers)
    assert await asyncio.to_thread(server.stop) == 0
    for log in (first, second):
        await asyncio.to_thread(_complete, log)
    before = trace.read(first, server.data)
    ops = joined(before, trace.read(second, server.data))
    return Recorded(server.data, ops, promises(ops, senders.asked), senders.answered, len(before))


async def fail(folder: Path, fault: str) -> tuple[Recorded, int]:
    """Run a server until the injected fault has ended it; return what happened, and its exit code."""
    server = Server(folder / "data")
    log = folder / "failing.trace"
    server.program = [*_strace(log, f"--inject={fault}"), *command()]
    await asyncio.to_thread(server.start)
    senders = Senders(server.url, sockets=3)
    try:
        await senders.prepare(rooms=3)
        async with senders.talking():
            code = await asyncio.to_thread(server.process.wait, 30)
    finally:
        server.kill()
    await asyncio.to_thread(_complete, log)
    ops = trace.read(log, server.data)
    return Recorded(server.data, ops, promises(ops, senders.asked), senders.answered, 0), code


def joined(before: list[trace.Op], after: list[trace.Op]) -> list[trace.Op]:
    """Return the operations of two processes, one after the other, as one run."""
    moved = [op._replace(begun=op.begun + len(before)) if isinstance(op, trace.Sync) else op for op in after]
    return [*before, *moved]


def _strace(log: Path, *more: str) -> list[str]:
    # -D: the server is our own child, the tracer is not in between.
    return [
        "strace", "-D", "-f", "-y", "-xx", "-s", "70000", "-o", str(log), "-e", f"trace={trace.CALLS}", *more,
    ]  # fmt: skip


async def _answered(senders: Senders, answers: int) -> None:
    async with asyncio.timeout(45):
        while senders.answered < answers:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def _complete(log: Path) -> None:
    """Wait until the tracer has written the last line."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 200))
            if b"+++" in file.read().splitlines()[-1]:
                return
        time.sleep(0.05)
    raise AssertionError(f"the tracer did not finish {log}")
