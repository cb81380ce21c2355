"""Is this input exactly what was asked for, and if not, is the field named?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import strict


class Brief(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A shape that is written as briefly as it was read."""

    name: str
    note: str = ""
    inner: dict[str, int] = {}


class Wordy(msgspec.Struct, forbid_unknown_fields=True):
    """A shape that is written with all its defaults."""

    name: str
    note: str = ""


class Around(msgspec.Struct, omit_defaults=True):
    """A shape that holds a wordy one, and itself."""

    items: list[Wordy] = []
    again: Around | None = None


def refused(shape: Any, raw: bytes) -> TokenIMError:
    """Return the refusal that the input meets."""
    with pytest.raises(TokenIMError) as caught:
        strict.decoder(shape)(raw)
    return caught.value


@pytest.mark.parametrize(
    ("shape", "raw"),
    [
        (Brief, b'{"name":"a","name":"b"}'),
        (Brief, b'{"name":"a","note":"","note":""}'),
        (Brief, b'{"name":"a","inner":{"x":1,"x":2}}'),
        (Brief, b'{"name" : "a", "name" : "b"}'),
        (Wordy, b'{"name":"a","name":"b"}'),
        (Around, b'{"items":[{"name":"a","name":"b"}]}'),
        (Around, b'{"again":{"items":[{"name":"a","name":"b"}]}}'),
    ],
)
def test_a_key_given_twice_is_refused_by_name(shape: Any, raw: bytes) -> None:
    refusal = refused(shape, raw)

    assert refusal.code.name == "request.invalid"
    assert refusal.errors[0]["message"] == "Given twice"


@pytest.mark.parametrize(
    ("shape", "raw"),
    [
        (Brief, b'{"name":"a\\":\\"b"}'),
        (Brief, b'{ "name" : "a" }'),
        (Wordy, b'{"name":"a"}'),
        (Wordy, b'{"name":"a","note":"b"}'),
        (Around, b'{"items":[{"name":"a"},{"name":"b"}],"again":{}}'),
    ],
)
def test_what_is_well_formed_is_read(shape: Any, raw: bytes) -> None:
    assert isinstance(strict.decoder(shape)(raw), shape)


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        (b'{"name":1}', "request.invalid", "name"),
        (b'{"name":"a","colour":1}', "request.invalid", "colour"),
        (b"{}", "request.invalid", "name"),
        (b'{"name":"a","inner":{"x":"y"}}', "request.invalid", "inner"),
        (b'{"name":"a"', "request.malformed", ""),
        (b'{"name":"\\ud800"}', "request.malformed", ""),
        (b'{"name":"\xff"}', "request.malformed", ""),
        (b'{"name":"a","inner":{"x":NaN}}', "request.malformed", ""),
    ],
)
def test_what_is_odd_is_refused_and_the_field_is_named(raw: bytes, code: str, field: str) -> None:
    refusal = refused(Brief, raw)

    assert refusal.code.name == code
    assert field in "".join(error["field"] for error in refusal.errors)


def test_what_is_nested_too_deeply_is_refused() -> None:
    assert refused(Any, b"[" * 100_000).code.name == "request.too_deep"
    with pytest.raises(TokenIMError):
        strict.refuse_repeated_keys(b"[" * 100_000)
