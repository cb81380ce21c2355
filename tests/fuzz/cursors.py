"""Is every cursor and sync token read as what it was made of, or refused as documented?"""

from __future__ import annotations

import base64
from functools import partial
from typing import Any

from tests.fuzz import harness

with harness.instrumented():
    from tokenim.catalogue import errors
    from tokenim.kernel import page

SHAPES: tuple[Any, ...] = (
    tuple[str, page.Place, page.Place, str],
    tuple[str],
    tuple[str, str],
    tuple[page.Place],
    tuple[page.Place, page.Place, str],
)
SEEDS = [
    page.pack("e_1", 12, 7, "c_1").encode(),
    page.pack("u_1").encode(),
    page.pack("alice", "u_1").encode(),
    page.pack(2**63 - 1).encode(),
    page.pack(1, 0, "c_1").encode(),
    b'["e_1",1,2,""]',
    b'["a","b"]',
    b'[9223372036854775807,0,"c"]',
]


def one(data: bytes) -> None:
    """Read a text as a cursor of every shape."""
    _every_shape(data.decode("utf-8", "replace"))
    _every_shape(base64.urlsafe_b64encode(data).decode().rstrip("="))


def _every_shape(cursor: str) -> None:
    for shape in SHAPES:
        key = harness.allowed(partial(page.unpack, cursor, shape), errors.CURSOR_INVALID)
        if key is None:
            continue
        assert page.unpack(page.pack(*key), shape) == key, cursor
        assert all(value < 2**63 for value in key if isinstance(value, int)), cursor


if __name__ == "__main__":
    harness.main(one, SEEDS)
