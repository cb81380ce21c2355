"""What do the tests of the kernel share?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kernel.ground import Ground, ground_at


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with ground_at(tmp_path) as ground:
        yield ground
