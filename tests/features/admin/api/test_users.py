"""Can operators see, lock out and delete users, and nobody else?"""

from __future__ import annotations

import asyncio

import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.stack import OPERATIONS

ALL = [name for name in OPERATIONS if name.startswith("admin.users.")]


async def test_the_list_shows_users_of_a_status_page_by_page(world: World) -> None:
    boss, alice = await world.admin(), await world.user("alice")
    await world.ask("admin.users.suspend", {"user_id": alice.user_id}, boss)

    suspended = await world.ask("admin.users.list", {"status": "suspended"}, boss)
    first = await world.ask("admin.users.list", {"limit": 1}, boss)
    second = await world.ask("admin.users.list", {"limit": 1, "cursor": first["next_cursor"]}, boss)

    assert [user["id"] for user in suspended["items"]] == [alice.user_id]
    assert {user["id"] for user in first["items"] + second["items"]} == {alice.user_id, boss.user_id}


async def test_a_suspended_user_is_out_until_restored(world: World) -> None:
    boss, tokens = await world.admin(), await world.register("alice")
    alice = await world.caller(tokens)
    one = {"user_id": alice.user_id}

    assert (await world.ask("admin.users.suspend", one, boss))["status"] == "suspended"
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)

    assert (await world.ask("admin.users.restore", one, boss))["status"] == "active"
    assert await world.log_in("alice")


async def test_sessions_of_a_user_can_be_ended(world: World) -> None:
    boss, tokens = await world.admin(), await world.register("alice")
    alice = await world.caller(tokens)

    await world.ask("admin.users.end_sessions", {"user_id": alice.user_id}, boss)

    assert (alice.user_id, "") in world.cuts.principals
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)
    with refused(errors.USER_NOT_FOUND):
        await world.ask("admin.users.end_sessions", {"user_id": "u_nobody"}, boss)


async def test_a_deleted_user_stays_as_an_empty_place(world: World) -> None:
    boss, alice = await world.admin(), await world.user("alice")
    await world.ask("admin.users.delete", {"user_id": alice.user_id}, boss)

    shown = await world.ask("admin.users.get", {"user_id": alice.user_id}, boss)

    assert shown["status"] == "deleted"
    assert "username" not in shown


async def test_an_administrator_is_appointed_and_the_last_one_stays(world: World) -> None:
    boss, alice = await world.admin(), await world.user("alice")

    with refused(errors.USER_LAST_ADMIN):
        await world.ask("admin.users.set_role", {"user_id": boss.user_id, "role": "user"}, boss)
    answer = await world.ask("admin.users.set_role", {"user_id": alice.user_id, "role": "admin"}, boss)
    await world.ask("admin.users.set_role", {"user_id": boss.user_id, "role": "user"}, boss)

    assert answer["role"] == "admin"


@pytest.mark.parametrize("name", ALL)
async def test_nobody_else_may(world: World, name: str) -> None:
    for stranger in (await world.user("alice"), await world.application()):
        with refused(errors.PERMISSION_MISSING):
            await world.ask(name, {"user_id": "u_1"}, stranger)


async def test_every_change_is_on_record(world: World) -> None:
    boss, alice = await world.admin(), await world.user("alice")
    for name in ("suspend", "restore", "end_sessions", "delete"):
        await world.ask(f"admin.users.{name}", {"user_id": alice.user_id}, boss)

    rows = await world.work().all(
        "SELECT actor, operation, target, address FROM audit WHERE actor = :boss AND target = :alice",
        boss=boss.user_id, alice=alice.user_id,
    )  # fmt: skip

    names = {"suspend", "restore", "end_sessions", "delete"}
    expected = {(boss.user_id, f"admin.users.{name}", alice.user_id, "127.0.0.1") for name in names}
    assert {tuple(row) for row in rows} == expected


async def test_of_two_administrators_who_take_each_others_role_one_keeps_it(world: World) -> None:
    boss, tokens = await world.admin(), await world.register("deputy")
    await world.ask("admin.users.set_role", {"user_id": tokens["user"]["id"], "role": "admin"}, boss)
    deputy = await world.caller(tokens)
    await world.ask(
        "admin.users.set_role", {"user_id": (await world.user("third")).user_id, "role": "admin"}, boss
    )

    asked = (
        world.ask("admin.users.set_role", {"user_id": whom.user_id, "role": "user"}, who)
        for who, whom in ((boss, deputy), (deputy, boss))
    )
    answers = await asyncio.gather(*asked, return_exceptions=True)

    refusals = [answer for answer in answers if isinstance(answer, TokenIMError)]
    assert [refusal.code for refusal in refusals] == [errors.PERMISSION_MISSING]


async def test_an_administrator_finds_users_by_name_status_and_role(world: World) -> None:
    boss = await world.admin()
    ada = await world.user("ada", display_name="Ada Lovelace")
    await world.user("adam")
    await world.ask("admin.users.suspend", {"user_id": ada.user_id}, boss)

    async def found(**asked: str) -> list[str]:
        return [user["username"] for user in (await world.ask("admin.users.list", asked, boss))["items"]]

    assert await found(q="a") == await found(q="AD") == ["ada", "adam"]
    assert await found(q="love") == await found(status="suspended") == ["ada"]
    assert await found(q="ad", status="active") == ["adam"]
    assert await found(role="admin") == await found(q="bos", role="admin") == ["boss"]
    assert await found(q="ad", role="admin") == []
    first = await world.ask("admin.users.list", {"q": "ad", "limit": 1}, boss)
    rest = await world.ask("admin.users.list", {"q": "ad", "cursor": first["next_cursor"]}, boss)
    assert [user["username"] for user in first["items"] + rest["items"]] == ["ada", "adam"]
