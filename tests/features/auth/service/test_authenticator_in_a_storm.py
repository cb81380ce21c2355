"""Is a caller out at once in the middle of a storm, and another one with another role?"""

from __future__ import annotations

import asyncio

from tests.features.world import World
from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth.service import sessions


async def test_of_a_thousand_requests_around_a_logout_none_that_starts_later_succeeds(world: World) -> None:
    tokens = await world.register("alice")
    actor = await world.caller(tokens)
    world.authenticator.end_user(actor.user_id)
    late: list[bool] = []
    ended = asyncio.Event()

    async def request() -> None:
        started_after = ended.is_set()
        try:
            await world.authenticator.authenticate(tokens["access_token"], "")
        except errors.TokenIMError:
            return
        if started_after:
            late.append(True)

    async def end() -> None:
        work = world.work(actor)
        await sessions.end(work, actor.session_id)
        await world.store(work)
        ended.set()

    requests = [asyncio.ensure_future(request()) for _ in range(500)]
    await end()
    requests += [asyncio.ensure_future(request()) for _ in range(500)]
    await asyncio.gather(*requests)

    assert late == []
    assert world.authenticator.cached(tokens["access_token"]) is None


async def test_another_role_makes_another_caller(world: World) -> None:
    tokens = await world.register("alice")
    before = await world.caller(tokens)
    work = world.work()
    work.write("UPDATE users SET role = 'admin'")
    await world.store(work)

    after = await world.caller(tokens)

    assert after is not before
    assert Permission.ADMIN_USERS in after.permissions
    assert world.authenticator.cached(tokens["access_token"]) is after
