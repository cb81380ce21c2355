"""How much is tested? `TOKENIM_PROFILE` says: unit (while one writes), quick (`make test`), deep (before a release) or soak."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")

PROFILE = os.environ.get("TOKENIM_PROFILE", "quick")
DEEP = PROFILE in ("deep", "soak")
LEFT_OUT: tuple[str, ...] = {
    "unit": ("slow", "deep", "soak"),
    "quick": ("deep", "soak"),
    "deep": ("soak",),
    "soak": (),
}[PROFILE]
"""The markers of tests that this profile does not run."""


def examples(count: int) -> int:
    """Return how many examples of a property are tried: `count`, of which the loop of `make unit` tries a tenth."""
    return max(10, count // 10) if PROFILE == "unit" else count


def scaled(*, quick: T, deep: T) -> T:
    """Return the size for this profile: the same test is small in `make test` and large in `make deep`."""
    return deep if DEEP else quick
