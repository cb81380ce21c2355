"""What does hostile input look like? For every operation, each field of an example in every wrong way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tokenim.kernel.examples import SAMPLES, filled
from tokenim.kernel.operation import Operation

LONG = 30_000
DEEP = 30_000


class Wrong(NamedTuple):
    """A body that must be refused, and the field that the refusal must name (none where there is no field)."""

    why: str
    body: bytes
    field: str = ""


def example(operation: Operation) -> dict[str, Any]:
    """Return the fullest request that succeeds."""
    good = [one.body for one in operation.examples if one.error is None]
    return dict(filled(max(good, key=len), SAMPLES))


def written(fields: dict[str, Any], /, **raw: bytes) -> bytes:
    """Write an object as JSON; `raw` gives fields as bytes that stand as they are."""
    members = [_member(name, value, raw) for name, value in fields.items()]
    return b"{" + b",".join(members) + b"}"


def _member(name: str, value: Any, raw: dict[str, bytes]) -> bytes:
    return json.dumps(name).encode() + b":" + raw.get(name, json.dumps(value, ensure_ascii=False).encode())


MALFORMED: dict[str, bytes] = {
    "nothing but a NUL": b"\0",
    "an object that does not end": b"{",
    "a text that does not end": b'{"a":"',
    "two objects": b"{}{}",
    "a comma too many": b"{,}",
    "a comment": b"{}//",
    "single quotes": b"{'a':1}",
    "no utf-8": b'{"a":"\xff"}',
    "a surrogate in utf-8": b'{"a":"\xed\xa0\x80"}',
    "NaN alone": b"NaN",
    "brackets without end": b"[" * DEEP,
    "braces without end": b'{"a":' * (DEEP // 5),
    "brackets that all end": b"[" * (DEEP // 2) + b"]" * (DEEP // 2),
}

NO_OBJECT: dict[str, bytes] = {
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "a text": b'"text"',
    "true": b"true",
}

NO_JSON: dict[str, bytes] = {
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "minus Infinity": b"-Infinity",
    "hexadecimal": b"0x10",
    "a leading zero": b"007",
    "a lone high surrogate": b'"\\ud800"',
    "a lone low surrogate": b'"\\udfff"',
    "surrogates the wrong way round": b'"\\udc00\\ud800"',
    "a raw NUL": b'"a\0b"',
    "a raw line end": b'"a\nb"',
    "no utf-8": b'"\xff\xfe"',
    "an unknown escape": b'"\\x41"',
    "deep brackets": b"[" * DEEP,
}

WRONG_TYPES: dict[type, tuple[bytes, ...]] = {
    str: (b"7", b"1.5", b"true", b"[]", b"{}", b'["x"]', b'{"a":"b"}', b'"' + b"x" * LONG + b'"'),
    int: (
        b'"7"', b'"x"', b"1.5", b"true", b"[]", b"{}", b"-1", b"1e999", b"9223372036854775808",
        b"-9223372036854775809", b"1" + b"0" * 400,
    ),
    bool: (b"7", b'"true"', b"[]", b"{}", b"0"),
    list: (b"7", b'"x"', b"true", b"{}", b'{"0":"x"}', b"[7]", b"[null]", b"[[]]"),
    dict: (b"7", b'"x"', b"true", b"[]", b'[{"a":1}]'),
    float: (b'"7"', b"true", b"[]", b"{}", b"1e999"),
}  # fmt: skip


def whole() -> Iterator[Wrong]:
    """Return bodies that are no object of any operation."""
    for why, body in (MALFORMED | NO_OBJECT).items():
        yield Wrong(why, body)


def wrong(operation: Operation, elsewhere: tuple[str, ...] = ()) -> Iterator[Wrong]:
    """Return wrong bodies of the operation, without the fields that stand elsewhere (in the path)."""
    fields = {name: value for name, value in example(operation).items() if name not in elsewhere}
    yield from whole()
    yield Wrong("an unknown field", written(fields | {"colour": 1}), "colour")
    yield Wrong("an unknown field with a hard name", written(fields | {'"]}': 1}), '"]}')
    for name, value in fields.items():
        yield from _in_field(fields, name, value)


def _in_field(fields: dict[str, Any], name: str, value: Any) -> Iterator[Wrong]:
    for why, raw in NO_JSON.items():
        yield Wrong(f"{name}: {why}", written(fields, **{name: raw}))
    for raw in WRONG_TYPES[type(value)]:
        yield Wrong(f"{name}: {raw[:20]!r} for {type(value).__name__}", written(fields, **{name: raw}), name)
    twice = written(fields)[:-1] + b"," + written({name: value})[1:]
    yield Wrong(f"{name}: twice", twice, name)
    yield Wrong(f"{name}: twice, with blanks", twice.replace(b'":', b'" :'), name)
    if isinstance(value, dict) and value:
        yield from _within(fields, name, value)


def _within(fields: dict[str, Any], name: str, value: dict[str, Any]) -> Iterator[Wrong]:
    """Return the same one level down."""
    inner, one = next(iter(value.items()))
    for why, raw in NO_JSON.items():
        yield Wrong(f"{name}.{inner}: {why}", written(fields, **{name: written(value, **{inner: raw})}))
    doubled = written(value)[:-1] + b"," + written({inner: one})[1:]
    yield Wrong(f"{name}.{inner}: twice", written(fields, **{name: doubled}), inner)
    longer = written(value)[:-1] + b"," + written({inner: one})[1:].replace(b'":', b'" : ')
    yield Wrong(f"{name}.{inner}: twice, with blanks", written(fields, **{name: longer}), inner)
