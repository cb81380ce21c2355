"""Is what was done with power recorded, chained, and found when it is tampered with?"""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from tests.features.world import World
from tokenim.features.admin import api
from tokenim.features.audit import service as audit
from tokenim.features.server.api.users import CreateUser
from tokenim.kernel.actor import Actor
from tokenim.kernel.operation import OPERATIONS
from tokenim.kernel.unit_of_work import Conflict, Stale

BOSS = Actor("u_boss", "admin")


async def recorded(world: World, count: int) -> None:
    work = world.work(BOSS)
    for number in range(count):
        audit.record(work, "auth.login", f"u_{number}")
    await world.store(work)


async def sealed(world: World) -> int:
    work = world.work()
    count = await audit.seal(work)
    if count:
        await world.store(work)
    return count


async def test_a_change_by_an_administrator_is_recorded_with_masked_parameters(world: World) -> None:
    work = world.work(BOSS)

    audit.witness(work, OPERATIONS["admin.users.suspend"], api.users.OneUser("u_1"))
    audit.witness(work, OPERATIONS["server.users.create"], CreateUser(username="eve", password="canary-1"))
    await world.store(work)

    (second, first), _ = await audit.listed(world.work(), "", 5)
    by_name = {entry.operation: entry for entry in (first, second)}
    assert by_name["admin.users.suspend"].target == "u_1"
    assert by_name["admin.users.suspend"].actor == "u_boss"
    assert by_name["server.users.create"].parameters["password"] == "***"


async def test_what_everybody_does_is_not_witnessed(world: World) -> None:
    await world.ask("auth.register", {"username": "eve", "password": "canary one two"})

    assert not OPERATIONS["auth.register"].witnessed
    assert "canary" not in str(await audit.listed(world.work(), "", 100))


async def test_a_refused_change_leaves_no_entry(world: World) -> None:
    await recorded(world, 1)
    work = world.work(BOSS)
    audit.record(work, "auth.login", "u_1")
    work.expect("admins", 99)

    with pytest.raises(Stale):
        await world.store(work)

    assert len((await audit.listed(world.work(), "", 5))[0]) == 1


async def test_the_list_goes_on_by_its_cursor(world: World) -> None:
    await recorded(world, 3)

    first, cursor = await audit.listed(world.work(), "", 2)
    second, end = await audit.listed(world.work(), cursor or "", 2)

    assert {entry.target for entry in first + second} == {"u_0", "u_1", "u_2"}
    assert end is None


async def test_entries_are_chained_one_after_the_other_in_any_number_of_steps(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "AT_ONCE", 2)
    await recorded(world, 5)

    assert [await sealed(world) for _ in range(4)] == [2, 2, 1, 0]
    await recorded(world, 1)
    assert await sealed(world) == 1
    assert await audit.verify(world.work()) == (6, None)


async def test_two_who_seal_at_once_do_not_break_the_chain(world: World) -> None:
    await recorded(world, 3)
    works = [world.work(), world.work()]
    for work in works:
        await audit.seal(work)

    outcomes = await asyncio.gather(*map(world.store, works), return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} <= {type(None), Conflict}
    assert await audit.verify(world.work()) == (3, None)


@pytest.mark.parametrize(
    ("tampering", "right"),
    [
        ("UPDATE audit SET target = 'u_9' WHERE number = 2", 1),
        ("UPDATE audit SET at = at + 1 WHERE number = 1", 0),
        ("DELETE FROM audit WHERE number = 2", 1),
        ("UPDATE audit SET number = 9 WHERE number = 3", 2),
    ],
)
async def test_tampering_is_found_where_it_happened(world: World, tampering: str, right: int) -> None:
    await recorded(world, 4)
    await sealed(world)

    work = world.work()
    work.write(tampering)
    await world.store(work)

    assert await audit.verify(world.work()) == (right, right + 1)


async def test_an_empty_record_is_whole(world: World) -> None:
    assert await audit.verify(world.work()) == (0, None)


async def test_an_entry_says_who_did_it_even_before_they_are_known(world: World) -> None:
    work = world.work()
    audit.record(work, "auth.login", "u_1", actor="u_1", parameters={"b": 1, "a": 2})
    await world.store(work)

    ((entry,), _) = await audit.listed(world.work(), "", 1)
    assert (entry.actor, entry.address) == ("u_1", "")
    assert msgspec.json.encode(entry.parameters) == b'{"a":2,"b":1}'
