"""Are ids unique, sorted by time and safe in a URL?"""

from __future__ import annotations

import re

import pytest

from tokenim.kernel import clock, ids


def test_an_id_tells_its_kind_and_has_26_characters() -> None:
    assert re.fullmatch(r"u_[0-9a-hjkmnp-tv-z]{26}", ids.new("u"))


def test_ids_are_different() -> None:
    assert len({ids.new("u") for _ in range(10_000)}) == 10_000


def test_ids_made_later_sort_later(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for now in (0, 1, 31, 32, 1_764_000_000_000, 1_764_000_000_001, 2**48 - 1):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        made.append(ids.new("u"))

    assert made == sorted(made)


@pytest.mark.parametrize(
    "text", ["ann@example.com", "u_ann", "", "U_01m8j32j9905ywb8m8p43wrfxf", "shop|4711"]
)
def test_the_ids_of_products_are_told_from_those_of_this_server(text: str) -> None:
    assert ids.is_one(ids.new("app"))
    assert not ids.is_one(text)
