"""Can people register, log in, change their password and leave, and nobody else in their place?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.features.world import PASSWORD, World, opened, refused
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth import store
from tokenim.features.auth.service import accounts, parts
from tokenim.features.auth.service.passwords import Hasher
from tokenim.features.users.model import ProfileChanges
from tokenim.kernel.actor import Actor

NEW = "an even better password"


async def done(world: World, actor: Actor, step: Any, *args: Any) -> None:
    work = world.work(actor)
    await step(work, *args)
    await world.store(work)


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


async def test_an_unknown_user_and_a_wrong_password_are_the_same_refusal(world: World) -> None:
    await world.register("alice")
    work = world.work()
    await accounts.add(work, "tokens-only", None, ProfileChanges())
    await world.store(work)

    for username in ("alice", "nobody", "tokens-only", "not a name"):
        with refused(errors.AUTH_WRONG_CREDENTIALS):
            await world.log_in(username, "wrong password")


async def test_guesses_are_limited_by_name_and_the_right_password_does_not_count(tmp_path: Path) -> None:
    async with opened(tmp_path, login_attempts_per_minute=3) as world:
        await world.register("alice")
        for _ in range(10):
            await world.log_in("alice")
        for _ in range(3):
            with refused(errors.AUTH_WRONG_CREDENTIALS):
                await world.log_in("alice", "wrong password")

        with refused(errors.RATE_LIMITED) as caught:
            await world.log_in("alice")

        assert (caught.value.retry_after_ms or 0) > 1_000


async def test_many_guesses_at_once_are_counted_too(tmp_path: Path) -> None:
    async with opened(tmp_path, login_attempts_per_minute=3) as world:
        await world.register("alice")

        outcomes = await asyncio.gather(
            *(world.log_in("alice", f"guess {number}") for number in range(20)), return_exceptions=True
        )

        codes = [outcome.code for outcome in outcomes if isinstance(outcome, TokenIMError)]
        assert codes.count(errors.AUTH_WRONG_CREDENTIALS) == 3
        assert codes.count(errors.RATE_LIMITED) == 17


async def test_guesses_at_many_names_are_limited_by_address(tmp_path: Path) -> None:
    async with opened(tmp_path, login_attempts_per_minute=1) as world:
        for number in range(10):
            with refused(errors.AUTH_WRONG_CREDENTIALS):
                await world.log_in(f"user{number}", "wrong password")

        with refused(errors.RATE_LIMITED):
            await world.log_in("another", "wrong password")


async def test_a_suspended_user_learns_of_it_only_with_the_right_password(world: World) -> None:
    alice = await world.user("alice")
    await done(world, alice, accounts.suspend, alice.user_id)

    with refused(errors.AUTH_SUSPENDED):
        await world.log_in("alice")
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice", "wrong password")


async def test_a_suspension_ends_sessions_and_cuts_sockets(world: World) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    await done(world, alice, accounts.suspend, alice.user_id)

    assert world.gate.cached(tokens["access_token"]) is None
    assert world.cuts.users == [(alice.user_id, "")]
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.ask("auth.refresh", {"refresh_token": tokens["refresh_token"]})


async def test_logins_while_a_suspension_comes_leave_no_session(world: World) -> None:
    alice = await world.user("alice")

    logins = [asyncio.ensure_future(world.log_in("alice")) for _ in range(8)]
    await done(world, alice, accounts.suspend, alice.user_id)
    await asyncio.gather(*logins, return_exceptions=True)

    assert await world.work().all("SELECT id FROM sessions") == []


async def test_a_login_renews_a_hash_with_old_parameters(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = (await world.register("alice"))["user"]["id"]
    before = await store.password(world.work(), user_id)

    monkeypatch.setattr(parts, "hasher", Hasher(memory_kib=16, passes=1))
    await world.log_in("alice")

    after = await store.password(world.work(), user_id)
    assert "m=8," in (before or "")
    assert "m=16," in (after or "")
    await world.log_in("alice")


async def test_another_password_ends_all_other_sessions(world: World) -> None:
    mine, others = await world.register("alice"), await world.log_in("alice")
    alice = await world.caller(mine)
    await world.caller(others)

    await done(world, alice, accounts.change_password, alice, PASSWORD, NEW)

    assert world.gate.cached(mine["access_token"]) is alice
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(others)
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice", PASSWORD)
    assert await world.log_in("alice", NEW)


async def test_a_password_changes_only_for_who_knows_it_and_to_a_good_one(world: World) -> None:
    alice = await world.user("alice")

    with refused(errors.AUTH_WRONG_PASSWORD):
        await accounts.change_password(world.work(alice), alice, "wrong password", NEW)
    with refused(errors.AUTH_PASSWORD_WEAK):
        await accounts.change_password(world.work(alice), alice, PASSWORD, "password1")


async def test_an_operator_sets_a_password_and_all_sessions_end(world: World) -> None:
    tokens = await world.register("alice")
    user_id = tokens["user"]["id"]

    work = world.work()
    await accounts.set_password(work, user_id, NEW)
    await world.store(work)

    assert (user_id, "") in world.cuts.users
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


async def test_a_stolen_token_cannot_guess_the_password_for_long(tmp_path: Path) -> None:
    async with opened(tmp_path, login_attempts_per_minute=2) as world:
        alice = await world.user("alice")
        for _ in range(2):
            with refused(errors.AUTH_WRONG_PASSWORD):
                await accounts.delete_own(world.work(alice), alice, "wrong password")

        with refused(errors.RATE_LIMITED):
            await accounts.delete_own(world.work(alice), alice, PASSWORD)


async def test_who_leaves_cannot_log_in_and_the_name_is_free(world: World) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    await done(world, alice, accounts.delete_own, alice, PASSWORD)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice")
    assert (await world.register("alice"))["user"]["id"] != alice.user_id
    assert await store.password(world.work(), alice.user_id) is None


async def test_another_role_holds_at_once(world: World) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    await done(world, alice, accounts.set_role, alice.user_id, "admin")

    assert world.gate.cached(tokens["access_token"]) is None
    assert (await world.caller(tokens)).role == "admin"
    assert world.cuts.users == [(alice.user_id, "")]


async def test_logins_password_changes_and_departures_are_on_record(world: World) -> None:
    await world.register("alice")
    alice = await world.caller(await world.log_in("alice"))
    await done(world, alice, accounts.change_password, alice, PASSWORD, NEW)
    await done(world, alice, accounts.delete_own, alice, NEW)

    rows = await world.work().all("SELECT actor, operation, target FROM audit ORDER BY id")

    expected = {"auth.login", "auth.password_changed", "users.deleted"}
    assert {tuple(row) for row in rows} == {
        (alice.user_id, operation, alice.user_id) for operation in expected
    }
