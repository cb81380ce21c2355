"""What do the frames hold? Reading requests and writing answers, without any I/O.

Two subprotocols of each version carry the same frames: `tokenim.v1.json` in text, `tokenim.v1.msgpack` in binary.
MessagePack is turned into JSON on the way in and back on the way out, so that both mean exactly the same.
"""

import math
import struct
from typing import Annotated, Any

import msgpack
import msgspec
from msgspec import Meta
from msgspec.json import Encoder

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import strict

encode = Encoder().encode
PING = b"\x89\x00"
"""A whole frame that asks whether the client is still there."""
_NOTHING = msgspec.Raw(b"{}")
_FEW_BYTES = 8_192
"""A frame of so many bytes has few values."""
_NO_MSGPACK = (
    ValueError, TypeError, msgpack.exceptions.UnpackException, msgspec.MsgspecError, UnicodeDecodeError, RecursionError,
)  # fmt: skip
_head = struct.Struct(">BBH").pack
_HEADS = [bytes((0x81, size)) if size < 126 else _head(0x81, 126, size) for size in range(1_024)]
"""The heads of the frames that are sent most."""


class Envelope(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A request: `id` comes back with the answer, `op` names the operation, `body` is what it asks for."""

    id: Annotated[int, Meta(ge=0, lt=2**53)]
    op: Annotated[str, Meta(max_length=100)]
    body: msgspec.Raw = _NOTHING
    idempotency_key: Annotated[
        str, Meta(min_length=1, max_length=limits.IDEMPOTENCY_KEY_CHARS, pattern=r"^[!-~]+(?![\s\S])")
    ] = ""


_PUNCTUATION = len('{"id":,"op":"","body":}')
_envelope = msgspec.json.Decoder(Envelope).decode


class _Named(msgspec.Struct, gc=False):
    id: Annotated[int, Meta(ge=0, lt=2**53)]


_named = msgspec.json.Decoder(_Named).decode
_named_msgpack = msgspec.msgpack.Decoder(_Named).decode


def read(payload: bytes, *, binary: bool = False) -> Envelope:
    """Return the request of a frame; raise a `TokenIMError` that says what is wrong with it."""
    if len(payload) > limits.FRAME_BYTES:
        raise TokenIMError(
            errors.REQUEST_TOO_LARGE, f"A message on the socket has at most {int(limits.FRAME_BYTES)} bytes"
        )
    if binary:
        payload = from_msgpack(payload)
        if len(payload) > limits.FRAME_BYTES:
            raise TokenIMError(errors.REQUEST_TOO_LARGE, "The message is larger than allowed as JSON")
    try:
        asked = _envelope(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise strict.refusal(error) from error
    # The briefest way to say id, op and body, which most clients use, has room for nothing else.
    briefest = _PUNCTUATION + len(str(asked.id)) + len(asked.op) + len(asked.body)
    if (len(payload) != briefest or asked.body is _NOTHING) and _gives_twice(payload, asked):
        strict.refuse_repeated_keys(payload)
    return asked


def id_of(payload: bytes, *, binary: bool = False) -> int | None:
    """Return the id of a frame that is no valid request, if it has one, so that the caller learns what was refused."""
    try:
        return (_named_msgpack if binary else _named)(payload).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _gives_twice(payload: bytes, asked: Envelope) -> bool:
    """Whether there may be more around the body than is needed once."""
    return payload.count(b'"') - bytes(asked.body).count(b'"') != _quotes(asked)


def _quotes(asked: Envelope) -> int:
    """Return the least quotes around the body: a name or a text that is given twice, or escaped, brings more."""
    return 6 + 2 * (asked.body is not _NOTHING) + 4 * (asked.idempotency_key != "")


def answer(id_: int, value: Any) -> bytes:
    """Return the frame that answers a request."""
    return b'{"id":%d,"ok":%b}' % (id_, encode(value))


def replayed(id_: int, value: Any) -> bytes:
    """Return the frame that answers a request which was made before, as it was answered then."""
    return b'{"id":%d,"ok":%b,"replayed":true}' % (id_, encode(value))


def refusal(id_: int | None, problem: dict[str, Any]) -> bytes:
    """Return the frame that refuses a request; without an id when the request had none that could be read."""
    return encode({"id": id_, "error": problem})


def binary_frame(payload: bytes) -> bytes:
    """Return the JSON payload as a whole unmasked binary frame of MessagePack."""
    return b"\x82" + text_frame(msgspec.msgpack.encode(msgspec.json.decode(payload)))[1:]


def text_frame(payload: bytes) -> bytes:
    """Return the payload as a whole unmasked frame of text, as every receiver gets it."""
    size = len(payload)
    if size < len(_HEADS):
        return _HEADS[size] + payload
    if size < 65_536:
        return _head(0x81, 126, size) + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def from_msgpack(payload: bytes) -> bytes:
    """Return a MessagePack frame as JSON; what JSON cannot say is refused."""
    try:
        if len(payload) > _FEW_BYTES:
            _refuse_many_values(payload)
        value = msgpack.unpackb(payload, object_pairs_hook=_once, strict_map_key=True)
        _check(value)
    except TokenIMError:
        raise
    except _NO_MSGPACK as error:
        raise TokenIMError(errors.REQUEST_MALFORMED, f"MessagePack is malformed: {error}") from error
    return encode(value)


def _refuse_many_values(payload: bytes) -> None:
    """Refuse what would take long to look through value by value; this itself is fast."""
    text = encode(msgspec.msgpack.decode(payload))
    if text.count(b",") + text.count(b"{") + text.count(b"[") > limits.FRAME_VALUES:
        raise TokenIMError(errors.REQUEST_TOO_LARGE, f"A message has at most {limits.FRAME_VALUES} values")


def _once(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise TokenIMError(errors.REQUEST_INVALID, "A field is given twice")
    return found


def _check(value: Any) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("keys must be strings")
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("numbers must be finite")
    elif not (value is None or isinstance(value, str | int | bool | float)):
        raise ValueError(f"{type(value).__name__} has no place in JSON")
