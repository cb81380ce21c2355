"""Can people change their password and leave?"""

from __future__ import annotations

from tests.features.world import PASSWORD, World, refused
from tokenim.catalogue import errors

NEW = "an even better password"


async def test_after_a_change_the_new_password_counts(world: World) -> None:
    alice = await world.user("alice")

    await world.ask("auth.change_password", {"current_password": PASSWORD, "new_password": NEW}, alice)

    assert await world.log_in("alice", NEW)


async def test_who_leaves_is_shown_as_deleted(world: World) -> None:
    alice, bob = await world.user("alice"), await world.user("bob")

    with refused(errors.AUTH_WRONG_PASSWORD):
        await world.ask("users.delete", {"password": NEW}, alice)
    await world.ask("users.delete", {"password": PASSWORD}, alice)

    shown = await world.ask("users.get", {"user_id": alice.user_id}, bob)
    assert shown == {"id": alice.user_id, "deleted": True}
