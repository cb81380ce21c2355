"""Which server do the tests talk to that do not harm it? One process for each file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.processes import Server


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run the tests' own side on the plain loop: it forgives connections that are still closing when it ends."""
    return "asyncio", {"use_uvloop": False}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("system") / "data").start()
    yield running
    assert running.stop() == 0


@pytest.fixture
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the test may stop or kill."""
    running = Server(tmp_path_factory.mktemp("mortal") / "data").start()
    yield running
    running.kill()


@pytest.fixture(autouse=True)
async def _connections_end_before_the_loop_does() -> AsyncIterator[None]:
    yield
    await asyncio.sleep(0.1)
