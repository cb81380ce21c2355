"""Are the complaints of the reader said in words?"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from tokenim.kernel import complaints


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    """What can be complained about."""

    name: Annotated[str, Meta(min_length=3, max_length=5)] = "abc"
    word: Annotated[str, Meta(min_length=1, pattern="^a")] = "a"
    count: Annotated[int, Meta(ge=1, le=9)] = 1
    ids: Annotated[list[int], Meta(min_length=2, max_length=3)] = []
    kind: Literal["one", "two"] = "one"
    maybe: int | None = None


class Needs(msgspec.Struct):
    """A field that must be there."""

    id: str


def complained(shape: Any, value: Any) -> dict[str, str]:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(value, shape)
    (said,) = complaints.refusal("it", str(caught.value).partition(" - at `")[0]).errors
    return dict(said)


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        ({"name": "ab"}, "Use at least 3 characters.", "至少需要 3 个字符。"),
        ({"name": "abcdef"}, "Use at most 5 characters.", "最多 5 个字符。"),
        ({"word": ""}, "This cannot be empty.", "此项不能为空。"),
        ({"count": 0}, "Use a number of at least 1.", "数值不能小于 1。"),
        ({"count": 10}, "Use a number of at most 9.", "数值不能大于 9。"),
        ({"ids": [1]}, "Give at least 2 of these.", "至少需要 2 项。"),
        ({"ids": [1, 2, 3, 4]}, "Give at most 3 of these.", "最多 3 项。"),
    ],
    ids=["short", "long", "empty", "small", "large", "few", "many"],
)
def test_what_people_can_cause_is_said_to_them_in_every_language(value: Any, en: str, zh: str) -> None:
    assert complained(Shape, value) == {"field": "it", "message": en, "zh": zh}


@pytest.mark.parametrize(
    ("shape", "value", "en"),
    [
        (Needs, {}, "This field is missing."),
        (Shape, {"other": 1}, "There is no such field."),
        (Needs, {"id": 1.5}, "This must be text, not a number."),
        (Shape, {"maybe": "x"}, "This must be a whole number or null, not text."),
        (Shape, {"kind": "three"}, "'three' is none of the values that are allowed here."),
        (Shape, {"word": "b"}, "Expected `str` matching regex '^a'."),
    ],
    ids=["missing", "unknown", "type", "types", "value", "anything else"],
)
def test_what_programs_cause_is_said_to_developers(shape: Any, value: Any, en: str) -> None:
    assert complained(shape, value) == {"field": "it", "message": en}
