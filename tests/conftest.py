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
    guard = BlockBuster(scanned_modules=["tokenim"])
    guard.activate()
    yield
    guard.deactivate()
