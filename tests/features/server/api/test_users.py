"""Can an application make users and act for them, within its scopes?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.features.world import PASSWORD, World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission


async def test_an_application_makes_a_user_and_lets_them_in(world: World) -> None:
    shop = await world.application()

    user = await world.ask("server.users.create", {"username": "Dave", "fields": {"level": 1}}, shop)
    tokens = await world.ask("server.tokens.create", {"user_id": user["id"]}, shop)
    dave = await world.caller(tokens)

    assert (user["username"], user["display_name"], user["fields"]) == ("dave", "Dave", {"level": 1})
    assert (dave.user_id, dave.role) == (user["id"], "user")
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("dave")


async def test_a_user_made_with_a_password_can_log_in(world: World) -> None:
    shop = await world.application()
    body = {"username": "dave", "password": PASSWORD, "display_name": "David"}

    await world.ask("server.users.create", body, shop)

    assert (await world.log_in("dave"))["user"]["display_name"] == "David"


async def test_an_application_reads_and_changes_a_user(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")

    changed = await world.ask("server.users.update", {"user_id": alice.user_id, "bio": "VIP"}, shop)

    assert changed["bio"] == "VIP"
    assert await world.ask("server.users.get", {"user_id": alice.user_id}, shop) == changed


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("server.users.create", {"username": "dave"}),
        ("server.users.get", {"user_id": "u_1"}),
        ("server.users.update", {"user_id": "u_1"}),
    ],
)
async def test_a_key_without_the_scope_is_refused(world: World, name: str, body: dict[str, Any]) -> None:
    tokens_only = await world.application(Permission.SERVER_TOKENS)

    for stranger in (tokens_only, await world.user("alice"), await world.admin()):
        with refused(errors.PERMISSION_MISSING) as caught:
            await world.ask(name, body, stranger)
        assert caught.value.permission == "server:users"
        assert "server:users" in caught.value.detail


async def test_a_key_opens_nothing_that_is_for_users(world: World) -> None:
    shop = await world.application()

    for name in ("users.me", "auth.sessions", "tickets.create"):
        with refused(errors.PERMISSION_MISSING):
            await world.ask(name, actor=shop)


async def test_what_an_application_changes_is_on_record_with_ids_alone(world: World) -> None:
    shop = await world.application()
    dave = await world.ask("server.users.create", {"username": "dave", "password": PASSWORD}, shop)

    ((actor, operation, target, parameters),) = await world.work().all(
        "SELECT actor, operation, target, parameters FROM audit"
    )

    assert (actor, operation, target) == (shop.application_id, "server.users.create", dave["id"])
    assert b"dave" not in parameters
    assert PASSWORD.encode() not in parameters
