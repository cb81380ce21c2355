"""Is everybody cut whose right ended, though nobody told this node?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.features.world import World
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth.service import applications, last_used, rights
from tokenim.kernel import clock
from tokenim.kernel.actor import Actor


async def recheck(world: World, *connected: Actor) -> None:
    world.cuts.callers = list(connected)
    work = world.work()
    await rights.recheck(work)
    if not work.empty:
        await world.store(work)


async def changed(world: World, sql: str) -> None:
    work = world.work()
    work.write(sql)
    await world.store(work)


async def test_nobody_is_cut_who_has_the_right(world: World) -> None:
    shop, alice, boss = await world.application(), await world.user("alice"), await world.admin()
    granted = await world.caller(await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop))

    await recheck(world, shop, alice, boss, granted)

    assert (world.cuts.sessions, world.cuts.granted) == ([], [])
    assert shop.principal not in dict(world.cuts.principals)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sessions",
        "UPDATE sessions SET access_expires_at = 1",
        "UPDATE users SET status = 'suspended'",
        "UPDATE users SET role = 'admin'",
    ],
)
async def test_a_session_is_cut_whose_right_changed_in_the_database(world: World, sql: str) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)
    await changed(world, sql)

    await recheck(world, alice)

    assert world.cuts.sessions == [alice.session_id]
    assert world.authenticator.cached(tokens["access_token"]) is None


@pytest.mark.parametrize("change", ["revoked_at = 1", "scopes = 'server:users'", "id = 'app_gone'"])
async def test_a_granted_session_is_cut_with_the_right_of_its_application(world: World, change: str) -> None:
    shop, alice = await world.application(), await world.user("alice")
    granted = await world.caller(await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop))
    await changed(world, f"UPDATE applications SET {change}")

    await recheck(world, alice, granted)

    assert world.cuts.sessions == [granted.session_id]


async def test_a_granted_session_of_a_new_administrator_stays_what_it_was(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")
    granted = await world.caller(await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop))
    await changed(world, "UPDATE users SET role = 'admin'")

    await recheck(world, granted)

    assert world.cuts.sessions == []
    assert Permission.ADMIN_USERS not in granted.permissions


async def test_a_refresh_keeps_the_sockets_of_a_session(world: World, later: Callable[[int], None]) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)
    later(world.settings.access_token_seconds * 1000)
    await world.ask("auth.refresh", {"refresh_token": tokens["refresh_token"]})

    await recheck(world, alice)
    assert world.cuts.sessions == []

    later(world.settings.access_token_seconds * 1000)
    await recheck(world, alice)
    assert world.cuts.sessions == [alice.session_id]


@pytest.mark.parametrize("change", ["revoked_at = 1", "scopes = 'server:users'", "id = 'app_gone'"])
async def test_an_application_is_cut_whose_right_changed_in_the_database(world: World, change: str) -> None:
    shop = await world.application()
    await changed(world, f"UPDATE applications SET {change}")

    await recheck(world, shop)

    assert world.cuts.principals == [(shop.principal, "")]


async def test_sockets_come_again_when_a_former_key_ends(world: World, later: Callable[[int], None]) -> None:
    shop = await world.application()
    work = world.work()
    await applications.rotate(work, shop.principal, 60)
    await world.store(work)
    world.cuts.principals.clear()

    await recheck(world, shop)
    assert world.cuts.principals == []

    later(60_000)
    await recheck(world, shop)
    await recheck(world, shop)
    assert world.cuts.principals == [(shop.principal, "")]


async def test_the_last_use_of_the_connected_is_stored_now_and_then(
    world: World, later: Callable[[int], None]
) -> None:
    shop, alice, bob = await world.application(), await world.user("alice"), await world.user("bob")
    await recheck(world, shop, alice)
    before = clock.now()
    await recheck(world, shop, alice)

    later(last_used.GRAIN_MS)
    await recheck(world, shop, alice)

    used: dict[str, int] = dict(await world.work().all("SELECT user_id, used_at FROM sessions"))
    assert used[alice.user_id] >= before + last_used.GRAIN_MS
    assert used[bob.user_id] <= before
    ((program,),) = await world.work().all("SELECT used_at FROM applications")
    assert program >= before + last_used.GRAIN_MS


async def test_many_are_looked_up_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "CHUNK", 2)
    people = [await world.user(f"user-{number}") for number in range(5)]
    await changed(world, f"DELETE FROM sessions WHERE id <> '{people[0].session_id}'")

    await recheck(world, *people)

    assert world.cuts.sessions == [caller.session_id for caller in people[1:]]


async def test_who_has_a_socket_on_this_node_is_connected(world: World) -> None:
    alice = await world.user("alice")
    assert world.authenticator.connected() == []

    world.cuts.callers = [alice]

    assert world.authenticator.connected() == [alice]
