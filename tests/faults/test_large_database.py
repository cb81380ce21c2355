"""How soon does a server with much in its database answer again after it was killed?"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sized
from contextlib import closing
from pathlib import Path

import pytest

from tests.crowd import talking
from tests.faults.people import again, made
from tests.processes import Server

pytestmark = [pytest.mark.system, pytest.mark.deep]

FIRST_ANSWER_SECONDS = 5.0
BYTES = 1_000_000_000
_FILL = """
INSERT INTO entries (stream, seq, kind, sender_id, client_id, at, count, body)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
SELECT 'c_large' || (i % 1000), (i - 1) / 1000 + 1, 'message.sent', 'u_somebody', 'large' || i, i, (i - 1) / 1000 + 1,
       CAST('{"type":"text","content":{"text":"' || hex(zeroblob(380)) || '"}}' AS BLOB) FROM n
"""
_HEADS = """INSERT INTO streams (id, last_seq, count) SELECT stream, max(seq), max(seq) FROM entries
            WHERE stream LIKE 'c_large%' GROUP BY stream"""


def fill(database: Path) -> None:
    """Make the database as large as one of a million messages."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        db.execute(_FILL, {"rows": 1_000_000})
        db.execute(_HEADS)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert database.stat().st_size >= BYTES


@pytest.mark.timeout(600)
async def test_the_first_answer_after_a_kill_comes_soon_with_a_gigabyte(tmp_path: Path) -> None:
    stopped, _ = await asyncio.to_thread(made, tmp_path, 1)
    await asyncio.to_thread(fill, stopped.data / "tokenim.db")
    server = await asyncio.to_thread(again(stopped).start)
    try:
        async with talking(server.url, seed=6, users=3, rooms=2) as (crowd, http):
            crowd.talk()
            await asyncio.sleep(3)
            server.kill()
            server, seconds = await _back(server, crowd.history.acked)
            await crowd.hush()
            assert await crowd.check(http) == []
    finally:
        server.kill()
    print(f"first answer {seconds:.2f} s after the kill")
    assert seconds <= FIRST_ANSWER_SECONDS


async def _back(server: Server, acked: Sized) -> tuple[Server, float]:
    """Start again; return how long it took until something more was acknowledged."""
    began, before = time.monotonic(), len(acked)
    server = await asyncio.to_thread(again(server).start)
    async with asyncio.timeout(60):
        while len(acked) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return server, time.monotonic() - began
