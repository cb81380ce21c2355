"""Do sessions end when a token is used twice, or ended while it is refreshed?"""

from __future__ import annotations

import asyncio
from typing import Any

from tests.features.world import World, refused
from tokenim.catalogue import errors


async def refreshed(world: World, tokens: Any) -> Any:
    return await world.ask("auth.refresh", {"refresh_token": tokens["refresh_token"]})


async def test_a_refresh_and_a_logout_at_once_leave_no_session(world: World) -> None:
    tokens = await world.register("alice")
    actor = await world.caller(tokens)

    await asyncio.gather(
        refreshed(world, tokens), world.ask("auth.logout", actor=actor), return_exceptions=True
    )

    assert await world.work().all("SELECT id FROM sessions") == []


async def test_an_older_token_ends_the_session_at_once(world: World) -> None:
    first = await world.register("alice")
    third = await refreshed(world, await refreshed(world, first))

    with refused(errors.AUTH_TOKEN_INVALID):
        await refreshed(world, first)

    with refused(errors.AUTH_TOKEN_INVALID):
        await refreshed(world, third)
