"""Is a head refused that another reader could understand differently?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.transport.stand import Stand, standing

HEADS: dict[str, bytes] = {
    "no Host": b"GET /versions HTTP/1.1\r\n\r\n",
    "two Hosts": b"GET /versions HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "two Hosts in HTTP/1.0": b"GET /versions HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
    "a coding before chunked": b"POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunked in HTTP/1.0": b"POST /v1/auth/login HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/0.9": b"GET /versions HTTP/0.9\r\nHost: a\r\n\r\n",
    "two tokens": b"GET /v1/users/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "two keys": b"POST /v1/conversations HTTP/1.1\r\nHost: a\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n"
    b"Content-Length: 0\r\n\r\n",
}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as stand:
        yield stand


@pytest.mark.parametrize("head", HEADS.values(), ids=list(HEADS))
async def test_a_head_with_two_meanings_is_refused_and_the_connection_ends(stand: Stand, head: bytes) -> None:
    got = await stand.send(head + b"GET /versions HTTP/1.1\r\nHost: a\r\n\r\n")

    assert got.startswith(b"HTTP/1.1 400")
    assert got.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "head", [b"GET /versions HTTP/1.0\r\n\r\n", b"GET /versions HTTP/1.1\r\nHost: a\r\n\r\n"]
)
async def test_a_plain_head_is_read(stand: Stand, head: bytes) -> None:
    assert (await stand.send(head)).startswith(b"HTTP/1.1 ")
