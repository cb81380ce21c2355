"""Do frames mean the same in both codecs, and is every odd one refused?"""

from __future__ import annotations

import math
from typing import Any

import msgpack
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.transport.ws import protocol


def refusal(read: Any, raw: bytes) -> TokenIMError:
    with pytest.raises(TokenIMError) as caught:
        read(raw)
    return caught.value


def test_a_request_is_read_with_its_body_as_it_came() -> None:
    asked = protocol.read(b'{"id":7,"op":"a.b","body":{"x": 1},"idempotency_key":"k"}')

    assert (asked.id, asked.op, bytes(asked.body), asked.idempotency_key) == (7, "a.b", b'{"x": 1}', "k")
    assert bytes(protocol.read(b'{"id":7,"op":"a.b"}').body) == b"{}"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id":1,"op":"x","id":2222}',
        b'{"id":1000,"id":1,"op":"users.me"}',  # as long as with an empty body
        b'{"id":1,"op":"x","op":"y"}',
        b'{"id":1,"op":"x" ,"op":"y"}',
        b'{"id":1,"op":"x","id":2,"body":{}}',
        b'{"id":1,"op":"x","\\u0069d":2,"body":{}}',
        b'{"id":1,"op":"x","body":{"a":1},"body":{}}',
        b'{"id":1,"op":"x","body":"","body":"\\"\\""}',
        b'{"id":1,"op":"x","idempotency_key":"a","idempotency_key":"b"}',
        b'{ "id" : 1 , "op" : "x" , "id" : 2 }',
    ],
)
def test_a_name_given_twice_is_refused(raw: bytes) -> None:
    assert refusal(protocol.read, raw).errors[0]["message"] == "This field is given twice."


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", errors.REQUEST_MALFORMED),
        (b'{"id":1', errors.REQUEST_MALFORMED),
        (b"\xff", errors.REQUEST_MALFORMED),
        (b'{"id":1,"op":"x","body":' + b"[" * 60_000, errors.REQUEST_TOO_DEEP),
        (b"[]", errors.REQUEST_INVALID),
        (b'{"op":"x"}', errors.REQUEST_INVALID),
        (b'{"id":1}', errors.REQUEST_INVALID),
        (b'{"id":-1,"op":"x"}', errors.REQUEST_INVALID),
        (b'{"id":9007199254740992,"op":"x"}', errors.REQUEST_INVALID),
        (b'{"id":1.5,"op":"x"}', errors.REQUEST_INVALID),
        (b'{"id":1,"op":"x","more":1}', errors.REQUEST_INVALID),
        (b'{"id":1,"op":"x","idempotency_key":""}', errors.REQUEST_INVALID),
    ],
)
def test_an_odd_request_is_refused(raw: bytes, code: errors.Code) -> None:
    assert refusal(protocol.read, raw).code is code


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(JSONS)
def test_messagepack_means_what_json_means(value: Any) -> None:
    assert msgspec.json.decode(protocol.from_msgpack(msgpack.packb(value))) == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", errors.REQUEST_MALFORMED),
        (b"\xc1", errors.REQUEST_MALFORMED),
        (b"\x81\xa1a", errors.REQUEST_MALFORMED),
        (b"\x01\x01", errors.REQUEST_MALFORMED),
        (msgpack.packb({1: 2}), errors.REQUEST_MALFORMED),
        (msgpack.packb({"a": math.nan}), errors.REQUEST_MALFORMED),
        (msgpack.packb([math.inf]), errors.REQUEST_MALFORMED),
        (msgpack.packb({"a": b"bytes"}), errors.REQUEST_MALFORMED),
        (msgpack.packb({"a": msgpack.Timestamp(1)}), errors.REQUEST_MALFORMED),
        (msgpack.packb({"a": msgpack.ExtType(5, b"x")}), errors.REQUEST_MALFORMED),
        (b"\xa2\xff\xfe", errors.REQUEST_MALFORMED),
        (b"\xa3\xed\xa0\x80", errors.REQUEST_MALFORMED),
        (b"\x91" * 60_000 + b"\x01", errors.REQUEST_MALFORMED),
        (b"\x82\xa1a\x01\xa1a\x02", errors.REQUEST_INVALID),
    ],
)
def test_what_json_cannot_say_is_refused(raw: bytes, code: errors.Code) -> None:
    assert refusal(protocol.from_msgpack, raw).code is code


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_are_refused(raw: bytes) -> None:
    try:
        read = protocol.from_msgpack(raw)
    except TokenIMError as error:
        assert error.code in (errors.REQUEST_MALFORMED, errors.REQUEST_INVALID)  # noqa: PT017
    else:
        msgspec.json.decode(read)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_a_frame_says_its_length_as_the_protocol_wants_it(size: int) -> None:
    frame = protocol.text_frame(b"x" * size)

    short = frame[1]
    header = 2 if short < 126 else 4 if short == 126 else 10
    said = short if short < 126 else int.from_bytes(frame[2:header], "big")
    assert (frame[0], said, len(frame) - header) == (0x81, size, size)


def test_a_binary_frame_holds_the_same_in_messagepack() -> None:
    frame = protocol.binary_frame(b'{"id":1,"ok":{"text":"\xc3\xa9"}}')

    assert frame[0] == 0x82
    assert msgpack.unpackb(frame[2:]) == {"id": 1, "ok": {"text": "é"}}


def test_answers_and_refusals_carry_the_id() -> None:
    assert protocol.answer(3, None) == b'{"id":3,"ok":null}'
    assert protocol.refusal(3, {"code": "x"}) == b'{"id":3,"error":{"code":"x"}}'
    assert protocol.refusal(None, {}) == b'{"id":null,"error":{}}'


def test_a_long_frame_of_msgpack_has_so_many_values_and_no_more() -> None:
    def sent(count: int) -> bytes:
        packed: bytes = msgpack.packb({"id": 1, "op": "users.me", "body": [{}] * count})
        return packed

    fits = limits.FRAME_VALUES // 2 - 10
    assert protocol.read(sent(fits), binary=True).id == 1
    for raw, code in (
        (sent(limits.FRAME_VALUES), errors.REQUEST_TOO_LARGE),
        (b"\xc1" * 10_000, errors.REQUEST_MALFORMED),
    ):
        assert refusal(protocol.from_msgpack, raw).code is code
