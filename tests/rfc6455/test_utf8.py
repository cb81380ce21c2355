"""Section 8.1: text is UTF-8, whole, however it is cut."""

from __future__ import annotations

import pytest

from tests.rfc6455.raw import CONTINUATION, TEXT, Raw, frame

SAYING = "κόσμε ü 你好 🎉 \ufffd \uffff"


def text(word: bytes) -> bytes:
    """Return a request whose unknown operation is the word."""
    return b'{"id":7,"op":"' + word + b'"}'


def cut(payload: bytes, place: int) -> bytes:
    """Return the payload in two fragments."""
    return frame(TEXT, payload[:place], fin=False) + frame(CONTINUATION, payload[place:])


WHOLE = text(SAYING.encode())
EMOJI = WHOLE.index("🎉".encode())

READ: dict[str, list[bytes]] = {
    "in one frame": [frame(TEXT, WHOLE)],
    "a code point cut across fragments after one octet": [cut(WHOLE, EMOJI + 1)],
    "a code point cut across fragments after two octets": [cut(WHOLE, EMOJI + 2)],
    "a code point cut across fragments after three octets": [cut(WHOLE, EMOJI + 3)],
    "a code point cut across packets": [frame(TEXT, WHOLE)[: EMOJI + 8], frame(TEXT, WHOLE)[EMOJI + 8 :]],
    "in single octets": [bytes([byte]) for byte in frame(TEXT, WHOLE)],
    "a fragment for each octet": [
        b"".join(
            frame(CONTINUATION if place else TEXT, WHOLE[place : place + 1], fin=place == len(WHOLE) - 1)
            for place in range(len(WHOLE))
        )
    ],
}


@pytest.mark.parametrize("pieces", READ.values(), ids=list(READ))
async def test_a_text_of_many_scripts_is_read(raw: Raw, pieces: list[bytes]) -> None:
    await raw.send(*pieces)

    error = (await raw.answer(7))["error"]
    assert error["code"] == "operation.unknown"
    assert "你好 🎉" in error["detail"]


WRONG: dict[str, bytes] = {
    "a continuation octet alone": b"\x80",
    "two octets that say A": b"\xc1\x81",
    "an overlong slash": b"\xc0\xaf",
    "an overlong slash in three octets": b"\xe0\x80\xaf",
    "an overlong slash in four octets": b"\xf0\x80\x80\xaf",
    "a high surrogate": b"\xed\xa0\x80",
    "a low surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "beyond the last code point": b"\xf4\x90\x80\x80",
    "five octets": b"\xf8\x88\x80\x80\x80",
    "fe": b"\xfe",
    "ff": b"\xff",
    "a code point that ends early": b"\xe4\xbd",
    "a code point that another one interrupts": b"\xe4\xe4\xbd\xa0",
}


@pytest.mark.parametrize("word", WRONG.values(), ids=list(WRONG))
async def test_a_text_that_is_no_utf_8_closes_the_socket(raw: Raw, word: bytes) -> None:
    await raw.send(frame(TEXT, text(word)))

    assert (await raw.closed())[0] == 1007


async def test_a_fragment_that_is_no_utf_8_closes_the_socket(raw: Raw) -> None:
    await raw.send(cut(text(b"\xf4\x90\x80\x80"), 15))

    assert (await raw.closed())[0] == 1007


async def test_a_text_that_ends_within_a_code_point_closes_the_socket(raw: Raw) -> None:
    await raw.send(frame(TEXT, b"{}" + "🎉".encode()[:3]))

    assert (await raw.closed())[0] == 1007


async def test_a_nul_is_utf_8_but_no_json(raw: Raw) -> None:
    await raw.send(frame(TEXT, b"\0"))

    assert (await raw.answer(None))["error"]["code"] == "request.malformed"


async def test_an_empty_text_is_no_json(raw: Raw) -> None:
    await raw.send(frame(TEXT, b""))

    assert (await raw.answer(None))["error"]["code"] == "request.malformed"


async def test_a_byte_order_mark_is_no_json(raw: Raw) -> None:
    await raw.send(frame(TEXT, b"\xef\xbb\xbf" + text(b"x")))

    assert (await raw.answer(None))["error"]["code"] == "request.malformed"
