"""Has each request of a connection its turn, and does who asks too often wait for it?"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.transport.stand import HOST, Stand, post, standing
from tokenim.catalogue import limits
from tokenim.kernel.addresses import Proxies
from tokenim.kernel.ratelimit import Policy
from tokenim.transport import pace
from tokenim.transport.by_address import ByAddress
from tokenim.transport.http import turns
from tokenim.transport.http.answers import JSON, Answer
from tokenim.transport.http.backlog import PIECE_BYTES
from tokenim.transport.http.request import Request

MINE = b"GET /v1/shelves/mine HTTP/1.1\r\n" + HOST + b"Authorization: Bearer alice\r\n\r\n"
TOO_OFTEN = post(b'{"text":"too often"}')
FOR_EVER = 3_600.0
NEVER = 1e-9
LARGE = 16_000_000


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as running:
        yield running


async def test_of_many_requests_at_once_few_are_parsed_before_their_turn(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[int] = []
    start = turns.Turns._start_asgi_task

    def counting(self: turns.Turns, *arguments: Any) -> None:
        parsed.append(len(self.pipeline))
        start(self, *arguments)

    monkeypatch.setattr(turns.Turns, "_start_asgi_task", counting)

    got = await stand.send(MINE * 1_500)

    assert got.count(b"HTTP/1.1 200") == 1_500
    assert len(parsed) == 1_500
    assert max(parsed) <= PIECE_BYTES // len(MINE) + 1


@pytest.mark.parametrize("cut", [1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
async def test_requests_and_bodies_may_be_cut_anywhere(stand: Stand, cut: int) -> None:
    sent = post(b'{"text":"' + b"x" * 5_000 + b'"}') + MINE + post() + post(b'{"text":"slow"}') + MINE

    got = await stand.send(sent[:cut], sent[cut:], pause=0.05)

    assert re.findall(rb"HTTP/1.1 (\d+)", got) == [b"201", b"200", b"201", b"201", b"200"]


async def test_who_asked_too_often_is_not_heard_for_a_while(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SHORTEST_SECONDS", FOR_EVER)

    got = await stand.send(TOO_OFTEN + TOO_OFTEN + MINE, MINE)

    assert got.count(b"HTTP/1.1") == 1
    assert got.startswith(b"HTTP/1.1 429")
    assert (await stand.send(MINE)).startswith(b"HTTP/1.1 200")


async def test_who_used_a_quota_up_is_heard(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SHORTEST_SECONDS", FOR_EVER)

    got = await stand.send(post(b'{"text":"too much"}') * 3 + MINE)

    assert re.findall(rb"HTTP/1.1 (\d+)", got) == [b"429", b"429", b"429", b"200"]


async def test_after_the_pause_all_is_answered_in_order(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SHORTEST_SECONDS", 0.01)
    monkeypatch.setattr(pace, "LONGEST_SECONDS", 0.02)

    got = await stand.send(TOO_OFTEN * 10 + MINE, MINE)

    assert got.count(b"HTTP/1.1 429") == 10
    assert got.count(b"HTTP/1.1 200") == 2
    assert got.rindex(b"HTTP/1.1 429") < got.index(b"HTTP/1.1 200")


async def test_the_connection_of_a_proxy_is_never_paused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SHORTEST_SECONDS", FOR_EVER)
    async with standing(tmp_path, by_address=ByAddress(Proxies("127.0.0.0/8"))) as stand:
        got = await stand.send(TOO_OFTEN * 3 + MINE)

    assert got.count(b"HTTP/1.1 429") == 3
    assert got.count(b"HTTP/1.1 200") == 1


async def test_probes_are_always_answered_but_not_as_fast_as_somebody_likes(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SHORTEST_SECONDS", FOR_EVER)
    monkeypatch.setattr(pace, "PROBES", Policy("probes", NEVER, 3))
    stand.site.page("/healthz", _well)

    got = await stand.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + MINE * 10)
    assert got.count(b"HTTP/1.1 200") == 11

    got = await stand.send((b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n") * 10)
    assert got.count(b"HTTP/1.1 200") == 4


async def _well(request: Request) -> Answer:
    return Answer(200, JSON, b"{}")


async def _large(request: Request) -> Answer:
    return Answer(200, JSON, b"x" * LARGE)


async def _begun(stand: Stand) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Ask for the large page and read its first byte; the system takes little of it without a reader."""
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    plug.connect(("127.0.0.1", stand.port))
    reader, writer = await asyncio.open_connection(sock=plug, limit=1_024)
    writer.write(b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")
    assert await reader.read(1) == b"H"
    return reader, writer


async def _rest(reader: asyncio.StreamReader) -> int:
    count = 0
    with contextlib.suppress(ConnectionError, TimeoutError):
        while more := await asyncio.wait_for(reader.read(1_000_000), 5):
            count += len(more)
    return count


@pytest.mark.slow
async def test_answers_that_nobody_reads_are_bounded_for_an_address(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNREAD_BYTES", LARGE * 5 // 4)
    stand.site.page("/large", _large)
    _, keeps = await _begun(stand)
    assert stand.server.connections == 1

    loser, loses = await _begun(stand)
    assert await _rest(loser) < LARGE
    assert stand.server.connections == 1

    keeps.transport.abort()
    loses.close()
    while stand.server.connections:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    reader, gets = await _begun(stand)
    assert await _rest(reader) > LARGE
    gets.close()
