"""How much is tested? `TOKENIM_PROFILE` says: quick (what `make test` runs), deep (before a release) or soak."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")

PROFILE = os.environ.get("TOKENIM_PROFILE", "quick")
DEEP = PROFILE != "quick"
LEFT_OUT: tuple[str, ...] = {"quick": ("deep", "soak"), "deep": ("soak",), "soak": ()}[PROFILE]
"""The markers of tests that this profile does not run."""


def scaled(*, quick: T, deep: T) -> T:
    """Return the size for this profile: the same test is small in `make test` and large in `make deep`."""
    return deep if DEEP else quick
