"""Can people register, log in, change their password and leave, and nobody else in their place?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.features.world import PASSWORD, World, opened, refused
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth import store
from tokenim.features.auth.service import accounts
from tokenim.features.users.model import ProfileChanges
from tokenim.kernel import actor as actors
from tokenim.kernel.actor import Actor, operator

NEW = "an even better password"


async def done(world: World, actor: Actor, step: Any, *args: Any) -> None:
    work = world.work(actor)
    await step(work, *args)
    await world.store(work)


async def log_in(world: World, username: str, password: str, address: str) -> Any:
    body = {"username": username, "password": password}
    return await world.ask("auth.login", body, actors.anonymous(address))


async def test_whoever_registers_is_logged_in_and_can_log_in_again(world: World) -> None:
    tokens = await world.register("Alice", display_name="Alice L.")

    assert tokens["user"]["username"] == "alice"
    assert (await world.log_in("ALICE"))["user"] == tokens["user"]


async def test_of_many_who_register_a_name_at_once_one_gets_it(world: World) -> None:
    outcomes = await asyncio.gather(*(world.register("alice") for _ in range(10)), return_exceptions=True)

    refusals = [outcome.code for outcome in outcomes if isinstance(outcome, TokenIMError)]
    assert refusals == [errors.USERNAME_TAKEN] * 9
    assert await world.work().all("SELECT COUNT(*) FROM users") == [(1,)]


async def test_nobody_registers_where_registration_is_closed(tmp_path: Path) -> None:
    async with opened(tmp_path, registration=False) as world:
        with refused(errors.AUTH_REGISTRATION_CLOSED):
            await world.register("alice")


async def test_the_password_is_stored_as_argon2id_only(world: World) -> None:
    tokens = await world.register("alice")

    kept = await store.password(world.work(), tokens["user"]["id"])

    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in repr(await world.work().all("SELECT * FROM users, credentials, audit"))


async def test_registrations_of_one_address_are_limited_and_a_bad_password_is_none(tmp_path: Path) -> None:
    async with opened(tmp_path, registrations_burst=2, registrations_per_minute=1) as world:
        for _ in range(3):
            with refused(errors.AUTH_PASSWORD_WEAK):
                await world.ask("auth.register", {"username": "alice", "password": "password1"})
        await world.register("alice")
        with refused(errors.USERNAME_TAKEN):
            await world.register("alice")

        with refused(errors.RATE_LIMITED):
            await world.register("bob")
        body = {"username": "bob", "password": PASSWORD}
        assert await world.ask("auth.register", body, actors.anonymous("203.0.113.1"))


async def test_a_suspension_ends_sessions_and_cuts_sockets(world: World) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    await done(world, alice, accounts.suspend, alice.user_id)

    assert world.authenticator.cached(tokens["access_token"]) is None
    assert world.cuts.principals == [(alice.user_id, "")]
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.ask("auth.refresh", {"refresh_token": tokens["refresh_token"]})


async def test_another_password_ends_all_other_sessions(world: World) -> None:
    mine, others = await world.register("alice"), await world.log_in("alice")
    alice = await world.caller(mine)
    await world.caller(others)

    await done(world, alice, accounts.change_password, PASSWORD, NEW)

    assert world.authenticator.cached(mine["access_token"]) is alice
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(others)
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice", PASSWORD)
    assert await world.log_in("alice", NEW)


async def test_a_password_changes_only_for_who_knows_it_and_to_a_good_one(world: World) -> None:
    alice = await world.user("alice")

    with refused(errors.AUTH_WRONG_PASSWORD):
        await accounts.change_password(world.work(alice), "wrong password", NEW)
    with refused(errors.AUTH_PASSWORD_WEAK):
        await accounts.change_password(world.work(alice), PASSWORD, "password1")


async def test_an_operator_sets_a_password_and_all_sessions_end(world: World) -> None:
    tokens = await world.register("alice")
    user_id = tokens["user"]["id"]

    work = world.work()
    await accounts.set_password(work, user_id, NEW)
    await world.store(work)

    assert (user_id, "") in world.cuts.principals
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice")
    assert (await world.log_in("alice", NEW))["user"]["id"] == user_id


async def test_an_operator_gives_a_password_to_who_had_none_and_not_a_bad_one(world: World) -> None:
    work = world.work()
    user = await accounts.add(work, "tokens-only", None, ProfileChanges())
    await world.store(work)
    with refused(errors.AUTH_PASSWORD_WEAK):
        await accounts.set_password(world.work(), user.id, "12345678")

    work = world.work()
    await accounts.set_password(work, user.id, NEW)
    await world.store(work)

    assert (await world.log_in("tokens-only", NEW))["user"]["id"] == user.id


async def test_who_leaves_cannot_log_in_and_the_name_is_free_after_a_while(
    world: World, later: Callable[[int], None]
) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    await done(world, alice, accounts.delete_own, PASSWORD)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice")
    with refused(errors.USERNAME_TAKEN):
        await world.register("Alice")
    later(91 * 86_400_000)
    assert (await world.register("alice"))["user"]["id"] != alice.user_id
    assert await store.password(world.work(), alice.user_id) is None


async def test_another_role_holds_at_once(world: World) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    await done(world, operator(), accounts.set_role, alice.user_id, "admin")

    assert world.authenticator.cached(tokens["access_token"]) is None
    assert (await world.caller(tokens)).role == "admin"
    assert world.cuts.principals == [(alice.user_id, "")]


async def test_logins_password_changes_and_departures_are_on_record(world: World) -> None:
    await world.register("alice")
    alice = await world.caller(await world.log_in("alice"))
    await done(world, alice, accounts.change_password, PASSWORD, NEW)
    await done(world, alice, accounts.delete_own, NEW)

    rows = await world.work().all("SELECT actor, operation, target FROM audit ORDER BY id")

    expected = {"auth.register", "auth.login", "auth.password_changed", "users.deleted"}
    assert {tuple(row) for row in rows} == {
        (alice.user_id, operation, alice.user_id) for operation in expected
    }


async def test_a_name_that_speaks_for_the_server_is_for_operators(world: World) -> None:
    for name in ("admin", "Support", "admin_", "r00t"):
        with refused(errors.USERNAME_RESERVED):
            await world.register(name)

    work = world.work()
    assert (await accounts.add(work, "support", PASSWORD, ProfileChanges())).username == "support"


async def test_a_restored_user_can_log_in_again(world: World) -> None:
    alice = await world.user("alice")
    await done(world, operator(), accounts.suspend, alice.user_id)
    with refused(errors.AUTH_SUSPENDED):
        await world.log_in("alice")

    await done(world, operator(), accounts.restore, alice.user_id)

    assert (await world.log_in("alice"))["user"]["id"] == alice.user_id


async def test_a_user_who_is_logged_out_everywhere_can_log_in_again(world: World) -> None:
    tokens = [await world.register("alice"), await world.log_in("alice")]
    user_id = tokens[0]["user"]["id"]

    await done(world, operator(), accounts.end_sessions, user_id)

    for ended in tokens:
        with refused(errors.AUTH_TOKEN_INVALID):
            await world.caller(ended)
    assert world.cuts.principals == [(user_id, "")]
    assert await world.log_in("alice")


async def test_an_application_uses_only_accounts_that_it_may_act_for_and_that_are_active(
    world: World,
) -> None:
    shop, alice, boss = await world.application(), await world.user("alice"), await world.admin()

    assert (await accounts.usable(world.work(shop), alice.user_id)).id == alice.user_id
    with refused(errors.USER_PROTECTED):
        await accounts.usable(world.work(shop), boss.user_id)
    await done(world, operator(), accounts.suspend, alice.user_id)
    with refused(errors.AUTH_SUSPENDED):
        await accounts.usable(world.work(shop), alice.user_id)
