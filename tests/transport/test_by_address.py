"""Is it bounded what one address may open, and does it learn so?"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from pathlib import Path

import pytest

from tests.transport.stand import HOST, JSON, Stand, standing
from tokenim.catalogue import limits
from tokenim.kernel.addresses import Proxies
from tokenim.kernel.ratelimit import Policy
from tokenim.transport.by_address import CUT_COSTS, ByAddress
from tokenim.transport.pace import REST_SECONDS

NEVER = 1e-9
MINE = b"GET /v1/shelves/mine HTTP/1.1\r\n" + HOST + b"Authorization: Bearer alice\r\n\r\n"
SOCKET = b"GET /v1/ws HTTP/1.1\r\n" + HOST + b"\r\n"


async def _asked(stand: Stand, request: bytes) -> tuple[bytes, asyncio.StreamWriter]:
    """Return the first bytes of the answer over a new connection, which stays open."""
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(request)
    return await reader.read(65_536), writer


@pytest.mark.slow
@pytest.mark.parametrize("request_", [MINE, SOCKET])
async def test_who_connects_too_often_is_told_so_unheard(tmp_path: Path, request_: bytes) -> None:
    rare = ByAddress(connections=Policy("connections", 0.01, 2))
    async with standing(tmp_path, by_address=rare) as stand:
        for _ in range(2):
            assert (await stand.send(MINE)).startswith(b"HTTP/1.1 200")
        reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
        writer.write(request_)
        got = await asyncio.wait_for(reader.read(), 10)
        writer.close()

    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 429")
    assert b'ratelimit-policy: "connections";q=2;w=200' in head
    assert b"connection: close" in head
    problem = json.loads(body)
    assert (problem["code"], problem["limit"]) == ("rate.limited", "connections")
    assert 90_000 < problem["retry_after_ms"] <= 100_001


async def test_a_flood_from_somebody_who_connects_too_often_is_not_read(tmp_path: Path) -> None:
    rare = ByAddress(connections=Policy("connections", NEVER, 1))
    async with standing(tmp_path, by_address=rare) as stand:
        await stand.send(MINE)
        _, writer = await asyncio.open_connection("127.0.0.1", stand.port)
        writer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
        writer.transport.set_write_buffer_limits(0)
        flood = bytes(50_000_000)
        writer.write(flood)
        await asyncio.sleep(0.3)
        assert writer.transport.get_write_buffer_size() > len(flood) - 10_000_000
        writer.transport.abort()


def test_who_was_cut_off_pays_for_it_with_connections() -> None:
    counts = ByAddress(connections=Policy("connections", NEVER, CUT_COSTS + 2))
    assert counts.opened("192.0.2.1") is None
    counts.cut("192.0.2.1")
    assert counts.opened("192.0.2.1") is None
    assert counts.opened("192.0.2.1") is not None
    assert counts.opened("192.0.2.2") is None


async def test_an_address_has_so_many_http_connections_and_no_more(tmp_path: Path) -> None:
    async with standing(tmp_path, by_address=ByAddress(most=2)) as stand:
        held = [await _asked(stand, MINE) for _ in range(2)]
        assert all(answer.startswith(b"HTTP/1.1 200") for answer, _ in held)
        assert await _refused(stand)

        held[0][1].close()
        while await _refused(stand):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        held[1][1].close()


async def _refused(stand: Stand) -> bool:
    try:
        answer, writer = await _asked(stand, MINE)
    except ConnectionError:
        return True
    writer.close()
    return not answer


async def test_a_socket_is_no_http_connection_any_more(tmp_path: Path) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    async with standing(tmp_path, by_address=ByAddress(most=1)) as stand:
        _, direct = await _asked(stand, SOCKET)
        _, pooled = await _asked(stand, MINE)
        pooled.write(SOCKET[:-2] + upgrade)
        while await _refused(stand):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        direct.close()
        pooled.close()


async def test_a_proxy_that_is_believed_is_no_address(tmp_path: Path) -> None:
    proxied = ByAddress(
        Proxies("127.0.0.1"), connections=Policy("connections", NEVER, 1), most=1, strangers=Policy("a", 1, 9)
    )
    async with standing(tmp_path, by_address=proxied) as stand:
        for _ in range(3):
            answer, writer = await _asked(stand, MINE)
            assert answer.startswith(b"HTTP/1.1 200")
            writer.close()
        assert b"ratelimit" not in await stand.send(b"nonsense\r\n\r\n")


async def test_what_is_no_request_counts_as_one_without_a_token(tmp_path: Path) -> None:
    strangers = ByAddress(strangers=Policy("anonymous_calls", NEVER, 5))
    async with standing(tmp_path, by_address=strangers) as stand:
        left = []
        for broken in (
            b"nonsense\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"POST /v1/x HTTP/1.1\r\n" + HOST + JSON * 2,
        ):
            head = (await stand.send(broken + b"\r\n")).lower()
            assert head.startswith(b"http/1.1 400")
            assert b'ratelimit-policy: "anonymous_calls";q=5;w=' in head
            left.append(head.partition(b'ratelimit: "anonymous_calls";r=')[2][:1])
        assert left == [b"4", b"3", b"2"]


def test_ipv6_counts_by_its_network() -> None:
    counts = ByAddress(most=1)
    first, second = counts.key("2001:db8::1"), counts.key("2001:db8::2")

    counts.opened(first)
    assert not counts.is_full(first)
    counts.opened(second)
    assert counts.is_full(first)
    counts.closed(second)
    assert not counts.is_full(first)
    assert not counts.is_full(counts.key("2001:db8:0:1::1"))


def test_nothing_is_left_of_an_address_that_is_gone() -> None:
    counts = ByAddress()
    counts.opened("192.0.2.1")
    counts.unread("192.0.2.1", 5)
    assert counts.unread("192.0.2.1", limits.UNREAD_BYTES - 5)
    assert not counts.unread("192.0.2.1", 1)

    counts.taken("192.0.2.1", limits.UNREAD_BYTES + 1)
    counts.closed("192.0.2.1")
    counts.closed("192.0.2.1")

    assert counts._open == counts._unread == {}


async def test_a_flood_that_is_no_http_is_read_slowly_and_costs_connections(tmp_path: Path) -> None:
    counts = ByAddress(connections=Policy("connections", NEVER, CUT_COSTS + 2))
    async with standing(tmp_path, by_address=counts) as stand:
        seconds = await asyncio.to_thread(flood, stand.port)
        assert seconds > 2 * REST_SECONDS
        for status in (b"200", b"429"):
            answer, writer = await _asked(stand, MINE)
            assert answer.startswith(b"HTTP/1.1 " + status)
            writer.close()


def flood(port: int) -> float:
    """Send what is no HTTP until the server hangs up, and return how many seconds that took."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line, pytest.raises(ConnectionError):
        line.sendall(b"nonsense\r\n\r\n" * 2_000_000)
    return time.monotonic() - began
