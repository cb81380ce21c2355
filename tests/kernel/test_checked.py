"""Does every text of a shape meet the rule of its type, wherever it stands?"""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest
from msgspec import UNSET, Meta, UnsetType

from tests.town import refused
from tokenim.catalogue import errors, texts
from tokenim.kernel import checked


class Inner(msgspec.Struct):
    """What must be inside."""

    text: texts.Text


class Plain(msgspec.Struct):
    """A shape without texts that have rules."""

    number: int


class Shape(msgspec.Struct, kw_only=True):
    """A shape with texts in all places that a shape may have them."""

    inner: Inner
    name: texts.Name | UnsetType = UNSET
    url: texts.Url | None = None
    fields: dict[texts.FieldName, texts.FieldText | int | None] | UnsetType = UNSET
    plain: Annotated[str, Meta(description="No rule")] = ""
    free: dict[str, int] = {}


def test_texts_take_the_form_in_which_they_are_kept() -> None:
    shape = Shape(
        inner=Inner("a\r\nb"), name=" Ann ", url="/x", fields={" city ": "Rom\x07", "n": 1, "m": None}
    )
    checked.check(shape)

    assert shape == Shape(
        inner=Inner("a\nb"), name="Ann", url="/x", fields={"city": "Rom", "n": 1, "m": None}
    )


def test_what_is_not_there_stays_away() -> None:
    shape = Shape(inner=Inner("a"), plain="\x1b", free={"": 1})
    checked.check(shape)

    assert shape == Shape(inner=Inner("a"), plain="\x1b", free={"": 1})


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        (Shape(inner=Inner(" ")), "inner.text"),
        (Shape(inner=Inner("a"), name="\u200b"), "name"),
        (Shape(inner=Inner("a"), url="file:///etc/passwd"), "url"),
        (Shape(inner=Inner("a"), fields={"\x1b": "Rome"}), "fields"),
    ],
    ids=["inside", "name", "url", "field"],
)
def test_a_text_that_breaks_its_rule_is_refused_with_its_field(shape: Shape, field: str) -> None:
    with refused(errors.REQUEST_INVALID) as refusal:
        checked.check(shape, "given.")

    assert refusal.value.errors[0]["field"] == f"given.{field}"
    assert refusal.value.errors[0]["zh"]


def test_what_is_no_struct_has_no_rules() -> None:
    assert checked.steps(dict) == ()


@pytest.mark.parametrize(
    ("given", "kept"), [("Hello!", "Hello!"), ("你好", "你好"), ("a\r\nb", "a\nb"), ("\x1b[0mred", "[0mred")]
)
def test_the_one_text_of_a_shape_is_checked_too(given: str, kept: str) -> None:
    check, inner = checked.checker(Inner), Inner(given)
    assert check is not None
    check(inner, given.isprintable())

    assert inner.text == kept


@pytest.mark.parametrize("given", ["   ", "\u200b", "\x7f"])
def test_the_one_text_of_a_shape_is_refused_where_it_shows_nothing(given: str) -> None:
    check = checked.checker(Inner)
    assert check is not None
    with refused(errors.REQUEST_INVALID) as refusal:
        check(Inner(given), given.isspace())

    assert refusal.value.errors[0]["field"] == "text"


def test_a_shape_without_rules_needs_no_check() -> None:
    assert checked.checker(Plain) is None
    assert checked.checker(Shape) is not None
