"""Sections 4.1, 4.2 and 1.9: the request that opens a socket, and what is refused before it opens."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.rfc6455.raw import KEY, TEXT, Raw, frame, handshake
from tests.rfc6455.site import Site, hello, request


async def answered(site: Site, *pieces: bytes) -> bytes:
    """Return the head of the answer to a handshake."""
    raw = await Raw.connect(site.port)
    await raw.send(*pieces)
    head = await raw.head()
    raw.leave()
    return head


OPENED: dict[str, bytes] = {
    "as it should be": handshake(),
    "other capitals": handshake().replace(b"Upgrade: websocket", b"UPGRADE: WebSocket"),
    "several words in Connection": handshake(Connection="keep-alive, Upgrade"),
    "our subprotocol": handshake(Sec_WebSocket_Protocol="tokenim.v1.json"),
    "one of several subprotocols": handshake(Sec_WebSocket_Protocol="chat, tokenim.v1.json"),
    "the own origin": handshake(Host="chat.example", Origin="https://chat.example"),
    "extensions that are not spoken": handshake(Sec_WebSocket_Extensions="permessage-deflate; x=1"),
    "a query": handshake().replace(b"/v1/ws", b"/v1/ws?from=here"),
}


@pytest.mark.parametrize("sent", OPENED.values(), ids=list(OPENED))
async def test_4_2_2_a_socket_is_opened(site: Site, sent: bytes) -> None:
    head = await answered(site, sent)

    assert head.startswith(b"HTTP/1.1 101")
    accept = base64.b64encode(hashlib.sha1(KEY.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    assert b"sec-websocket-accept: " + accept.lower() in head.lower()
    assert b"sec-websocket-extensions" not in head.lower()


async def test_4_2_2_the_subprotocol_that_was_chosen_is_named(site: Site) -> None:
    head = await answered(site, handshake(Sec_WebSocket_Protocol="chat, tokenim.v1.msgpack, tokenim.v1.json"))

    assert b"sec-websocket-protocol: tokenim.v1.msgpack\r\n" in head.lower()


async def test_4_1_a_handshake_cut_into_octets_is_read(site: Site) -> None:
    head = await answered(site, *(bytes([byte]) for byte in handshake()))

    assert head.startswith(b"HTTP/1.1 101")


async def test_4_1_frames_in_the_packet_of_the_handshake_are_read(site: Site) -> None:
    raw = await Raw.connect(site.port)

    await raw.send(handshake(site.token) + frame(TEXT, b'{"id":0,"op":"hello"}') + request())

    assert (await raw.head()).startswith(b"HTTP/1.1 101")
    assert "ok" in await raw.answer(0)
    assert "ok" in await raw.answer(7)
    raw.leave()


REFUSED: dict[str, tuple[bytes, int]] = {
    "no upgrade": (handshake(Upgrade=None), 426),
    "another upgrade": (handshake(Upgrade="h2c"), 426),
    "no connection": (handshake(Connection=None), 426),
    "a connection that does not upgrade": (handshake(Connection="close"), 426),
    "no key": (handshake(Sec_WebSocket_Key=None), 400),
    "an empty key": (handshake(Sec_WebSocket_Key=""), 400),
    "a key that is no base64": (handshake(Sec_WebSocket_Key="!" * 24), 400),
    "a short key": (handshake(Sec_WebSocket_Key=base64.b64encode(b"short").decode()), 400),
    "a long key": (handshake(Sec_WebSocket_Key=base64.b64encode(bytes(32)).decode()), 400),
    "no version": (handshake(Sec_WebSocket_Version=None), 426),
    "an old version": (handshake(Sec_WebSocket_Version="8"), 426),
    "a version to come": (handshake(Sec_WebSocket_Version="14"), 426),
    "a foreign origin": (handshake(Origin="https://evil.example"), 403),
    "the origin null": (handshake(Origin="null"), 403),
    "an origin that only ends alike": (handshake(Host="chat.example", Origin="https://evilchat.example"), 403),
    "an origin that only begins alike": (handshake(Host="chat.example", Origin="https://chat.example.evil"), 403),
    "an origin on another port": (handshake(Host="chat.example", Origin="https://chat.example:444"), 403),
    "no host": (handshake(Host=None), 400),
    "unknown subprotocols only": (handshake(Sec_WebSocket_Protocol="chat, superchat"), 400),
    "credentials of another kind": (handshake(Authorization="Basic dTpw"), 401),
    "another method": (handshake().replace(b"GET ", b"POST "), 405),
    "an old HTTP": (handshake().replace(b"HTTP/1.1", b"HTTP/1.0"), 426),
    "an unknown version of the API": (handshake().replace(b"/v1/", b"/v999/"), 404),
    "a head without end": (b"GET /v1/ws HTTP/1.1\r\n" + b"X: " + b"x" * 70_000 + b"\r\n\r\n", 431),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "status"), REFUSED.values(), ids=list(REFUSED))
async def test_4_2_1_a_wrong_handshake_is_refused(site: Site, sent: bytes, status: int) -> None:
    head = await answered(site, sent)

    assert head.startswith(b"HTTP/1.1 %d" % status)
    assert b"application/problem+json" in head.lower()


async def test_4_4_a_refusal_of_the_version_names_the_one_that_is_spoken(site: Site) -> None:
    head = await answered(site, handshake(Sec_WebSocket_Version="8"))

    assert b"sec-websocket-version: 13\r\n" in head.lower()


async def test_4_1_a_token_in_the_address_lets_nobody_in(site: Site) -> None:
    raw = await Raw.connect(site.port)
    target = b"/v1/ws?access_token=" + site.token.encode() + b"&token=" + site.token.encode()

    await raw.send(handshake().replace(b"/v1/ws", target) + request())

    assert (await raw.head()).startswith(b"HTTP/1.1 101")
    assert (await raw.answer(7))["error"]["code"] == "socket.hello_required"
    raw.leave()


async def test_4_1_a_healthy_socket_is_opened_after_all_that(site: Site) -> None:
    raw = await Raw.opened(site.port, site.token)

    await hello(raw)
    await raw.send(request())

    assert "ok" in await raw.answer(7)
    raw.leave()


async def test_4_2_1_a_header_without_a_colon_is_refused(site: Site) -> None:
    head = await answered(site, handshake().replace(b"Upgrade: ", b"Upgrade "))

    assert head.startswith(b"HTTP/1.1 400")


async def test_4_1_a_head_that_never_ends_opens_nothing(site: Site) -> None:
    raw = await Raw.connect(site.port)

    await raw.send(handshake()[:-2])

    with pytest.raises(TimeoutError):
        await raw.head(within=1)
    raw.leave()
