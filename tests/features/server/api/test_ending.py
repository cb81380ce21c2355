"""Can a backend lock its users out, log them out and delete them, and none of them who is an administrator?"""

from __future__ import annotations

import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission


async def test_a_user_is_locked_out_let_in_again_and_logged_out(world: World) -> None:
    shop = await world.application()
    tokens = await world.register("alice")
    user = {"user_id": tokens["user"]["id"]}

    assert (await world.ask("server.users.suspend", user, shop))["status"] == "suspended"
    with refused(errors.AUTH_SUSPENDED):
        await world.log_in("alice")
    assert (await world.ask("server.users.restore", user, shop))["status"] == "active"
    again = await world.log_in("alice")
    await world.ask("server.users.end_sessions", user, shop)

    for ended in (tokens, again):
        with refused(errors.AUTH_TOKEN_INVALID):
            await world.caller(ended)


async def test_a_deleted_user_is_gone_and_the_record_says_who_did_it(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")

    await world.ask("server.users.delete", {"user_id": alice.user_id}, shop)

    assert (await world.ask("server.users.get", {"user_id": alice.user_id}, shop))["deleted"]
    rows = await world.work().all("SELECT actor, target FROM audit WHERE operation = 'server.users.delete'")
    assert rows == [(shop.principal, alice.user_id)]


@pytest.mark.parametrize("what", ["suspend", "restore", "end_sessions", "delete"])
async def test_administrators_are_out_of_reach_and_each_scope_is_asked_for(world: World, what: str) -> None:
    shop, boss, alice = await world.application(), await world.admin(), await world.user("alice")
    others = [scope for scope in Permission if scope.startswith("server:")]
    needed = Permission.SERVER_DELETE if what == "delete" else Permission.SERVER_SUSPEND
    narrow = await world.application(*(scope for scope in others if scope is not needed))

    with refused(errors.USER_PROTECTED):
        await world.ask(f"server.users.{what}", {"user_id": boss.user_id}, shop)
    with refused(errors.PERMISSION_MISSING) as caught:
        await world.ask(f"server.users.{what}", {"user_id": alice.user_id}, narrow)
    assert caught.value.permission == needed
