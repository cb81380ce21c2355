"""Is odd input refused with the field's name, and is nothing else refused?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, Meta, UnsetType

from tests.profile import examples
from tokenim.catalogue import errors, texts
from tokenim.catalogue.errors import Code, TokenIMError
from tokenim.kernel import strict


class Inner(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is inside."""

    text: str = ""
    number: int = 0


class Plain(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A shape as most are."""

    name: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET
    count: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    ratio: float | None = None
    inner: Inner | None = None
    data: dict[str, Any] = {}
    items: list[Inner] = []


class WithDefaults(msgspec.Struct, forbid_unknown_fields=True):
    """A shape that writes its defaults."""

    name: str
    password: str
    device: str = ""
    alias: str | None = None


class Around(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A shape with one that writes its defaults, and itself."""

    inner: WithDefaults | None = None
    again: Around | None = None


class Dog(msgspec.Struct, tag_field="kind", tag="dog", omit_defaults=True):
    """One of two."""

    name: str


class Cat(msgspec.Struct, tag_field="kind", tag="cat", omit_defaults=True):
    """The other."""

    name: str


class Named(msgspec.Struct, forbid_unknown_fields=True):
    """What must be inside."""

    name: str


class Needed(msgspec.Struct, forbid_unknown_fields=True):
    """A shape of which some must be there, one of it with an inside of its own."""

    name: str
    inner: Named
    count: int
    alias: str | None = None


SHAPES: list[Any] = [Plain, WithDefaults, Around, Dog | Cat, Needed, dict[str, Any]]


def refused(shape: Any, raw: bytes) -> tuple[Code, str]:
    """Return the code and the field that a text is refused with."""
    with pytest.raises(TokenIMError) as caught:
        strict.decoder(shape)(raw)
    named = caught.value.errors
    return caught.value.code, named[0]["field"] if named else ""


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        (b"", errors.REQUEST_MALFORMED, ""),
        (b"{", errors.REQUEST_MALFORMED, ""),
        (b'{"name":"a"}x', errors.REQUEST_MALFORMED, ""),
        (b'{"ratio":NaN}', errors.REQUEST_MALFORMED, ""),
        (b'{"ratio":Infinity}', errors.REQUEST_MALFORMED, ""),
        (b'{"ratio":-Infinity}', errors.REQUEST_MALFORMED, ""),
        (b'{"data":{"x":NaN}}', errors.REQUEST_MALFORMED, ""),
        (b'{"name":"\\ud800"}', errors.REQUEST_MALFORMED, ""),
        (b'{"name":"\\udc00\\ud800"}', errors.REQUEST_MALFORMED, ""),
        (b'{"name":"\xff"}', errors.REQUEST_MALFORMED, ""),
        (b'{"data":{"x":"\xed\xa0\x80"}}', errors.REQUEST_MALFORMED, ""),
        (b'{"name":"a\nb"}', errors.REQUEST_MALFORMED, ""),
        (b"\xef\xbb\xbf{}", errors.REQUEST_MALFORMED, ""),
        (b"[]", errors.REQUEST_INVALID, ""),
        (b"null", errors.REQUEST_INVALID, ""),
        (b'{"name":7}', errors.REQUEST_INVALID, "name"),
        (b'{"name":"' + b"x" * 21 + b'"}', errors.REQUEST_INVALID, "name"),
        (b'{"count":9223372036854775808}', errors.REQUEST_INVALID, "count"),
        (b'{"count":-1}', errors.REQUEST_INVALID, "count"),
        (b'{"count":1e400}', errors.REQUEST_INVALID, "count"),
        (b'{"count":"1"}', errors.REQUEST_INVALID, "count"),
        (b'{"inner":{"number":true}}', errors.REQUEST_INVALID, "inner.number"),
        (b'{"items":[{},{"text":1}]}', errors.REQUEST_INVALID, "items[1].text"),
        (b'{"other":1}', errors.REQUEST_INVALID, "other"),
        (b'{"inner":{"other":1}}', errors.REQUEST_INVALID, "inner.other"),
        (b'{"data":{"x":' + b"[" * 100_000, errors.REQUEST_TOO_DEEP, ""),
        (b'{"data":' + b'{"a":' * 100_000, errors.REQUEST_TOO_DEEP, ""),
        (b'{"name":"a","name":"b"}', errors.REQUEST_INVALID, "name"),
        (b'{"name":"a","n\\u0061me":"b"}', errors.REQUEST_INVALID, "name"),
        (b'{"name" :"a","name":"b"}', errors.REQUEST_INVALID, "name"),
        (b'{"name"\n:"a","name"\t:"b"}', errors.REQUEST_INVALID, "name"),
        (b'{"name":"a","name":"b","data":{"x":" y"}}', errors.REQUEST_INVALID, "name"),
        (b'{"name":"a","name":"b","data":{"x":"say \\"y\\" z"}}', errors.REQUEST_INVALID, "name"),
        (b'{"name":"a","name":"b","data":{"x":"\\u0022:"}}', errors.REQUEST_INVALID, "name"),
        (b'{"name":"a","name":"b","data":{"x":1e12}}', errors.REQUEST_INVALID, "name"),
        (b'{"data":{"x":{"y":1,"y":2}}}', errors.REQUEST_INVALID, "y"),
        (b'{"name":"a\\u0000b"}', errors.REQUEST_INVALID, "name"),
        (b'{"data":{"x":["a",{"y":"\\u0000"}]}}', errors.REQUEST_INVALID, "data.x.y"),
        (b'{"data":{"n":[1],"\\u0000":1}}', errors.REQUEST_INVALID, "data"),
        (b'{"data":{"x":"\\u0000","y":' + b"[" * 900 + b"]" * 900 + b"}}", errors.REQUEST_INVALID, "data.x"),
        (b'{"data":{"x":[{"y":1,"y":1}]},"name":":"}', errors.REQUEST_INVALID, "y"),
    ],
)
def test_what_is_odd_is_refused_with_the_name_of_the_field(raw: bytes, code: Code, field: str) -> None:
    assert refused(Plain, raw) == (code, field)


def test_what_a_shape_needs_is_named_when_it_is_missing() -> None:
    assert refused(WithDefaults, b'{"name":"a"}') == (errors.REQUEST_INVALID, "password")


class Texts(msgspec.Struct, forbid_unknown_fields=True):
    """A shape whose texts have rules."""

    name: texts.Name
    url: texts.OptionalUrl = ""


def test_a_text_keeps_its_rule_or_is_refused() -> None:
    assert strict.decoder(Texts)(b'{"name":" Ame\\u0301lie "}') == Texts("Am\u00e9lie")
    assert refused(Texts, b'{"name":"\\u200b"}') == (errors.REQUEST_INVALID, "name")
    assert refused(Texts, b'{"name":"a","url":"file:///x"}') == (errors.REQUEST_INVALID, "url")


@pytest.mark.parametrize("shape", [WithDefaults, Around])
def test_repeated_keys_do_not_hide_behind_defaults(shape: Any) -> None:
    raw = b'{"name":"a","name":"b","password":"x","password":"y"}'
    raw = raw if shape is WithDefaults else b'{"again":{"inner":%b}}' % raw

    assert refused(shape, raw) == (errors.REQUEST_INVALID, "name")


@pytest.mark.parametrize("raw", [b'{"a":"\xff","a":1}', b'{"a":\x00}'])
def test_what_only_a_slower_reading_finds_malformed_is_refused(raw: bytes) -> None:
    with pytest.raises(TokenIMError) as caught:
        strict.refuse_repeated_keys(raw)
    assert caught.value.code is errors.REQUEST_MALFORMED


def test_a_text_that_only_a_slower_reading_finds_too_deep_is_refused() -> None:
    raw = b'{"a":' * 100_000 + b"1" + b"}" * 100_000

    with pytest.raises(TokenIMError) as caught:
        strict.refuse_repeated_keys(raw)

    assert caught.value.code is errors.REQUEST_TOO_DEEP


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b' { "name" : "a" , "count" : 1 } ',
        b'{"name":":)","data":{":":":","x":" :"}}',
        b'{"name":"a\\"b\\\\","inner":{"text":"\\ud83d\\ude00"}}',
        b'{"count":null,"inner":{"text":"","number":0},"items":[{},{}]}',
        b'{"name":"\\\\u0000"}',
    ],
)
def test_what_is_right_is_read(raw: bytes) -> None:
    read = strict.decoder(Plain)(raw)

    assert msgspec.to_builtins(read).items() <= (json.loads(raw) | msgspec.to_builtins(read)).items()


@pytest.mark.parametrize(
    "raw",
    [
        b'{"name":"a","inner":{"name":"b"},"count":1,"count":1}',
        b'{"name":"a","inner":{"name":"b","name":"b"},"count":1}',
        b'{"name":"a","inner":{"name":"b"},"count":1,"inner":{"name":"b"}}',
        b'{"name":"a","inner":{"name":"b"},"count":1,"alias":null,"alias":null}',
    ],
)
def test_what_must_be_there_is_there_once(raw: bytes) -> None:
    assert refused(Needed, raw)[0] is errors.REQUEST_INVALID
    assert strict.decoder(Needed)(b'{"name":"a\\"","inner":{"name":"b"},"count":1}').count == 1


def test_either_of_two_shapes_is_read() -> None:
    read = strict.decoder(Dog | Cat)

    assert isinstance(read(b'{"kind":"cat","name":"Tom"}'), Cat)
    with pytest.raises(TokenIMError):
        read(b'{"kind":"cat","kind":"dog","name":"Rex"}')


class Pairs(list[tuple[str, Any]]):
    """An object whose keys may be repeated."""


TEXTS = st.sampled_from(["", ":", '"', '":', " x", "a", "\\", "é", "\n", '" :'])
KEYS = st.sampled_from(["name", "password", "device", "alias", "kind", "inner", "data", "count", '":', " "])
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(0, 9),
        st.sampled_from([1e16, 0.5, 1e5]),
        TEXTS,
        st.sampled_from(["dog", "cat"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.lists(st.tuples(KEYS, inner), max_size=4).map(Pairs)
    ),
    max_leaves=8,
)
SPACES = st.sampled_from(["", "", "", " ", "\n"])


def written(value: Any, draw: Callable[..., Any]) -> str:
    """Write a value as JSON, with spaces and escapes wherever JSON allows them."""
    if isinstance(value, Pairs):
        pairs = [f"{_text(k, draw)}{draw(SPACES)}:{draw(SPACES)}{written(v, draw)}" for k, v in value]
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join([written(item, draw) for item in value]) + draw(SPACES) + "]"  # type: ignore[no-any-return]
    if isinstance(value, float):
        return draw(st.sampled_from([repr(value), f"{value:e}", f"{value:.0E}"]))  # type: ignore[no-any-return]
    return _text(value, draw) if isinstance(value, str) else json.dumps(value)


def _text(value: str, draw: Callable[..., Any]) -> str:
    if draw(st.booleans()):
        return str(json.dumps(value, ensure_ascii=False))
    return '"' + "".join(f"\\u{ord(char):04x}" for char in value) + '"'


def repeats(value: Any) -> bool:
    if isinstance(value, Pairs):
        return len({k for k, _ in value}) < len(value) or any(repeats(v) for _, v in value)
    return isinstance(value, list) and any(repeats(item) for item in value)


@settings(max_examples=examples(300))
@given(st.data(), st.lists(st.tuples(KEYS, VALUES), max_size=6).map(Pairs), st.sampled_from(SHAPES))
def test_accepted_text_never_repeats_a_key(data: st.DataObject, value: Pairs, shape: Any) -> None:
    raw = written(value, data.draw).encode()

    try:
        strict.decoder(shape)(raw)
    except TokenIMError as error:
        assert error.code is errors.REQUEST_INVALID  # noqa: PT017
        assert shape != dict[str, Any] or repeats(value)
    else:
        assert not repeats(value)
