"""Which server meets the hostile input? One node for all of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.abuse.world import World
from tests.system.stand import running


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run the tests' own side on the plain loop: it forgives connections that are still closing when it ends."""
    return "asyncio", {"use_uvloop": False}


@pytest.fixture(scope="package")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder: Path = tmp_path_factory.mktemp("abuse")
    # The sockets are held through all tests and answer no pings.
    lasting = {"ws_heartbeat_seconds": 3_600, "login_attempts_per_minute": 1_000_000}
    async with running(folder, **lasting, registrations_burst=1_000_000) as stand:
        made = await World.made(stand, folder)
        yield made
        for socket in made.sockets.values():
            socket.leave()


@pytest.fixture(autouse=True)
async def _connections_end_before_the_loop_does() -> AsyncIterator[None]:
    yield
    await asyncio.sleep(0.1)
