"""What can the machine do at most, with nothing of ours in between? Loopback, the disk, SQLite, the interpreter."""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import IO, cast

from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import Figures, figures

PAGE = b"x" * 4096
ROW = ("c_0123456789", 1, b"x" * 200)
BATCH = 500


async def floor(bench: Bench) -> Figures:
    """Measure the bare machine."""
    with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
        return {
            "echo_s": _echo(bench, 100, 8),
            "echo_one_s": _echo(bench, 1, 1),
            "fdatasync_ms": _sync(Path(folder, "file"), bench.size(200, 50)),
            "inserts_s": _inserts(Path(folder, "db"), bench.size(40, 8)),
            "calls_s": _calls(bench.size(2_000_000, 100_000)),
        }


def _echo(bench: Bench, connections: int, window: int) -> float:
    """Return how many messages of 200 bytes come back a second."""
    program, cores = bench.programs.path("echo"), bench.cores
    command = [*cores.on(cores.server), program, "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        port = cast("IO[str]", serving.stdout).readline().strip()
        ask = [program, "ask", port, str(connections), str(window), str(min(bench.seconds, 2))]
        return figures([*cores.on(cores.load), *ask])["messages_s"]


def _sync(path: Path, times: int) -> float:
    """Return how long it takes to append a page and have it on the disk, in milliseconds."""
    took = []
    sync = getattr(os, "fdatasync", os.fsync)
    handle = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        for _ in range(times):
            began = time.perf_counter()
            os.write(handle, PAGE)
            sync(handle)
            took.append((time.perf_counter() - began) * 1000)
    finally:
        os.close(handle)
    return statistics.median(took)


def _inserts(path: Path, batches: int) -> float:
    """Return how many rows SQLite takes a second, in durable batches."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a TEXT, b INTEGER, c BLOB)"
        )
        began = time.perf_counter()
        for _ in range(batches):
            db.execute("BEGIN")
            db.executemany("INSERT INTO t VALUES (?, ?, ?)", [ROW] * BATCH)
            db.execute("COMMIT")
        return batches * BATCH / (time.perf_counter() - began)


def _calls(times: int) -> float:
    """Return how many small functions the interpreter calls a second: one build of Python is much faster than another."""
    began = time.perf_counter()
    for number in range(times):
        _called(number)
    return times / (time.perf_counter() - began)


def _called(number: int) -> dict[str, int]:
    return {"number": number}
