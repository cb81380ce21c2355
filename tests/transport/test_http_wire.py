"""Does one connection survive everything that a client, a proxy or an attacker may send?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.transport.stand import BODY, HOST, JSON, Stand, post, standing
from tokenim.catalogue import limits

H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as running:
        yield running


async def test_a_request_is_answered_and_the_connection_stays(stand: Stand) -> None:
    got = await stand.send(post(), post(b'{"text":"again"}'), pause=0.1)

    assert got.count(b"HTTP/1.1 201 Created") == 2
    assert b'"text":"hello"' in got
    assert b'"text":"again"' in got
    assert got.count(b"date: ") == 2


async def test_pipelined_requests_are_answered_in_order(stand: Stand) -> None:
    got = await stand.send(post(b'{"text":"slow"}') + post(b'{"text":"second"}'))

    assert got.count(b"201 Created") == 2
    assert got.index(b'"slow"') < got.index(b'"second"')


async def test_a_request_cut_into_single_bytes_is_read(stand: Stand) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    for byte in post():
        writer.write(bytes([byte]))
        await asyncio.sleep(0)
    head = await reader.readline()
    writer.close()

    assert head.startswith(b"HTTP/1.1 201")


@pytest.mark.parametrize("cut", [0, 1, 40, 200])
async def test_an_offer_of_h2c_does_not_lose_the_body(stand: Stand, cut: int) -> None:
    offered = post(extra=H2C)
    pieces = [offered[:cut], offered[cut:]] if cut else [offered]

    got = await stand.send(*pieces, pause=0.05)

    assert got.startswith(b"HTTP/1.1 201")
    assert b'"text":"hello"' in got


async def test_an_offer_of_h2c_is_ignored_on_a_later_request_too(stand: Stand) -> None:
    chunked = (
        b"POST /v1/shelves/s1/things HTTP/1.1\r\n" + HOST + JSON + H2C
        + b"Transfer-Encoding: chunked\r\n\r\n10\r\n" + BODY + b"\r\n0\r\n\r\n"
    )  # fmt: skip

    got = await stand.send(post(), post(extra=H2C), chunked, post(b'{"text":"last"}'), pause=0.1)

    assert got.count(b"201 Created") == 4
    assert b'"text":"last"' in got


async def test_a_socket_path_goes_to_the_socket_protocol(stand: Stand) -> None:
    line = b"GET /v1/ws?a=b HTTP/1.1\r\n" + HOST + b"\r\n" + b"x" * 100

    got = await stand.send(line)

    assert got.replace(b"<", b"").replace(b">", b"") == line


async def test_a_pooled_connection_can_become_a_socket(stand: Stand) -> None:
    upgrade = b"GET /v1/ws HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

    got = await stand.send(post(), upgrade, pause=0.1)

    assert got.startswith(b"HTTP/1.1 201")
    assert got.endswith(b">")
    assert b"<GET /v1/ws HTTP/1.1\r\n" in got


async def test_a_websocket_elsewhere_is_served_as_a_plain_request(stand: Stand) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

    got = await stand.send(b"GET /v1/nowhere HTTP/1.1\r\n" + HOST + upgrade)

    assert got.startswith(b"HTTP/1.1 404")


SMUGGLED = {
    "both lengths": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "two lengths": b"Content-Length: 16\r\nContent-Length: 4\r\n",
    "a signed length": b"Content-Length: +16\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n",
    "chunked not last": b"Transfer-Encoding: chunked, identity\r\n",
    "a blank before the colon": b"Content-Length : 16\r\n",
    "a folded header": b"X-A: b\r\n c: d\r\nContent-Length: 16\r\n",
}


@pytest.mark.parametrize("headers", SMUGGLED.values(), ids=list(SMUGGLED))
async def test_a_request_that_two_servers_would_read_differently_is_refused(
    stand: Stand, headers: bytes
) -> None:
    got = await stand.send(
        b"POST /v1/shelves/s1/things HTTP/1.1\r\n" + HOST + JSON + headers + b"\r\n" + BODY
    )

    assert got.startswith(b"HTTP/1.1 400")
    assert b'"code":"request.malformed"' in got
    assert b"201" not in got


@pytest.mark.parametrize(
    "noise", [b"\x16\x03\x01\x02\x00\x01\n", b"hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
)
async def test_what_is_no_http_is_refused(stand: Stand, noise: bytes) -> None:
    got = await stand.send(noise)

    assert got.startswith(b"HTTP/1.1 400")
    assert b"connection: close" in got


async def test_connect_is_refused(stand: Stand) -> None:
    got = await stand.send(b"CONNECT example.com:80 HTTP/1.1\r\n" + HOST + b"\r\n")

    assert got.startswith((b"HTTP/1.1 405", b"HTTP/1.1 400"))


async def test_garbage_after_a_request_does_not_take_its_answer(stand: Stand) -> None:
    got = await stand.send(post(b'{"text":"slow"}'), b"\x00\x01garbage\r\n\r\n")

    assert got.startswith(b"HTTP/1.1 201")
    assert got.count(b"HTTP/1.1") == 2
    assert b"HTTP/1.1 400" in got


async def test_a_body_announced_as_too_large_is_refused_before_it_comes(stand: Stand) -> None:
    head = b"POST /v1/shelves/s1/things HTTP/1.1\r\n" + HOST + JSON
    got = await stand.send(head + b"Content-Length: %d\r\n\r\n" % (limits.BODY_BYTES + 1))

    assert got.startswith(b"HTTP/1.1 413")
    assert b'"code":"request.too_large"' in got


async def test_after_a_body_that_was_too_large_the_connection_goes_on(stand: Stand) -> None:
    large = post(b'{"text":"' + b"x" * limits.BODY_BYTES + b'"}')

    got = await stand.send(large, post())

    assert got.startswith(b"HTTP/1.1 413")
    assert b"HTTP/1.1 201" in got


async def test_a_chunked_body_is_refused_when_it_becomes_too_large(stand: Stand) -> None:
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    head = b"POST /v1/shelves/s1/things HTTP/1.1\r\n" + HOST + JSON + b"Transfer-Encoding: chunked\r\n\r\n"

    got = await stand.send(head, *[chunk] * (limits.BODY_BYTES // 0x8000 + 2))

    assert got.startswith(b"HTTP/1.1 413")


async def test_an_endless_body_is_cut_off(stand: Stand) -> None:
    head = b"POST /v1/shelves/s1/things HTTP/1.1\r\n" + HOST + JSON + b"Content-Length: 999999999\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(head)
    assert (await reader.readline()).startswith(b"HTTP/1.1 413")

    with pytest.raises(ConnectionError):
        await _flood(writer)


@pytest.mark.parametrize("pieces", [1, 40])
async def test_a_head_that_is_too_large_is_refused(stand: Stand, pieces: int) -> None:
    filler = b"X-Filler: " + b"a" * 1000 + b"\r\n"
    parts = [filler * 70] if pieces == 1 else [filler * 2] * pieces

    got = await stand.send(b"GET /v1/shelves/mine HTTP/1.1\r\n" + HOST, *parts, pause=0.001)

    assert got.startswith(b"HTTP/1.1 431")
    assert b'"code":"request.header_too_large"' in got


async def test_a_single_header_without_end_is_refused(stand: Stand) -> None:
    got = await stand.send(b"GET /v1/x HTTP/1.1\r\nX-Long: ", *[b"a" * 20_000] * 3, pause=0.02)

    assert got.startswith(b"HTTP/1.1 431")


async def _flood(writer: asyncio.StreamWriter) -> None:
    for _ in range(200):
        writer.write(b"x" * 65536)
        await writer.drain()
        await asyncio.sleep(0.005)
