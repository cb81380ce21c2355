"""What do the tests of load share? A fresh server for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.load.arena import Arena


@pytest.fixture
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    running = Arena(tmp_path_factory.mktemp("load"))
    running.start()
    yield running
    assert running.stop() == 0
