"""Does the server go on reading, refuse what it cannot store, and go on by itself, when the disk is full or the database held?"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.crowd import Crowd, ask, talking
from tests.faults.injection import FULL, failing, need_strace
from tests.faults.people import Person, again, register, serving
from tests.processes import Server
from tests.profile import scaled

pytestmark = pytest.mark.system

HEALED_SECONDS = 5.0


@asynccontextmanager
async def crowded(data: Path) -> AsyncIterator[tuple[Server, Crowd, httpx2.AsyncClient]]:
    """A server with a crowd that talks; all that was said must be there at the end, and the database sound."""
    server = await asyncio.to_thread(Server(data).start)
    try:
        async with talking(server.url, seed=4, users=2, rooms=2) as (crowd, http):
            crowd.talk()
            await asyncio.sleep(0.3)
            yield server, crowd, http
            await acknowledged(crowd)
            await crowd.hush()
            assert await crowd.check(http) == []
        assert await asyncio.to_thread(server.stop) == 0
    finally:
        server.kill()
    with closing(sqlite3.connect(data / "tokenim.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def acknowledged(crowd: Crowd) -> float:
    """Return how long it took until the crowd had more acknowledgements."""
    before, began = len(crowd.history.acked), time.monotonic()
    async with asyncio.timeout(HEALED_SECONDS):
        while len(crowd.history.acked) < before + 5:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return time.monotonic() - began


async def send(crowd: Crowd, http: httpx2.AsyncClient, client_id: str) -> httpx2.Response:
    """Send over REST, and let the history know."""
    body: dict[str, Any] = {"client_id": client_id, "type": "text", "content": {"text": "?"}}
    headers = {"Authorization": f"Bearer {crowd.accounts[0]['access_token']}"}
    # Not a room of the crowd: what is refused here is none of its history.
    return await http.post(f"/v1/conversations/{crowd.tag}/messages", json=body, headers=headers)


async def own_room(crowd: Crowd, http: httpx2.AsyncClient) -> None:
    """Make a room that only this test writes to."""
    made = await ask(http, crowd.accounts[0], "POST", "/conversations", {"kind": "group", "name": "Own"})
    crowd.tag = made["id"]


async def test_a_full_disk_refuses_sends_lets_read_and_heals_by_itself(tmp_path: Path) -> None:
    need_strace()
    async with crowded(tmp_path / "data") as (server, crowd, http):
        await own_room(crowd, http)
        with failing(server.process.pid, FULL):
            until = time.monotonic() + scaled(quick=1.0, deep=15.0)
            reads = 0
            while time.monotonic() < until:
                refused = await send(crowd, http, "full")
                assert refused.status_code == 507, refused.text
                assert refused.json()["code"] == "server.storage_full"
                await ask(http, crowd.accounts[0], "GET", f"/conversations/{crowd.rooms[0]}/entries?limit=50")
                reads += 1
                await asyncio.sleep(0.02)
        began = time.monotonic()
        while (await send(crowd, http, "full")).status_code != 201:
            assert time.monotonic() - began < HEALED_SECONDS
            await asyncio.sleep(0.05)
        assert reads >= 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, with little room."""
    where = tmp_path / "disk"
    where.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(where)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"a small disk is not tried: {done.stderr.strip()}")
        pytest.skip(done.stderr.strip())
    yield where
    subprocess.run(["umount", str(where)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room at all."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


@pytest.mark.deep
async def test_a_small_disk_that_runs_full_is_survived_again_and_again(small_disk: Path) -> None:
    async with crowded(small_disk / "data") as (_, crowd, http):
        await own_room(crowd, http)
        for round_ in range(5):
            filler = fill(small_disk)
            name = f"full-{round_}"
            async with asyncio.timeout(10):
                while (await send(crowd, http, name)).status_code != 507:
                    name += "x"
            for _ in range(20):
                assert (await send(crowd, http, name)).status_code == 507
                await read_seconds(crowd, http)
            filler.unlink()
            assert await acknowledged(crowd) <= HEALED_SECONDS
            assert (await send(crowd, http, name)).status_code == 201


@pytest.mark.deep
def test_a_server_stops_and_starts_on_a_full_disk_and_loses_nothing(small_disk: Path) -> None:
    server = Server(small_disk / "data")
    with serving(server) as http:
        anna = register(http, "anna")
        room = anna.group()
        answers = [anna.send(room, f"m{number}").status_code for number in range(100)]
        filler = fill(small_disk)
        answers += [anna.send(room, f"full{number}").status_code for number in range(10)]
        assert (answers[0], answers[-1]) == (201, 507)
        assert server.stop() == 0
    with serving(again(server)) as http:
        entries = Person(http, anna.tokens).get(f"/conversations/{room}/entries?limit=1000")["items"]
        assert len([entry for entry in entries if entry["event"] == "message.sent"]) == answers.count(201)
        filler.unlink()
        assert Person(http, anna.tokens).send(room, "again").status_code == 201


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Let another program hold the right to write."""
    with closing(sqlite3.connect(database, isolation_level=None, check_same_thread=False)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")


async def test_another_program_that_holds_the_database_only_delays(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with crowded(data) as (_, crowd, http):
        await own_room(crowd, http)
        with held(data / "tokenim.db"):
            sending = asyncio.create_task(send(crowd, http, "late"))
            reads = [await read_seconds(crowd, http) for _ in range(30)]
            await asyncio.sleep(scaled(quick=0.8, deep=3.0))
            assert not sending.done()
        assert (await sending).status_code == 201
        assert max(reads) <= 0.5
        assert crowd.history.refused == []


async def read_seconds(crowd: Crowd, http: httpx2.AsyncClient) -> float:
    began = time.monotonic()
    await ask(http, crowd.accounts[0], "GET", f"/conversations/{crowd.rooms[0]}/entries?limit=50")
    return time.monotonic() - began


@pytest.mark.deep
async def test_another_program_that_holds_the_database_for_long_makes_the_server_busy(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with crowded(data) as (_, crowd, http):
        await own_room(crowd, http)
        with held(data / "tokenim.db"):
            answer = await send(crowd, http, "late")
            assert (answer.status_code, answer.json()["code"]) == (503, "server.busy")
            await read_seconds(crowd, http)
