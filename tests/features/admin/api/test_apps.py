"""Can operators give keys to applications and take them away?"""

from __future__ import annotations

import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth.service import applications


async def test_a_key_is_shown_once_and_works(world: World) -> None:
    boss = await world.admin()

    made = await world.ask("admin.apps.create", {"name": "Shop", "scopes": ["server:users"]}, boss)
    listed = await world.ask("admin.apps.list", actor=boss)

    actor = await world.authenticator.authenticate(made.pop("key"), "")
    assert actor.permissions == {Permission.PUBLIC, Permission.SERVER_USERS}
    assert listed == {"items": [made], "next_cursor": None}


async def test_without_scopes_an_application_may_do_all_that_applications_can(world: World) -> None:
    made = await world.ask("admin.apps.create", {"name": "Shop"}, await world.admin())

    assert set(made["scopes"]) == applications.every_scope()


async def test_a_revoked_key_opens_nothing_and_is_shown_as_revoked(world: World) -> None:
    boss = await world.admin()
    made = await world.ask("admin.apps.create", {"name": "Shop"}, boss)

    await world.ask("admin.apps.revoke", {"app_id": made["id"]}, boss)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(made["key"], "")
    assert (await world.ask("admin.apps.list", actor=boss))["items"][0]["revoked_at"]
    with refused(errors.APPLICATION_NOT_FOUND):
        await world.ask("admin.apps.revoke", {"app_id": "app_0"}, boss)


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "Shop", "scopes": ["admin:users"]}, {"scopes": []}])
async def test_a_wrong_application_is_refused(world: World, body: dict[str, object]) -> None:
    with refused(errors.REQUEST_INVALID):
        await world.ask("admin.apps.create", body, await world.admin())


async def test_nobody_else_may(world: World) -> None:
    for stranger in (await world.user("alice"), await world.application()):
        for name in ("admin.apps.create", "admin.apps.list", "admin.apps.revoke"):
            with refused(errors.PERMISSION_MISSING):
                await world.ask(name, {}, stranger)


async def test_an_application_gets_another_name_and_fewer_scopes_at_once(world: World) -> None:
    boss = await world.admin()
    made = await world.ask("admin.apps.create", {"name": "Shop"}, boss)
    body = {"app_id": made["id"], "name": "Store", "scopes": ["server:users"]}

    changed = await world.ask("admin.apps.update", body, boss)

    assert (changed["name"], changed["scopes"]) == ("Store", ["server:users"])
    actor = await world.authenticator.authenticate(made["key"], "")
    assert actor.permissions == {Permission.PUBLIC, Permission.SERVER_USERS}
    with refused(errors.APPLICATION_NOT_FOUND):
        await world.ask("admin.apps.update", {"app_id": "app_0"}, boss)


async def test_a_new_key_works_and_the_former_one_only_with_an_overlap(world: World) -> None:
    boss = await world.admin()
    first = await world.ask("admin.apps.create", {"name": "Shop"}, boss)

    second = await world.ask("admin.apps.rotate", {"app_id": first["id"], "overlap_seconds": 60}, boss)
    for made in (first, second):
        assert (await world.authenticator.authenticate(made["key"], "")).principal == first["id"]

    third = await world.ask("admin.apps.rotate", {"app_id": first["id"], "overlap_seconds": 0}, boss)
    assert (await world.authenticator.authenticate(third["key"], "")).principal == first["id"]
    for made in (first, second):
        with refused(errors.AUTH_TOKEN_INVALID):
            await world.authenticator.authenticate(made["key"], "")
