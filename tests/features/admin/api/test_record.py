"""Can operators read the record, and see that it is whole?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.features.audit import service as audit
from tokenim.kernel.actor import Actor


async def acted(world: World) -> Actor:
    boss = await world.admin()
    for number in range(3):
        await world.ask("admin.apps.create", {"name": f"App {number}"}, boss)
    for _ in range(2):
        work = world.work()
        await audit.seal(work)
        if not work.empty:
            await world.store(work)
    return boss


async def read(world: World, boss: Actor, **asked: object) -> list[dict[str, Any]]:
    answer = await world.ask("admin.audit.list", asked, boss)
    items: list[dict[str, Any]] = answer["items"]
    return items


async def test_the_newest_comes_first_page_by_page(world: World) -> None:
    boss = await acted(world)
    asked = {"limit": 2, "operation": "admin.apps.create"}

    first = await world.ask("admin.audit.list", asked, boss)
    second = await world.ask("admin.audit.list", asked | {"cursor": first["next_cursor"]}, boss)

    items = first["items"] + second["items"]
    keys = [(item["at"], item["id"]) for item in items]
    assert keys == sorted(keys, reverse=True)
    assert len({item["target"] for item in items}) == 3
    assert {item["parameters"]["name"] for item in items} == {"***"}


async def test_entries_are_found_by_who_what_whom_outcome_and_when(world: World) -> None:
    boss = await acted(world)
    alice = await world.user("alice")
    with refused(errors.PERMISSION_MISSING):
        await world.ask("admin.users.suspend", {"user_id": boss.user_id}, alice)
    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice", "a wrong password")

    (missing,) = await read(world, boss, actor=alice.user_id, outcome="permission.missing")
    (guess,) = await read(
        world, boss, operation="auth.login", target=alice.user_id, outcome="auth.wrong_credentials"
    )
    done = await read(world, boss, outcome="ok", operation="auth.register")

    assert (missing["operation"], guess["actor"]) == ("admin.users.suspend", "anonymous")
    assert {row["target"] for row in done} == {boss.user_id, alice.user_id}
    assert await read(world, boss, since="2999-01-01T00:00:00Z") == []
    assert await read(world, boss, until="1999-01-01T00:00:00+08:00") == []
    assert len(await read(world, boss, since="1969-01-01T00:00:00Z", until="9999-12-31T23:59:59Z")) > 5


async def test_what_is_done_in_a_session_names_the_application_that_opened_it(world: World) -> None:
    boss, shop, alice = await world.admin(), await world.application(), await world.user("alice")
    minted = await world.caller(await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop))
    for session in (alice, minted):
        with refused(errors.PERMISSION_MISSING):
            await world.ask("admin.users.list", actor=session)
        await world.ask("auth.end_others", actor=session)

    rows = await read(world, boss, granted_by=shop.principal)
    (opened,) = await read(world, boss, operation="server.tokens.create")

    assert sorted((row["actor"], row["operation"], row["outcome"]) for row in rows) == [
        (alice.user_id, "admin.users.list", "permission.missing"),
        (alice.user_id, "auth.sessions_ended", "ok"),
    ]
    assert (opened["actor"], opened["granted_by"]) == (shop.principal, None)
    assert len(await read(world, boss, operation="auth.sessions_ended")) == 2


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-28", "2026-11-28T12:00:00", "2026-13-01T00:00:00Z"])
async def test_a_time_that_is_none_or_has_no_zone_is_refused(world: World, moment: str) -> None:
    boss = await world.admin()

    with refused(errors.REQUEST_INVALID):
        await read(world, boss, since=moment)


async def test_each_act_with_power_and_each_refusal_of_one_leaves_a_row(world: World) -> None:
    boss = await world.admin()
    tokens = await world.register("alice")
    alice = await world.caller(tokens)
    key = "tks_" + "0" * 26 + "." + "A" * 43

    with refused(errors.AUTH_WRONG_CREDENTIALS):
        await world.log_in("alice", "a wrong password")
    with refused(errors.AUTH_WRONG_PASSWORD):
        await world.ask("auth.change_password", {"current_password": "wrong", "new_password": "x" * 9}, alice)
    with refused(errors.PERMISSION_MISSING):
        await world.ask("admin.users.delete", {"user_id": boss.user_id}, alice)
    with refused(errors.USER_LAST_ADMIN):
        await world.ask("admin.users.suspend", {"user_id": boss.user_id}, boss)
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(key, "203.0.113.9")
    await world.ask("admin.users.get", {"user_id": alice.user_id}, boss)
    await world.ask("admin.users.list", {}, boss)
    await read(world, boss)

    rows = {(row["operation"], row["outcome"], row["target"]) for row in await read(world, boss)}
    assert rows >= {
        ("auth.register", "ok", alice.user_id),
        ("auth.login", "auth.wrong_credentials", alice.user_id),
        ("auth.confirm", "auth.wrong_password", alice.user_id),
        ("admin.users.delete", "permission.missing", boss.user_id),
        ("admin.users.suspend", "user.last_admin", boss.user_id),
        ("auth.key", "auth.token_invalid", ""),
        ("admin.users.get", "ok", alice.user_id),
        ("admin.users.list", "ok", ""),
        ("admin.audit.list", "ok", ""),
    }


async def test_a_row_that_was_changed_is_found(world: World) -> None:
    boss = await acted(world)
    whole = await world.ask("admin.audit.verify", actor=boss)
    assert whole["entries"] > 3
    assert (whole["broken_at"], whole["reason"]) == (None, "")

    work = world.work()
    work.write("UPDATE audit SET actor = 'u_somebody' WHERE number = 2")
    await world.store(work)

    found = await world.ask("admin.audit.verify", actor=boss)
    assert found == {"entries": 1, "broken_at": 2, "reason": "changed"}


async def test_nobody_else_may(world: World) -> None:
    for stranger in (await world.user("alice"), await world.application()):
        for name in ("admin.audit.list", "admin.audit.verify"):
            with refused(errors.PERMISSION_MISSING):
                await world.ask(name, {}, stranger)
