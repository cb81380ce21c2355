"""Sections 5.5, 7.1 and 7.4: ping, pong, close, and the codes that a close may have."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.rfc6455.raw import CLOSE, CONTINUATION, PING, PONG, TEXT, Frame, Raw, close, declared, frame
from tests.rfc6455.site import Site, hello, request, text
from tokenim.catalogue.closes import CLOSES

PINGS: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"a",
    "no utf-8": b"\xff\xfe\x00",
    "a text": b'{"id":1,"op":"users.me"}',
    "125 bytes": bytes(range(125)),
}


@pytest.mark.parametrize("payload", PINGS.values(), ids=list(PINGS))
async def test_5_5_2_a_ping_is_answered_with_its_payload(raw: Raw, payload: bytes) -> None:
    await raw.send(frame(PING, payload))

    assert await raw.frame() == Frame(fin=True, opcode=PONG, payload=payload)


async def test_5_5_2_a_ping_cut_into_octets_is_answered(raw: Raw) -> None:
    await raw.send(*(bytes([byte]) for byte in frame(PING, b"hello")))

    assert await raw.frame() == Frame(fin=True, opcode=PONG, payload=b"hello")


async def test_5_5_2_ten_pings_in_one_packet_are_answered_in_order(raw: Raw) -> None:
    await raw.send(b"".join(frame(PING, b"%d" % number) for number in range(10)))

    for number in range(10):
        assert await raw.frame() == Frame(fin=True, opcode=PONG, payload=b"%d" % number)


async def test_5_5_2_a_ping_within_a_fragmented_message_is_answered_first(raw: Raw) -> None:
    await raw.send(frame(TEXT, text()[:9], fin=False) + frame(PING, b"now"))

    assert await raw.frame() == Frame(fin=True, opcode=PONG, payload=b"now")
    await raw.send(frame(CONTINUATION, text()[9:]))
    assert "ok" in await raw.answer(7)


@pytest.mark.parametrize("payload", [b"", b"unasked", bytes(125)], ids=["empty", "text", "125 bytes"])
async def test_5_5_3_a_pong_that_nobody_asked_for_is_ignored(raw: Raw, payload: bytes) -> None:
    await raw.send(frame(PONG, payload) + request())

    assert "ok" in await raw.answer(7)


TOO_LONG: dict[str, bytes] = {
    "a ping of 126 bytes": frame(PING, bytes(126)),
    "a pong of 126 bytes": frame(PONG, bytes(126)),
    "a close of 126 bytes": close(1000, b"r" * 124),
    "a ping of 65,536 bytes": frame(PING, bytes(65_536)),
    "a ping of few bytes in sixteen bits": declared(PING, 126, b"\0\3", b"abc"),
    "a close of few bytes in 64 bits": declared(CLOSE, 127, bytes(7) + b"\2", b"\x03\xe8"),
}


@pytest.mark.parametrize("sent", TOO_LONG.values(), ids=list(TOO_LONG))
async def test_5_5_a_control_frame_that_is_too_long_closes_the_socket(raw: Raw, sent: bytes) -> None:
    await raw.send(sent)

    assert (await raw.closed())[0] == 1002


GOOD = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
NO_CODE = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)


@pytest.mark.parametrize("code", GOOD)
async def test_7_4_a_close_is_answered_with_its_code(raw: Raw, code: int) -> None:
    await raw.send(close(code, b"bye"))

    assert (await raw.closed())[0] == code


@pytest.mark.parametrize("code", NO_CODE)
async def test_7_4_a_code_that_no_endpoint_may_send_is_a_protocol_error(raw: Raw, code: int) -> None:
    await raw.send(close(code))

    assert (await raw.closed())[0] == 1002


async def test_7_1_5_a_close_without_a_code_is_answered(raw: Raw) -> None:
    await raw.send(close())

    assert (await raw.closed())[0] == 1000


async def test_5_5_1_a_close_of_one_byte_is_a_protocol_error(raw: Raw) -> None:
    await raw.send(frame(CLOSE, b"\x03"))

    assert (await raw.closed())[0] == 1002


async def test_5_5_1_a_reason_of_123_bytes_is_allowed(raw: Raw) -> None:
    await raw.send(close(1000, b"r" * 123))

    assert (await raw.closed())[0] == 1000


@pytest.mark.parametrize("reason", [b"\xff", b"caf\xc3", b"\xed\xa0\x80", b"\xc0\xaf"])
async def test_7_1_6_a_reason_that_is_no_utf_8_is_refused(raw: Raw, reason: bytes) -> None:
    await raw.send(close(1000, reason))

    assert (await raw.closed())[0] == 1007


async def test_5_5_1_a_close_within_a_fragmented_message_is_answered(raw: Raw) -> None:
    await raw.send(frame(TEXT, text()[:9], fin=False) + close(1000))

    assert (await raw.closed())[0] == 1000


AFTER: dict[str, bytes] = {
    "a request": request(),
    "a ping": frame(PING, b"p"),
    "another close": close(1001),
    "a broken frame": frame(3, b"x"),
    "garbage": b"\x00\xff" * 50,
}


@pytest.mark.parametrize("sent", AFTER.values(), ids=list(AFTER))
async def test_5_5_1_what_comes_after_a_close_is_ignored(raw: Raw, sent: bytes) -> None:
    await raw.send(close(1000) + sent)

    got = await raw.frame()
    assert got is not None
    assert got.opcode == CLOSE
    assert await raw.frame() is None


async def test_5_5_1_a_request_before_the_close_is_still_answered(raw: Raw) -> None:
    await raw.send(request() + request(8) + frame(PING) + close(1000))

    kinds = []
    while (got := await raw.frame()) is not None:
        kinds.append(got.opcode)
    assert kinds[-1] == CLOSE
    assert PONG in kinds


async def test_7_4_a_close_by_the_server_says_why_in_its_reason(raw: Raw) -> None:
    await raw.send(frame(2, b"binary"))

    code, reason = await raw.closed()
    assert json.loads(reason)["code"] == CLOSES[code].name == "unsupported_data"


async def test_7_1_1_a_client_that_hangs_up_without_a_word_disturbs_nobody(raw: Raw, site: Site) -> None:
    others = [await Raw.opened(site.port, site.token) for _ in range(10)]
    for other in others:
        await hello(other)

    for number, other in enumerate(others):
        await other.send(request()[: 2 + number])
        other.leave()
    await asyncio.sleep(0.05)

    await raw.send(request())
    assert "ok" in await raw.answer(7)


async def test_7_1_1_a_client_that_does_not_answer_a_close_is_cut_off(raw: Raw) -> None:
    await raw.send(frame(2, b"binary"))

    got = await raw.frame()
    assert got is not None
    assert got.opcode == CLOSE
    await asyncio.sleep(1.5)
    assert await raw.frame() is None
