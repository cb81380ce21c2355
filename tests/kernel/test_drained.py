"""Does whoever waits until no call is on its way wait long enough?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.kernel.ground import VERSIONS, Ground
from tokenim.kernel.unit_of_work import Work


async def test_drained_waits_for_a_call_that_must_run_again(ground: Ground) -> None:
    await ground.bump("c_1")
    VERSIONS["c_1"] = 0
    asking = asyncio.ensure_future(ground.ask("remembered", name="c_1", text="a"))
    await asyncio.sleep(0)
    VERSIONS["c_1"] = 1

    await ground.calls.drained()
    await asyncio.sleep(0)

    assert asking.done()


async def test_drained_waits_for_a_call_that_is_about_to_run_again(ground: Ground) -> None:
    await ground.bump("c_1")
    VERSIONS["c_1"] = 0
    waiting: list[bool] = []

    def look() -> None:
        draining = ground.calls.drained()
        try:
            draining.send(None)
        except StopIteration:
            waiting.append(False)
        else:
            waiting.append(True)
            draining.close()

    def committed(works: Sequence[Work]) -> None:
        VERSIONS["c_1"] = 1
        asyncio.get_running_loop().call_soon(look)

    ground.committer.project(committed)
    await ground.ask("remembered", name="c_1", text="a")
    await asyncio.sleep(0)

    assert waiting == [True, False]
