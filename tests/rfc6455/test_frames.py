"""Sections 5.1 to 5.4, 5.8 and 10.4: masks, lengths, reserved bits and opcodes, fragments, sizes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.rfc6455.raw import BINARY, CLOSE, CONTINUATION, MASK, PING, PONG, TEXT, Raw, declared, frame
from tests.rfc6455.site import request, text
from tokenim.catalogue import limits

MOST = int(limits.FRAME_BYTES)
TOLERATED = int(limits.FRAME_BYTES_AT_MOST)
BODY = text()


def parts(*cuts: int, payload: bytes = BODY, kind: int = TEXT, between: bytes = b"") -> bytes:
    """Return the payload in fragments cut at these places."""
    places = [0, *cuts, len(payload)]
    pieces = [payload[start:end] for start, end in pairwise(places)]
    frames = [
        frame(CONTINUATION if number else kind, piece, fin=number == len(pieces) - 1)
        for number, piece in enumerate(pieces)
    ]
    return between.join(frames)


ANSWERED: dict[str, list[bytes]] = {
    "5.2 a length in seven bits": [request(size=125)],
    "5.2 a length in sixteen bits": [request(size=126)],
    "5.2 127 bytes": [request(size=127)],
    "5.2 65,535 bytes": [request(size=65_535)],
    "10.4 a frame of exactly the limit, in 64 bits": [request(size=MOST)],
    "5.3 a mask of zeros": [frame(TEXT, BODY, mask=b"\0\0\0\0")],
    "5.3 a mask of ones": [frame(TEXT, BODY, mask=b"\xff\xff\xff\xff")],
    "5.3 another mask for each frame": [
        frame(TEXT, BODY[:9], fin=False, mask=b"\1\2\3\4") + frame(CONTINUATION, BODY[9:], mask=b"\5\6\7\x08")
    ],
    "5.2 cut into single octets": [bytes([byte]) for byte in request()],
    "5.2 cut within the head": [request()[:1], request()[1:]],
    "5.2 cut between head and mask": [request()[:2], request()[2:]],
    "5.2 cut within the mask": [request()[:4], request()[4:]],
    "5.2 cut after the mask": [request()[:6], request()[6:]],
    "5.2 cut within the payload": [request()[:20], request()[20:]],
    "5.2 cut within a long length": [request(size=300)[:3], request(size=300)[3:]],
    "5.2 cut within a very long length": [request(size=MOST)[:7], request(size=MOST)[7:]],
    "5.2 a long frame in pieces of 997 octets": [
        request(size=MOST)[place : place + 997] for place in range(0, MOST + 14, 997)
    ],
    "5.4 two fragments": [parts(12)],
    "5.4 two fragments in two packets": [parts(12)[:20], parts(12)[20:]],
    "5.4 ten fragments": [parts(*range(3, 30, 3))],
    "5.4 a fragment for each octet": [parts(*range(1, len(BODY)))],
    "5.4 an empty first fragment": [parts(0)],
    "5.4 an empty fragment in the middle": [parts(12, 12)],
    "5.4 an empty last fragment": [parts(len(BODY))],
    "5.4 only empty ones around the whole": [parts(0, 0, len(BODY), len(BODY))],
    "5.4 a ping between two fragments": [parts(12, between=frame(PING, b"p"))],
    "5.4 a pong between two fragments": [parts(12, between=frame(PONG, b"p"))],
    "5.4 a ping between ten fragments": [parts(*range(3, 30, 3), between=frame(PING, b"p"))],
    "5.4 fragments of exactly the limit": [parts(30_000, payload=text(size=MOST))],
    "5.4 two fragmented messages": [parts(12, payload=text(6)) + parts(12)],
}


@pytest.mark.parametrize("pieces", ANSWERED.values(), ids=list(ANSWERED))
async def test_a_request_is_answered(raw: Raw, pieces: list[bytes]) -> None:
    await raw.send(*pieces)

    assert "ok" in await raw.answer(7)


async def test_pipelined_requests_in_one_packet_are_all_answered(raw: Raw) -> None:
    await raw.send(b"".join(request(id_) for id_ in range(1, 101)))

    assert await raw.answers(100) == set(range(1, 101))


async def test_requests_cut_across_packets_are_all_answered(raw: Raw) -> None:
    stream = b"".join(request(id_) for id_ in range(1, 51))

    await raw.send(*(stream[place : place + 61] for place in range(0, len(stream), 61)))

    assert await raw.answers(50) == set(range(1, 51))


LONG = text(size=TOLERATED + 1)

CLOSED: dict[str, tuple[bytes, int]] = {
    "5.1 an unmasked text": (frame(TEXT, BODY, mask=None), 1002),
    "5.1 an unmasked ping": (frame(PING, b"p", mask=None), 1002),
    "5.1 an unmasked close": (frame(CLOSE, b"\x03\xe8", mask=None), 1002),
    "5.1 an unmasked empty text": (frame(TEXT, b"", mask=None), 1002),
    "5.2 rsv1 on a text": (frame(TEXT, BODY, rsv=4), 1002),
    "5.2 rsv2 on a text": (frame(TEXT, BODY, rsv=2), 1002),
    "5.2 rsv3 on a text": (frame(TEXT, BODY, rsv=1), 1002),
    "5.2 all three on a text": (frame(TEXT, BODY, rsv=7), 1002),
    "5.2 rsv1 on a ping": (frame(PING, b"p", rsv=4), 1002),
    "5.2 rsv2 on a pong": (frame(PONG, b"p", rsv=2), 1002),
    "5.2 rsv3 on a close": (frame(CLOSE, b"\x03\xe8", rsv=1), 1002),
    "5.2 rsv1 on a binary": (frame(BINARY, b"b", rsv=4), 1002),
    "5.2 rsv1 on a continuation": (
        frame(TEXT, BODY[:9], fin=False) + frame(CONTINUATION, BODY[9:], rsv=4),
        1002,
    ),
    "5.2 a short length in sixteen bits": (declared(TEXT, 126, b"\0\5", b"hello"), 1002),
    "5.2 a short length in 64 bits": (declared(TEXT, 127, bytes(7) + b"\5", b"hello"), 1002),
    "5.2 a sixteen bit length in 64 bits": (declared(TEXT, 127, (300).to_bytes(8, "big"), bytes(300)), 1002),
    "5.2 a length with the top bit": (declared(TEXT, 127, b"\x80" + bytes(7)), 1002),
    "5.4 a continuation of nothing": (frame(CONTINUATION, BODY), 1002),
    "5.4 an unfinished continuation of nothing": (frame(CONTINUATION, BODY, fin=False), 1002),
    "5.4 a continuation after a whole message": (request(5) + frame(CONTINUATION, b"x"), 1002),
    "5.4 a continuation after a fragmented message": (parts(12) + frame(CONTINUATION, b"x"), 1002),
    "5.4 a text within a fragmented text": (frame(TEXT, BODY[:9], fin=False) + request(), 1002),
    "5.4 a fragmented text within one": (2 * frame(TEXT, BODY[:9], fin=False), 1002),
    "5.4 a binary within a fragmented text": (frame(TEXT, BODY, fin=False) + frame(BINARY, b"b"), 1002),
    "5.4 a fragmented ping": (frame(PING, b"p", fin=False), 1002),
    "5.4 a fragmented pong": (frame(PONG, b"p", fin=False), 1002),
    "5.4 a fragmented close": (frame(CLOSE, b"\x03\xe8", fin=False), 1002),
    "5.6 a binary on the JSON subprotocol": (frame(BINARY, BODY), 1003),
    "5.6 a fragmented binary on the JSON subprotocol": (parts(12, kind=BINARY), 1003),
    "5.6 an empty binary on the JSON subprotocol": (frame(BINARY), 1003),
    "10.4 a frame over the limit": (frame(TEXT, LONG), 1009),
    "10.4 a gigabyte that has begun": (declared(TEXT, 127, (10**9).to_bytes(8, "big"), LONG + bytes(65_536)), 1009),
    "10.4 the longest length": (declared(TEXT, 127, b"\x7f" + b"\xff" * 7, LONG + bytes(65_536)), 1009),
    "10.4 a fragment that takes the message over the limit": (parts(30_000, payload=LONG), 1009),
    "10.4 a second fragment that has begun": (
        frame(TEXT, b"x", fin=False) + declared(CONTINUATION, 127, (10**9).to_bytes(8, "big"), LONG + bytes(65_536)),
        1009,
    ),
    "10.4 fragments without an end": (
        frame(TEXT, b"x", fin=False) + frame(CONTINUATION, bytes(5_000), fin=False) * 100,
        1009,
    ),
    "10.4 empty fragments without an end": (
        frame(TEXT, b"x", fin=False) + frame(CONTINUATION, b"", fin=False) * 70_000,
        1009,
    ),
} | {
    f"5.2 the reserved opcode {opcode}": (frame(opcode, b"data"), 1002) for opcode in (*range(3, 8), *range(11, 16))
}  # fmt: skip


@pytest.mark.parametrize(("sent", "code"), CLOSED.values(), ids=list(CLOSED))
async def test_a_broken_frame_closes_the_socket(raw: Raw, sent: bytes, code: int) -> None:
    await raw.send(sent)

    assert (await raw.closed())[0] == code


async def test_what_follows_a_broken_frame_is_not_carried_out(raw: Raw) -> None:
    await raw.send(frame(TEXT, BODY, rsv=4) + request(8))

    got = await raw.frame()
    assert got is not None
    assert got.opcode == CLOSE


@pytest.mark.parametrize("opcode", [3, 11])
async def test_a_reserved_opcode_cut_into_octets_closes_the_socket(raw: Raw, opcode: int) -> None:
    sent = frame(opcode, b"data", mask=MASK)

    await raw.send(*(bytes([byte]) for byte in sent[:2]))

    assert (await raw.closed())[0] == 1002
