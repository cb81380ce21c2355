"""What every test has: the event loop of production, and a guard against blocking it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from blockbuster import BlockBuster


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run coroutine tests on uvloop, as the server does."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(autouse=True)
def _nothing_of_ours_blocks_the_event_loop() -> Iterator[None]:
    # The crowd that proves promises is a client: it may read a file while the server runs elsewhere.
    guard = BlockBuster(scanned_modules=["tokenim"], excluded_modules=["tokenim.proof"])
    guard.activate()
    yield
    guard.deactivate()
