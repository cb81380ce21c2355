"""Does a key open what it was made for, and nothing after it was taken away?"""

from __future__ import annotations

from collections.abc import Callable

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
        applications.create(work, f"App {number}", applications.every_scope())
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
    assert (await world.authenticator.authenticate(tokens.access_token, "")).user_id == user.id

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


async def test_other_scopes_hold_at_once_and_end_what_may_not_be_granted_any_more(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")
    tokens = await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop)

    work = world.work()
    after = await applications.update(work, shop.principal, "Store", [Permission.SERVER_TOKENS])
    await world.store(work)
    assert (after.name, set(after.scopes)) == ("Store", {Permission.SERVER_TOKENS})
    assert world.cuts.principals == [(shop.principal, "")]
    assert (await world.caller(tokens)).user_id == alice.user_id

    work = world.work()
    await applications.update(work, shop.principal, None, [Permission.SERVER_USERS])
    await world.store(work)
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)


async def test_a_name_alone_cuts_nobody_and_a_wrong_scope_changes_nothing(world: World) -> None:
    shop = await world.application()

    work = world.work()
    await applications.update(work, shop.principal, "Store", None)
    await world.store(work)

    assert world.cuts.principals == []
    with refused(errors.REQUEST_INVALID):
        await applications.update(world.work(), shop.principal, None, [Permission.ADMIN_USERS])


async def test_a_key_is_replaced_with_the_former_one_good_for_a_while(
    world: World, later: Callable[[int], None]
) -> None:
    work = world.work()
    application, first = applications.create(work, "Shop", applications.every_scope())
    await world.store(work)

    work = world.work()
    _, second = await applications.rotate(work, application.id, 60)
    await world.store(work)
    actors = [await world.authenticator.authenticate(key, "") for key in (first, second)]
    assert actors[0] is actors[1]

    later(60_000)
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(first, "")
    work = world.work()
    _, third = await applications.rotate(work, application.id, 0)
    await world.store(work)
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(second, "")
    assert (await world.authenticator.authenticate(third, "")).principal == application.id


async def test_what_is_revoked_can_neither_change_nor_get_a_key(world: World) -> None:
    shop = await world.application()
    work = world.work()
    await applications.revoke(work, shop.principal)
    await world.store(work)

    for ask in (
        applications.update(world.work(), shop.principal, "Store", None),
        applications.rotate(world.work(), shop.principal, 60),
        applications.update(world.work(), "app_0", "Store", None),
    ):
        with refused(errors.APPLICATION_NOT_FOUND):
            await ask


async def test_nobody_grants_more_than_a_user_may(world: World) -> None:
    shop, alice, boss = await world.application(), await world.user("alice"), await world.admin()

    with refused(errors.USER_PROTECTED):
        await applications.mint(world.work(shop), boss.user_id, "Shop")
    with refused(errors.PERMISSION_MISSING):
        await applications.mint(world.work(shop), alice.user_id, "Shop", [Permission.ADMIN_USERS])
