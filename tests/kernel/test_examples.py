"""Are the names of the example world replaced wherever they stand?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tokenim.kernel.examples import SAMPLES, filled


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$alice", "u_1"),
        ("alice", "alice"),
        ("$other", "$other"),
        ("to $alice", "to $alice"),
        (["$alice", 1, None], ["u_1", 1, None]),
        ({"ids": [{"id": "$alice"}], "$alice": True}, {"ids": [{"id": "u_1"}], "$alice": True}),
        (7, 7),
    ],
)
def test_names_are_replaced_in_values(value: Any, expected: Any) -> None:
    assert filled(value, {"$alice": "u_1"}) == expected


def test_the_sample_ids_look_like_ids() -> None:
    for value in SAMPLES.values():
        if re.match(r"(u|c|s|app)_", value):
            assert re.fullmatch(r"(u|c|s|app)_[0-9a-hjkmnp-tv-z]{26}", value), value
