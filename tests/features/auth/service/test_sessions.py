"""Do sessions begin, go on and end as promised, many callers at once included?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.features.world import World, opened, refused
from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth import model, store
from tokenim.features.auth.service import sessions
from tokenim.kernel import addresses


async def refreshed(world: World, tokens: Any) -> Any:
    return await world.ask("auth.refresh", {"refresh_token": tokens["refresh_token"]})


async def test_a_session_has_two_tokens_and_only_their_hashes_are_stored(world: World) -> None:
    tokens = await world.register("alice", device_name="Phone")

    stored = repr(await world.work().all("SELECT * FROM sessions"))

    for token in (tokens["access_token"], tokens["refresh_token"]):
        assert token.partition(".")[2] not in stored
    assert "Phone" in stored
    assert tokens["expires_in"] == world.settings.access_token_seconds


async def test_a_refresh_gives_the_next_pair_and_the_same_user(world: World) -> None:
    first = await world.register("alice")

    second = await refreshed(world, first)
    third = await refreshed(world, second)

    assert len({each["refresh_token"] for each in (first, second, third)}) == 3
    assert second["user"] == first["user"]
    assert (await world.caller(third)).user_id == first["user"]["id"]


async def test_of_fifty_refreshes_at_once_exactly_one_gets_new_tokens(world: World) -> None:
    tokens = await world.register("alice")

    outcomes = await asyncio.gather(*(refreshed(world, tokens) for _ in range(50)), return_exceptions=True)

    won = [outcome for outcome in outcomes if isinstance(outcome, dict)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, TokenIMError)]
    assert len(won) == 1
    assert {error.code for error in lost} == {errors.AUTH_REFRESH_IN_USE}
    assert all(0 < (error.retry_after_ms or 0) <= model.RACE_MS for error in lost)
    assert await refreshed(world, won[0])


async def test_a_lost_answer_is_given_again(world: World, later: Callable[[int], None]) -> None:
    tokens = await world.register("alice")
    lost = await refreshed(world, tokens)

    later(model.RACE_MS)
    again = await refreshed(world, tokens)

    assert again["access_token"] == lost["access_token"]
    assert again["refresh_token"] == lost["refresh_token"]
    assert again["expires_in"] < lost["expires_in"]


async def test_a_token_used_again_later_ends_the_session_for_both_and_is_on_record(
    world: World, later: Callable[[int], None]
) -> None:
    stolen = await world.register("alice")
    actor = await world.caller(stolen)
    current = await refreshed(world, stolen)

    later(model.LOST_ANSWER_MS + 1_000)
    with refused(errors.AUTH_TOKEN_INVALID):
        await refreshed(world, stolen)

    with refused(errors.AUTH_TOKEN_INVALID):
        await refreshed(world, current)
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(current)
    assert world.cuts.sessions == [actor.session_id]
    record = await world.work().all("SELECT actor, target FROM audit WHERE operation = 'auth.refresh_reused'")
    assert record == [(actor.user_id, actor.session_id)]


async def test_a_made_up_token_ends_nothing(world: World) -> None:
    tokens = await world.register("alice")
    for made_up in ("tkr_", tokens["refresh_token"].partition(".")[0] + "." + "A" * 64, "tkr_0." + "A" * 64):
        with refused(errors.AUTH_TOKEN_INVALID):
            await world.ask("auth.refresh", {"refresh_token": made_up})

    assert await refreshed(world, tokens)


async def test_a_session_that_nobody_refreshed_in_time_is_over(
    world: World, later: Callable[[int], None]
) -> None:
    tokens = await world.register("alice")
    actor = await world.caller(tokens)
    later(world.settings.refresh_token_seconds * 1000)

    with refused(errors.AUTH_TOKEN_INVALID):
        await refreshed(world, tokens)
    assert await sessions.listed(world.work(actor)) == []


async def test_one_session_too_many_ends_the_one_unused_for_longest(world: World) -> None:
    first = await world.register("alice")
    oldest = session_of(first)
    await _fill(world, oldest)

    await world.log_in("alice")

    ids = await _ids(world)
    assert len(ids) == limits.SESSIONS
    assert oldest not in ids
    assert world.cuts.sessions == [oldest]


@pytest.mark.parametrize("connected", [True, False])
async def test_a_session_in_use_does_not_end_for_others_that_are_not(
    world: World, *, connected: bool
) -> None:
    phone = await world.caller(await world.register("alice"))
    await _fill(world, phone.session_id)
    if connected:
        phone.seen_at = 0.0
        world.cuts.callers = [phone]

    await world.log_in("alice")

    ids = await _ids(world)
    assert len(ids) == limits.SESSIONS
    assert phone.session_id in ids
    assert world.cuts.sessions == ["s_0"]
    listed = await sessions.listed(world.work(phone))
    assert any(session.current for session in listed[:2])


def session_of(tokens: Any) -> str:
    return "s_" + str(tokens["access_token"]).removeprefix("tka_").partition(".")[0]


async def _ids(world: World) -> set[str]:
    return {row[0] for row in await world.work().all("SELECT id FROM sessions")}


async def _fill(world: World, first: str) -> None:
    """Make all other sessions that there may be, used after the first one as far as the database knows."""
    session = await store.get(world.work(), first)
    assert session is not None
    work = world.work()
    work.write("UPDATE sessions SET used_at = used_at - 100000 WHERE id = :id", id=first)
    for number in range(limits.SESSIONS - 1):
        used_at = session.used_at - 50_000 + number
        store.add(work, msgspec.structs.replace(session, id=f"s_{number}", used_at=used_at))
    await world.store(work)


async def test_only_the_own_session_can_be_ended(world: World) -> None:
    alice, bob = await world.user("alice"), await world.user("bob")

    for session in (alice.session_id, "s_nowhere"):
        with refused(errors.SESSION_NOT_FOUND):
            await sessions.end(world.work(bob), session)

    work = world.work(alice)
    await sessions.end(work, alice.session_id)
    await world.store(work)
    assert await sessions.listed(world.work(alice)) == []


async def test_ending_all_but_one_keeps_that_one(world: World) -> None:
    alice = await world.user("alice")
    await world.log_in("alice")

    work = world.work(alice)
    sessions.end_all(work, alice.user_id, but=alice.session_id)
    await world.store(work)

    (left,) = await sessions.listed(world.work(alice))
    assert (left.id, left.current) == (alice.session_id, True)


async def test_to_reconnect_keeps_the_session_and_cuts_its_sockets(world: World) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    work = world.work()
    work.bump(alice.user_id)
    sessions.reconnect(work, alice.user_id)
    await world.store(work)

    assert world.authenticator.cached(tokens["access_token"]) is None
    assert world.cuts.principals == [(alice.user_id, "")]
    assert (await world.caller(tokens)).session_id == alice.session_id


async def test_a_sweep_forgets_what_nobody_refreshed_in_time(
    world: World, later: Callable[[int], None]
) -> None:
    await world.register("alice")
    later(world.settings.refresh_token_seconds * 1000)
    await world.log_in("alice")

    work = world.work()
    await sessions.sweep(work)
    await world.store(work)

    assert len(await world.work().all("SELECT id FROM sessions")) == 1


async def test_a_session_ends_in_the_end_however_often_it_is_refreshed(
    tmp_path: Path, later: Callable[[int], None]
) -> None:
    lives = {"access_token_seconds": 1_800, "refresh_token_seconds": 3_600, "session_seconds": 7_200}
    async with opened(tmp_path, **lives) as world:
        tokens = await world.register("alice")
        lasts = []
        for _ in range(4):
            later(1_790_000)
            tokens = await refreshed(world, tokens)
            lasts.append(tokens["expires_in"])
        assert lasts[:3] == [1_800] * 3
        assert lasts[3] in (39, 40)

        later(41_000)
        for ask in (refreshed(world, tokens), world.caller(tokens)):
            with refused(errors.AUTH_TOKEN_INVALID):
                await ask


async def test_a_shorter_life_holds_for_sessions_that_are_there(
    tmp_path: Path, later: Callable[[int], None]
) -> None:
    async with opened(tmp_path) as world:
        tokens = await world.register("alice")
        later(5_000_000)
    async with opened(tmp_path, session_seconds=3_600) as world:
        with refused(errors.AUTH_TOKEN_INVALID):
            await refreshed(world, tokens)


async def test_a_granted_session_is_refreshed_only_while_its_application_may_grant(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")
    tokens = await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop)
    tokens = await refreshed(world, tokens)
    assert (await world.caller(tokens)).application_id == shop.principal

    work = world.work()
    work.write("UPDATE applications SET scopes = 'server:users'")
    await world.store(work)

    with refused(errors.AUTH_TOKEN_INVALID):
        await refreshed(world, tokens)


async def test_what_one_application_granted_ends_alone(world: World) -> None:
    alice, tokens = await world.user("alice"), []
    for name in ("Shop", "Store"):
        app = await world.application()
        tokens.append((app, await world.ask("server.tokens.create", {"user_id": alice.user_id}, app), name))

    work = world.work()
    sessions.end_granted(work, tokens[0][0].principal)
    await world.store(work)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens[0][1])
    assert (await world.caller(tokens[1][1])).user_id == alice.user_id
    assert world.cuts.granted == [tokens[0][0].principal]
    assert len(await sessions.listed(world.work(alice))) == 2


async def test_a_user_is_known_from_the_networks_of_their_own_sessions_only(world: World) -> None:
    alice, bob = await world.user("alice"), await world.user("bob")
    home = addresses.network("127.0.0.1")
    work = world.work(bob)
    await sessions.end(work, bob.session_id)
    await world.store(work)

    assert await sessions.known_from(world.work(), alice.user_id, home)
    assert not await sessions.known_from(world.work(), alice.user_id, addresses.network("203.0.113.1"))
    assert not await sessions.known_from(world.work(), bob.user_id, home)
