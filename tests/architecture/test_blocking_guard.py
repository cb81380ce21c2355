"""Would a blocking call of ours on the event loop be caught?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockingError

import tokenim

PLANTED = "import time\n\ndef nap():\n    time.sleep(0.001)\n"


@pytest.fixture
def nap() -> Callable[[], None]:
    """Make a function that blocks, as if it stood in a module of the package."""
    module: dict[str, Any] = {}
    exec(compile(PLANTED, str(Path(tokenim.__file__).with_name("planted.py")), "exec"), module)
    blocking: Callable[[], None] = module["nap"]
    return blocking


async def test_our_code_cannot_block_the_event_loop(nap: Callable[[], None]) -> None:
    with pytest.raises(BlockingError):
        nap()


async def test_our_code_may_block_a_thread(nap: Callable[[], None]) -> None:
    await asyncio.to_thread(nap)


async def test_coroutine_tests_run_on_the_loop_of_production() -> None:
    assert type(asyncio.get_running_loop()).__module__.startswith("uvloop")
