"""What every test has: the event loop of production, a guard against blocking it, and the tests of the chosen profile."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockBuster

from tests.profile import LEFT_OUT, PROFILE, examples

LONGER = "`make test`, `make deep` and `make soak`" if PROFILE == "unit" else "`make deep` and `make soak`"
_left_out: list[str] = []


def pytest_pycollect_makemodule(module_path: Path) -> None:
    """Set up Hypothesis before a file that uses it is imported; the others do not pay for its import."""
    if b"hypothesis" in module_path.read_bytes():
        _chosen_examples()


@cache
def _chosen_examples() -> None:
    from hypothesis import HealthCheck, settings

    # How long an example takes says how busy the machine is.
    settings.register_profile(
        PROFILE, deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile(PROFILE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to a longer profile."""
    out = [item for item in items if any(item.get_closest_marker(name) for name in LEFT_OUT)]
    if out:
        items[:] = [item for item in items if item not in out]
        _left_out.extend(item.nodeid for item in out)
        config.hook.pytest_deselected(items=out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the profile left out."""
    if _left_out:
        terminalreporter.write_line(f"profile {PROFILE}: {len(_left_out)} longer tests are left to {LONGER}")


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run coroutine tests on uvloop, as the server does."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(autouse=True)
def _nothing_of_ours_blocks_the_event_loop() -> Iterator[None]:
    # The crowd that proves promises is a client: it may read a file while the server runs elsewhere.
    guard = BlockBuster(scanned_modules=["tokenim"], excluded_modules=["tokenim.proof"])
    # Under coverage a thread that starts waits for one that is measured.
    guard.functions["threading.Lock.acquire"].can_block_in("coverage/collector.py", {"lock_data"})
    guard.activate()
    yield
    guard.deactivate()
