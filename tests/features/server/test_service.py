"""Whose name is on what an application does for a user?"""

from __future__ import annotations

import msgspec
import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.features.audit import service as audit
from tokenim.features.audit.model import Wanted
from tokenim.features.auth.service import accounts
from tokenim.features.server import service
from tokenim.features.users.model import ProfileChanges
from tokenim.kernel.unit_of_work import Stale
from tokenim.stack import OPERATIONS


async def test_the_user_acts_and_the_application_is_named(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")
    shop.address = "10.0.0.7"
    work = world.work(shop)

    await service.act_as(work, alice.user_id)

    assert (work.actor.user_id, work.actor.principal) == (alice.user_id, shop.application_id)
    assert (work.actor.address, work.actor.bucket) == ("10.0.0.7", shop.bucket)


async def test_nobody_acts_for_a_user_who_is_not_active(world: World) -> None:
    shop, mallory = await world.application(), await world.user("mallory")
    await world.ask("admin.users.suspend", {"user_id": mallory.user_id}, await world.admin())

    with refused(errors.AUTH_SUSPENDED):
        await service.act_as(world.work(shop), mallory.user_id)
    with refused(errors.USER_NOT_FOUND):
        await service.act_as(world.work(shop), "u_nobody")


async def test_nobody_acts_for_an_administrator(world: World) -> None:
    shop, boss = await world.application(), await world.admin()

    with refused(errors.USER_PROTECTED):
        await service.act_as(world.work(shop), boss.user_id)


async def test_what_is_done_for_a_user_who_becomes_an_administrator_meanwhile_is_not_stored(
    world: World,
) -> None:
    shop, alice = await world.application(), await world.user("alice")
    work = world.work(shop)
    await service.act_as(work, alice.user_id)
    promotion = world.work()
    await accounts.set_role(promotion, alice.user_id, "admin")
    await world.store(promotion)

    work.write("UPDATE users SET bio = 'written'")
    with pytest.raises(Stale):
        await world.store(work)


async def test_an_id_of_the_product_makes_a_user_once_and_changes_it_then(world: World) -> None:
    shop = await world.application()
    work = world.work(shop)
    made = await service.put(work, "shop|4711", "", ProfileChanges())
    await world.store(work)
    work = world.work(shop)

    changed = await service.put(work, "shop|4711", "other-name", ProfileChanges(display_name="Ann"))
    await world.store(work)

    assert made.username is not None
    assert made.username.startswith("user-")
    assert (changed.id, changed.username, changed.display_name) == (made.id, made.username, "Ann")
    assert await service.user_id(world.work(shop), "shop|4711") == made.id


async def test_an_id_of_this_server_never_makes_a_user(world: World) -> None:
    shop = await world.application()

    with refused(errors.USER_NOT_FOUND):
        await service.put(world.work(shop), "u_01kaw3v0f8d5n6r7s8t9v0w1x2", "ann", ProfileChanges())


async def test_answers_about_a_user_with_an_id_of_the_product_are_erased_with_the_user(world: World) -> None:
    shop = await world.application()

    async def ask(name: str, key: str = "", **body: object) -> None:
        raw = msgspec.json.encode({"user_id": "ann@example.com"} | body)
        await world.calls.ask(OPERATIONS[name], shop, raw, key=key)

    await ask("server.users.put", "k-1", display_name="Ann canary")
    await ask("server.users.update", "k-2", bio="canary")
    with refused(errors.USER_NOT_FOUND):
        await ask("server.users.suspend", user_id="bea@example.com")
    await ask("server.users.delete", "k-3")

    kept = await world.work().all("SELECT subject, answer FROM idempotency")
    assert [(subject[:2], answer) for subject, answer in kept] == [("u_", b"null")]
    rows, _ = await audit.listed(world.work(), Wanted(), "", 9)
    assert {row.target for row in rows} == {kept[0][0], ""}
    assert "example.com" not in str([msgspec.to_builtins(row) for row in rows])
