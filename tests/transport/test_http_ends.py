"""Does a connection end when it should, and not before?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.transport.stand import BODY, HOST, JSON, Stand, post, standing
from tokenim.catalogue import limits
from tokenim.transport import sniffer
from tokenim.transport.http import connection


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as running:
        yield running


async def test_whoever_says_nothing_is_hung_up_on(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(b"GET /v1/sh")
    await asyncio.sleep(0.05)
    _let_time_pass(monkeypatch, sniffer.LINE_SECONDS + 1)

    got = await asyncio.wait_for(reader.read(), 3)
    writer.close()

    assert got == b""


async def test_a_body_that_does_not_come_is_refused(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(post()[:-3])
    await asyncio.sleep(0.05)
    _let_time_pass(monkeypatch, connection.READ_SECONDS + 1)

    got = await asyncio.wait_for(reader.read(), 3)
    writer.close()

    assert got.startswith(b"HTTP/1.1 408")
    assert b'"code":"request.timeout"' in got


async def test_an_idle_connection_is_closed_in_the_end(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(post())
    await reader.readuntil(b'"language":"en"}')
    _let_time_pass(monkeypatch, connection.IDLE_SECONDS + 1)

    assert await asyncio.wait_for(reader.read(), 3) == b""
    assert stand.server.connections == 0
    writer.close()


async def test_a_connection_is_idle_too_after_a_body_that_nobody_read(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    large = post(b"x" * (limits.BODY_BYTES + 1))
    writer.write(large[:300])
    await reader.readuntil(b'"retryable":false}')
    writer.write(large[300:])
    await writer.drain()
    await asyncio.sleep(0.1)
    _let_time_pass(monkeypatch, connection.IDLE_SECONDS + 1)

    assert await asyncio.wait_for(reader.read(), 3) == b""
    writer.close()


async def test_a_body_is_asked_for_with_100_continue(stand: Stand) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    whole = post(extra=b"Expect: 100-continue\r\n")
    writer.write(whole[: -len(BODY)])
    assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"
    writer.write(BODY)
    await reader.readline()

    assert (await reader.readline()).startswith(b"HTTP/1.1 201")
    writer.close()


async def test_a_body_that_is_refused_before_it_was_asked_for_ends_the_connection(stand: Stand) -> None:
    expects = b"Expect: 100-continue\r\nContent-Length: 999999\r\n"

    got = await stand.send(b"POST /v1/shelves/s1/things HTTP/1.1\r\n" + HOST + JSON + expects + b"\r\n")

    assert got.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in got


async def test_a_client_that_only_stops_sending_gets_its_answer(stand: Stand) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(post(b'{"text":"slow"}'))
    writer.write_eof()

    got = await reader.read()
    writer.close()

    assert got.startswith(b"HTTP/1.1 201")


async def test_a_stop_lets_the_request_on_its_way_end(stand: Stand) -> None:
    idle, idle_writer = await asyncio.open_connection("127.0.0.1", stand.port)
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    idle_writer.write(post())
    await idle.readuntil(b'"language":"en"}')
    writer.write(post(b'{"text":"slow"}'))
    await asyncio.sleep(0.05)

    await stand.server.stop(2)

    got = await reader.read()
    assert got.startswith(b"HTTP/1.1 201")
    assert b"connection: close" in got
    assert await idle.read() == b""
    assert stand.server.connections == 0
    writer.close()
    idle_writer.close()


def _let_time_pass(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = time.monotonic
    monkeypatch.setattr("tokenim.transport.idle_timeouts.time.monotonic", lambda: real() + seconds)
