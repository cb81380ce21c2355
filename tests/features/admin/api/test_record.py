"""Can operators read the record, and see that it is whole?"""

from __future__ import annotations

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.features.audit import service as audit
from tokenim.kernel.actor import Actor


async def acted(world: World) -> Actor:
    boss = await world.admin()
    for number in range(3):
        await world.ask("admin.apps.create", {"name": f"App {number}"}, boss)
    work = world.work()
    await audit.seal(work)
    await world.store(work)
    return boss


async def test_the_newest_comes_first_page_by_page(world: World) -> None:
    boss = await acted(world)

    first = await world.ask("admin.audit.list", {"limit": 2}, boss)
    second = await world.ask("admin.audit.list", {"limit": 2, "cursor": first["next_cursor"]}, boss)

    items = first["items"] + second["items"]
    assert [item["id"] for item in items] == sorted((item["id"] for item in items), reverse=True)
    assert {item["parameters"]["name"] for item in items} == {"App 0", "App 1", "App 2"}
    assert sorted(item["number"] for item in items) == [1, 2, 3]


async def test_a_row_that_was_changed_is_found(world: World) -> None:
    boss = await acted(world)
    assert await world.ask("admin.audit.verify", actor=boss) == {"entries": 3, "broken_at": None}

    work = world.work()
    work.write("UPDATE audit SET actor = 'u_somebody' WHERE number = 2")
    await world.store(work)

    assert await world.ask("admin.audit.verify", actor=boss) == {"entries": 1, "broken_at": 2}


async def test_nobody_else_may(world: World) -> None:
    for stranger in (await world.user("alice"), await world.application()):
        for name in ("admin.audit.list", "admin.audit.verify"):
            with refused(errors.PERMISSION_MISSING):
                await world.ask(name, {}, stranger)
