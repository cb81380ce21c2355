"""Does the chain stay whole when two nodes seal it at once?"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.features.audit.service.test_chain import begun, recorded, verified
from tests.features.world import World
from tokenim.features.audit.model import Verdict
from tokenim.kernel.unit_of_work import Conflict


async def test_two_who_seal_at_once_do_not_break_the_chain(world: World, tmp_path: Path) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 3)
    works = [world.work(), world.work()]
    for work in works:
        await chain.seal(work)

    outcomes = await asyncio.gather(*map(world.store, works), return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} <= {type(None), Conflict}
    assert await verified(world, chain) == Verdict(3)
