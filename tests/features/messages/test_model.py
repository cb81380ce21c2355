"""Is custom data bounded in size, depth and numbers?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import refused
from tokenim.catalogue import errors, limits
from tokenim.catalogue.contents import CustomContent
from tokenim.features.messages import model


def nested(depth: int) -> dict[str, Any]:
    value: Any = 1
    for level in range(depth):
        value = {"a": value} if level % 2 else [value]
    return {"a": value}


@pytest.mark.parametrize(
    "data",
    [
        {},
        nested(14),
        {"n": [2**63 - 1, -(2**63)]},
        {"t": "x" * (limits.CUSTOM_BYTES - 8)},
        {"b": [True, None, 1.5]},
    ],
    ids=["nothing", "deep", "large numbers", "large", "all kinds"],
)
def test_what_is_within_the_bounds_is_taken(data: dict[str, Any]) -> None:
    model.check(CustomContent("poll", data))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (nested(16), "content.data"),
        ({"n": [2**63]}, "content.data.n"),
        ({"n": {"m": -(2**63) - 1}}, "content.data.n.m"),
        ({"t": "x" * limits.CUSTOM_BYTES}, "content.data"),
    ],
    ids=["too deep", "too large a number", "too small a number", "too large"],
)
def test_what_is_not_is_refused_with_its_field(data: dict[str, Any], field: str) -> None:
    with refused(errors.REQUEST_INVALID) as refusal:
        model.check(CustomContent("poll", data))
    assert refusal.value.errors[0]["field"].startswith(field)
