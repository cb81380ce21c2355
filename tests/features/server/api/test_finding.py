"""Can a backend keep its users here under its own ids, however often it asks, and find them?"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors

OWN = [
    "6e0c7d1e-6a1c-4c7f-9f58-0d6c3a6f8e11",
    "someone@example.com",
    "auth0|5f7c",
    "a/b?c=d&e f%",
    "名" * 200,
]


async def found(world: World, shop: Any, **body: Any) -> list[str]:
    return [user["id"] for user in (await world.ask("server.users.list", body, shop))["items"]]


@pytest.mark.parametrize("own", OWN)
async def test_a_user_is_made_once_under_an_own_id_and_changed_after_that(world: World, own: str) -> None:
    shop = await world.application()

    first = await world.ask("server.users.put", {"user_id": own, "display_name": "Dave"}, shop)
    again = await world.ask("server.users.put", {"user_id": own, "display_name": "Dave"}, shop)
    changed = await world.ask("server.users.put", {"user_id": own, "bio": "VIP", "username": "ignored"}, shop)

    assert first == again
    assert first["external_id"] == own
    assert changed == first | {"bio": "VIP", "version": changed["version"]}
    assert await world.ask("server.users.get", {"user_id": own}, shop) == changed
    assert await found(world, shop, external_id=own) == [first["id"]]


async def test_of_many_who_put_a_user_at_once_all_mean_the_same_one(world: World) -> None:
    shop = await world.application()

    put = [world.ask("server.users.put", {"user_id": "shop|1"}, shop) for _ in range(10)]
    ids = {user["id"] for user in await asyncio.gather(*put)}

    assert len(ids) == 1
    assert await found(world, shop) == [*ids]


async def test_names_are_given_or_made_up_and_taken_ones_refused(world: World) -> None:
    shop = await world.application()

    given = await world.ask("server.users.put", {"user_id": "1", "username": "Dave"}, shop)
    made_up = await world.ask("server.users.put", {"user_id": "2"}, shop)

    assert given["username"] == "dave"
    assert made_up["display_name"] == made_up["username"]
    with refused(errors.USERNAME_TAKEN):
        await world.ask("server.users.put", {"user_id": "3", "username": "dave"}, shop)


async def test_an_id_of_this_server_changes_a_user_and_makes_none(world: World) -> None:
    shop, alice, boss = await world.application(), await world.user("alice"), await world.admin()

    changed = await world.ask("server.users.put", {"user_id": alice.user_id, "bio": "VIP"}, shop)

    assert (changed["id"], changed["bio"]) == (alice.user_id, "VIP")
    with refused(errors.USER_NOT_FOUND):
        await world.ask("server.users.put", {"user_id": "u_" + "0" * 26}, shop)
    with refused(errors.USER_PROTECTED):
        await world.ask("server.users.put", {"user_id": boss.user_id, "bio": "mine"}, shop)


async def test_an_own_id_is_free_again_once_its_user_is_deleted(world: World) -> None:
    shop = await world.application()
    first = await world.ask("server.users.put", {"user_id": "shop|1"}, shop)

    await world.ask("server.users.delete", {"user_id": "shop|1"}, shop)
    second = await world.ask("server.users.put", {"user_id": "shop|1"}, shop)

    assert second["id"] != first["id"]
    assert "shop|1" not in repr(await world.work().all("SELECT * FROM users WHERE status = 'deleted'"))


async def test_users_are_found_by_name_status_and_page(world: World) -> None:
    shop = await world.application()
    alice, bob = await world.user("alice"), await world.user("bob")
    await world.ask("server.users.suspend", {"user_id": bob.user_id}, shop)

    assert await found(world, shop, username="ALICE") == [alice.user_id]
    assert await found(world, shop, username="nobody") == []
    assert await found(world, shop, username="bob", status="active") == []
    assert await found(world, shop, status="suspended") == [bob.user_id]
    first = await world.ask("server.users.list", {"limit": 1}, shop)
    assert await found(world, shop, cursor=first["next_cursor"]) == [bob.user_id]
