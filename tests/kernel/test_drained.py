"""Does whoever waits until no call is on its way wait long enough?"""

from __future__ import annotations

import asyncio

from tests.kernel.ground import VERSIONS, Ground


async def test_drained_waits_for_a_call_that_must_run_again(ground: Ground) -> None:
    await ground.bump("c_1")
    VERSIONS["c_1"] = 0
    asking = asyncio.ensure_future(ground.ask("remembered", name="c_1", text="a"))
    await asyncio.sleep(0)
    VERSIONS["c_1"] = 1

    await ground.calls.drained()
    await asyncio.sleep(0)

    assert asking.done()
