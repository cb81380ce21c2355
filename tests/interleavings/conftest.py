"""What differs here: the database works on the loop, one step at a time, so that a seed says when."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests import town as towns


@pytest.fixture(autouse=True)
def _nothing_of_ours_blocks_the_event_loop() -> None:
    """Let the steps of the database run on the loop: nobody waits for it but the race."""


@pytest.fixture(scope="package", autouse=True)
def _a_first_start(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Start a node once, so that every seed begins on the same database."""

    async def start(folder: Path) -> None:
        town = await towns.begin(folder)
        await town.node.close()

    asyncio.run(start(tmp_path_factory.mktemp("first")))
