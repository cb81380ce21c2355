"""Is an origin allowed by the same rule wherever a browser comes from it?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.rfc6455.raw import handshake
from tests.system.stand import running
from tokenim.transport.allowed_origins import AllowedOrigins

SETTING = " https://App.example/ ,http://localhost:5173,"


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("https://app.example", "", True),
        ("HTTPS://APP.example", "", True),
        ("http://localhost:5173", "", True),
        ("http://localhost:5174", "", False),
        ("https://app.example.evil", "", False),
        ("null", "", False),
        ("", "", False),
        ("http://Chat.example", "chat.example", True),
        ("https://chat.example:444", "chat.example", False),
    ],
)
def test_an_origin_is_allowed_by_name_or_as_the_servers_own(origin: str, host: str, allowed: bool) -> None:
    assert AllowedOrigins(SETTING).allow(origin, host=host) is allowed


def test_a_star_allows_any() -> None:
    assert AllowedOrigins("https://a.example, *").allow("null")


async def _answer(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return head


@pytest.mark.parametrize("origin", ["https://app.example", "https://APP.EXAMPLE", "https://evil.example"])
async def test_http_and_sockets_agree(tmp_path: Path, origin: str) -> None:
    async with running(tmp_path, allowed_origins=SETTING) as stand:
        asked = f"GET /v1/users/me HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\n\r\n".encode()
        read = b"access-control-allow-origin" in await _answer(stand.node.port, asked)
        connected = (await _answer(stand.node.port, handshake(Origin=origin))).startswith(b"HTTP/1.1 101")

    assert read is connected is ("evil" not in origin)
