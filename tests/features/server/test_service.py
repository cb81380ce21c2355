"""Whose name is on what an application does for a user?"""

from __future__ import annotations

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.features.server import service


async def test_the_user_acts_and_the_application_is_named(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")
    shop.address = "10.0.0.7"
    work = world.work(shop)

    await service.act_as(work, alice.user_id)

    assert (work.actor.user_id, work.actor.identity) == (alice.user_id, shop.application_id)
    assert (work.actor.address, work.actor.bucket) == ("10.0.0.7", shop.bucket)


async def test_nobody_acts_for_a_user_who_is_not_active(world: World) -> None:
    shop, mallory = await world.application(), await world.user("mallory")
    await world.ask("admin.users.suspend", {"user_id": mallory.user_id}, await world.admin())

    for user_id in (mallory.user_id, "u_nobody"):
        with refused(errors.USER_NOT_FOUND):
            await service.act_as(world.work(shop), user_id)
