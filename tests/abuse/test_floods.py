"""Does chat go on while somebody floods the server with logins, connections or reconnections, and is nothing left of it?"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.crowd import talking
from tests.processes import FIGURES, Server
from tests.rfc6455.raw import TEXT, Raw, frame, handshake
from tests.rfc6455.site import hello
from tokenim.proof.checker.history import History
from tokenim.proof.network import Proxy

LOGINS = 60
STORM = 500
PER_USER = 45
MEGABYTE = 1_048_576

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("floods") / "data").start()
    yield running
    assert running.stop() == 0


def _rss(server: Server) -> int:
    """Return how much memory the server holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def _files(server: Server) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def _slowest(history: History) -> float:
    """Return how long the answer to a send took, but for one in a hundred."""
    begun = {sent.key: sent.at for sent in history.sent}
    took = sorted(acked.at - begun[acked.key] for acked in history.acked)
    return took[len(took) * 99 // 100]


async def test_a_flood_of_logins_does_not_stop_the_chat(server: Server) -> None:
    async with talking(server.url, seed=20, users=2, rooms=1) as (crowd, http):
        crowd.talk(pause=0.02)
        flood = [
            http.post("/v1/auth/login", json={"username": f"nobody{number}", "password": "a guess at it"})
            for number in range(LOGINS)
        ]
        answers = await asyncio.gather(*flood)
        await crowd.hush()
        assert await crowd.check(http) == []

        assert {answer.status_code for answer in answers} <= {401, 429}
        assert len(crowd.history.acked) > 50
        assert _slowest(crowd.history) < 1.0


async def test_guessing_one_password_is_slowed_down(server: Server) -> None:
    async with httpx2.AsyncClient(base_url=server.url) as http:
        guess = {"username": "admin", "password": "a guess at it"}
        answers = [await http.post("/v1/auth/login", json=guess) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {401, 429}
    assert all(int(each.headers["retry-after"]) > 0 for each in answers if each.status_code == 429)


async def _come_and_go(port: int, count: int) -> None:
    """Connect and leave without a word about who it is, at every stage."""
    for number in range(count):
        raw = await Raw.connect(port)
        if number % 4 == 1:
            await raw.send(handshake())
            await raw.head()
        elif number % 4 == 2:
            await raw.send(handshake())
            await raw.head()
            await raw.send(frame(TEXT, b'{"id":1,"op":"hello","body":{"ticket":"nonsense"}}'))
            assert "error" in await raw.answer(1)
        elif number % 4 == 3:
            await raw.send(handshake("tka_nobody.nothing"))
            await raw.head()
        raw.leave()


async def test_connections_without_credentials_leave_nothing_behind(server: Server) -> None:
    await _come_and_go(server.port, 400)
    await asyncio.sleep(1.2)
    memory, files = _rss(server), _files(server)

    await _come_and_go(server.port, 1_000)
    await asyncio.sleep(1.2)

    assert _rss(server) - memory < 3 * MEGABYTE
    assert _files(server) <= files + 5
    async with httpx2.AsyncClient(base_url=server.url) as http:
        assert "tokenim_sockets 0.0" in (await http.get("/metrics", headers=FIGURES)).text


async def _connected(port: int, token: str) -> Raw:
    """Open a socket and say hello, as often as it takes."""
    while True:
        try:
            raw = await Raw.opened(port, token)
            await hello(raw)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, AssertionError):
            await asyncio.sleep(0.1)
        else:
            return raw


async def _leave(sockets: list[Raw]) -> None:
    for raw in sockets:
        raw.leave()


async def test_a_storm_of_reconnections_passes(server: Server) -> None:
    users = STORM // PER_USER + 1
    async with (
        Proxy(server.port) as proxy,
        talking(server.url, seed=21, users=users, rooms=1) as (crowd, http),
    ):
        tokens = [account["access_token"] for account in crowd.accounts]
        wanted = [tokens[number // PER_USER] for number in range(STORM)]
        await _leave(await asyncio.gather(*(_connected(proxy.port, token) for token in wanted)))
        await proxy.cut()
        crowd.talk(pause=0.2)
        began = time.monotonic()

        sockets = await asyncio.gather(*(_connected(proxy.port, token) for token in wanted))

        assert time.monotonic() - began < 30
        await crowd.hush()
        await _leave(sockets)
        assert await crowd.check(http) == []
        assert _slowest(crowd.history) < 1.0
        assert json.loads((await http.get("/readyz")).content) == {"status": "ready"}
