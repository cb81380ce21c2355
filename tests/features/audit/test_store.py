"""Are entries kept as they were given, and sealed once?"""

from __future__ import annotations

import msgspec
import pytest

from tests.features.world import World
from tokenim.features.audit import store
from tokenim.features.audit.model import Entry
from tokenim.kernel.unit_of_work import Conflict


def entry(number: int) -> Entry:
    return Entry(f"a_{number}", number, "u_1", "auth.login", "u_1", b"{}", "::1")


async def kept(world: World, *numbers: int) -> None:
    work = world.work()
    for number in numbers:
        store.add(work, entry(number))
    await world.store(work)


async def test_entries_come_back_the_newest_first(world: World) -> None:
    await kept(world, 1, 2, 3)

    assert await store.page(world.work(), "", 2) == [entry(3), entry(2)]
    assert await store.page(world.work(), "a_2", 2) == [entry(1)]


async def test_a_sealed_entry_is_at_the_end_of_the_chain_and_waits_no_more(world: World) -> None:
    await kept(world, 1, 2)
    assert await store.last_and_unsealed(world.work(), 5) == (None, [entry(1), entry(2)])

    work = world.work()
    store.seal(work, "a_1", 1, b"hash")
    await world.store(work)

    sealed = msgspec.structs.replace(entry(1), number=1, hash=b"hash")
    assert await store.last_and_unsealed(world.work(), 5) == (sealed, [entry(2)])
    assert await store.sealed(world.work(), 0, 5) == [sealed]
    assert await store.sealed(world.work(), 1, 5) == []


async def test_no_two_entries_have_one_place(world: World) -> None:
    await kept(world, 1, 2)
    work = world.work()
    store.seal(work, "a_1", 1, b"hash")
    store.seal(work, "a_2", 1, b"hash")

    with pytest.raises(Conflict):
        await world.store(work)
