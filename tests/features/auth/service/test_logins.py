"""Does the right password open a session, and no number of wrong ones?"""

from __future__ import annotations

import asyncio
import unicodedata
from pathlib import Path
from typing import Any

import argon2
from structlog.testing import capture_logs

from tests.features.world import PASSWORD, World, opened, refused
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth import store
from tokenim.features.auth.service import accounts, logins
from tokenim.features.auth.service.guard import Guard
from tokenim.features.auth.service.passwords import Hasher
from tokenim.features.users.model import ProfileChanges
from tokenim.kernel import actor as actors
from tokenim.kernel.actor import Actor

NEW = "an even better password"


async def done(world: World, actor: Actor, step: Any, *args: Any) -> None:
    work = world.work(actor)
    await step(work, *args)
    await world.store(work)


async def log_in(world: World, username: str, password: str, address: str) -> Any:
    body = {"username": username, "password": password}
    return await world.ask("auth.login", body, actors.anonymous(address))


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


async def test_a_stranger_who_guesses_does_not_lock_the_owner_out(tmp_path: Path) -> None:
    async with opened(tmp_path, login_attempts_per_minute=3) as world:
        tokens = await world.register("alice")
        for number in range(8):
            with refused(errors.RATE_LIMITED if number > 2 else errors.AUTH_WRONG_CREDENTIALS):
                await log_in(world, "alice", "wrong password", "198.51.100.1")

        assert (await log_in(world, "alice", PASSWORD, "203.0.113.1"))["user"] == tokens["user"]


async def test_who_has_a_session_from_a_blocked_address_gets_in_after_a_restart_too(tmp_path: Path) -> None:
    async with opened(tmp_path, login_attempts_per_minute=1) as world:
        await world.register("alice")
        world.auth.guard = Guard(world.settings.login_attempts_per_minute)
        for number in range(10):
            with refused(errors.AUTH_WRONG_CREDENTIALS):
                await world.log_in(f"user{number}", "wrong password")

        with refused(errors.RATE_LIMITED):
            await world.log_in("bob")
        assert await world.log_in("alice")


async def test_a_name_typed_in_another_form_is_the_same_account(world: World) -> None:
    await world.register("alice")

    assert await world.log_in(" \uff21lice ")


async def test_a_password_composed_otherwise_is_the_same_and_is_kept_in_one_form(world: World) -> None:
    written = "gr\u00fcn-p\u00e4ss-\u00e9t\u00e9"
    user_id = (await world.ask("auth.register", {"username": "alice", "password": written}))["user"]["id"]
    old = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    raw = unicodedata.normalize("NFD", written)
    work = world.work()
    store.update_password(work, user_id, old.hash(raw))
    await world.store(work)

    assert await world.log_in("alice", written)
    after = await store.password(world.work(), user_id)

    assert old.verify(after or "", written)
    assert await world.log_in("alice", raw)


async def test_the_log_of_a_failed_login_never_holds_what_was_typed(world: World) -> None:
    user_id = (await world.register("alice"))["user"]["id"]
    with capture_logs() as lines:
        for name in ("alice", "my secret password"):
            with refused(errors.AUTH_WRONG_CREDENTIALS):
                await world.log_in(name, "wrong password")

    assert [line["user"] for line in lines if line["event"] == "login.failed"] == [user_id, ""]
    assert "secret" not in str(lines)


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


async def test_logins_while_a_suspension_comes_leave_no_session(world: World) -> None:
    alice = await world.user("alice")

    logins = [asyncio.ensure_future(world.log_in("alice")) for _ in range(8)]
    await done(world, alice, accounts.suspend, alice.user_id)
    await asyncio.gather(*logins, return_exceptions=True)

    assert await world.work().all("SELECT id FROM sessions") == []


async def test_a_login_renews_a_hash_with_old_parameters(world: World) -> None:
    user_id = (await world.register("alice"))["user"]["id"]
    before = await store.password(world.work(), user_id)

    world.auth.hasher = Hasher(memory_kib=16, passes=1)
    await world.log_in("alice")

    after = await store.password(world.work(), user_id)
    assert "m=8," in (before or "")
    assert "m=16," in (after or "")
    await world.log_in("alice")


async def test_a_stolen_token_cannot_guess_the_password_for_long(tmp_path: Path) -> None:
    async with opened(tmp_path, login_attempts_per_minute=2) as world:
        alice = await world.user("alice")
        for _ in range(2):
            with refused(errors.AUTH_WRONG_PASSWORD):
                await accounts.delete_own(world.work(alice), "wrong password")

        with refused(errors.RATE_LIMITED):
            await accounts.delete_own(world.work(alice), PASSWORD)


async def test_the_right_password_confirms_the_caller_and_any_other_does_not(world: World) -> None:
    alice = await world.user("alice")

    assert (await logins.confirmed(world.work(alice), PASSWORD)).id == alice.user_id
    with refused(errors.AUTH_WRONG_PASSWORD):
        await logins.confirmed(world.work(alice), "wrong password")
