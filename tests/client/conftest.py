"""What do tests of the client share? One server for all of them, and names that nobody has used."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.client.people import People
from tests.processes import Server


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run the tests' own side on the plain loop: it forgives connections that are still closing when it ends."""
    return "asyncio", {"use_uvloop": False}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("client") / "data").start()
    yield running
    running.stop()


@pytest.fixture
async def people(server: Server) -> AsyncIterator[People]:
    async with AsyncExitStack() as stack:
        yield People(server.url, stack)
