"""Is every frame of a socket read as JSON and MessagePack say, or refused as documented?"""

from __future__ import annotations

import json

import msgpack

from tests.fuzz import harness

with harness.instrumented():
    from tokenim.catalogue import errors
    from tokenim.transport.ws import protocol

REFUSALS = (errors.REQUEST_INVALID, errors.REQUEST_MALFORMED, errors.REQUEST_TOO_DEEP)
SEEDS = [
    b'{"id":1,"op":"users.me"}',
    b'{"id":2,"op":"messages.send","body":{"conversation_id":"c_1","content":{"text":"\\u00e9\\n"}}}',
    b'{"id":3,"op":"hello","idempotency_key":"k","body":{"resume":{"epoch":"e","positions":{"c":1}}}}',
    b'{"id":1,"op":"a","op":"b"}',
    msgpack.packb({"id": 1, "op": "users.me", "body": {"a": [1.5, None, True, "x"], "n": -(2**40)}}),
]


def one(data: bytes) -> None:
    """Read bytes both ways."""
    _json(data)
    as_json = harness.allowed(lambda: protocol.from_msgpack(data), *REFUSALS)
    if as_json is None:
        return
    assert json.loads(as_json) == msgpack.unpackb(data), data
    _json(as_json)


def _json(data: bytes) -> None:
    asked = harness.allowed(lambda: protocol.read(data), *REFUSALS)
    if asked is None:
        return
    body = bytes(asked.body)
    # The body is looked at where it is read: here only what is around it.
    around = data.replace(body, b"[]", 1) if data.count(body) == 1 else data
    if not _utf8(around):
        assert not _utf8(body), data
        return
    pairs: list[tuple[str, object]] = json.loads(around, object_pairs_hook=list)
    whole = dict(pairs)
    assert len(whole) == len(pairs), f"{data!r} has a key twice and was accepted"
    assert (whole["id"], whole["op"]) == (asked.id, asked.op), data


def _utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


if __name__ == "__main__":
    harness.main(one, SEEDS)
