"""What do the tests of all features share?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests import town as towns
from tests.features.world import World, opened
from tests.town import Town
from tokenim.kernel import clock


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        yield world


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with towns.opened(tmp_path) as town:
        yield town


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the wall clock jump ahead by so many milliseconds."""
    jumps: list[int] = []
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + sum(jumps))
    # The end of the test is no clock that was put back.
    monkeypatch.setattr(clock, "fallen", lambda: 0)
    return jumps.append
