"""Does a key open what it was made for, and nothing after it was taken away?"""

from __future__ import annotations

import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth.service import accounts, applications
from tokenim.features.users.model import ProfileChanges


async def test_a_key_is_shown_once_and_only_its_hash_is_stored(world: World) -> None:
    work = world.work()
    application, key = applications.create(work, "Shop", [Permission.SERVER_USERS])
    await world.store(work)

    assert key.startswith("tks_" + application.id.removeprefix("app_"))
    assert key.partition(".")[2] not in repr(await world.work().all("SELECT * FROM applications"))


@pytest.mark.parametrize("scope", [Permission.ADMIN_USERS, Permission.MESSAGES_SEND, Permission.PUBLIC])
async def test_a_key_cannot_have_what_applications_cannot_do(world: World, scope: Permission) -> None:
    with refused(errors.REQUEST_INVALID) as caught:
        applications.create(world.work(), "Shop", [Permission.SERVER_USERS, scope])

    assert caught.value.errors[0]["field"] == "scopes"


async def test_the_list_goes_on_by_its_cursor(world: World) -> None:
    work = world.work()
    for number in range(3):
        applications.create(work, f"App {number}", applications.ALL)
    await world.store(work)

    first, cursor = await applications.listed(world.work(), "", 2)
    second, end = await applications.listed(world.work(), cursor or "", 2)

    assert {application.name for application in first + second} == {"App 0", "App 1", "App 2"}
    assert end is None


async def test_a_revoked_key_is_forgotten_and_its_sockets_are_cut(world: World) -> None:
    actor = await world.application()

    work = world.work()
    await applications.revoke(work, actor.application_id)
    await world.store(work)

    assert (world.cuts.principals, world.cuts.granted) == ([(actor.principal, "")], [actor.principal])
    ((application,), _) = await applications.listed(world.work(), "", 1)
    assert application.revoked_at == work.now


async def test_an_unknown_application_cannot_be_revoked(world: World) -> None:
    with refused(errors.APPLICATION_NOT_FOUND):
        await applications.revoke(world.work(), "app_0")


async def test_tokens_are_made_for_active_users_only(world: World) -> None:
    work = world.work()
    user = await accounts.add(work, "tokens-only", None, ProfileChanges())
    await world.store(work)

    work = world.work()
    tokens = await applications.mint(work, user.id, "Shop")
    await world.store(work)
    assert (await world.gate.authenticate(tokens.access_token, "")).user_id == user.id

    work = world.work()
    await accounts.suspend(work, user.id)
    await world.store(work)
    with refused(errors.AUTH_SUSPENDED):
        await applications.mint(world.work(), user.id, "Shop")
    with refused(errors.USER_NOT_FOUND):
        await applications.mint(world.work(), "u_nobody", "Shop")

    work = world.work()
    await accounts.delete(work, user.id)
    await world.store(work)
    with refused(errors.USER_DELETED):
        await applications.mint(world.work(), user.id, "Shop")
