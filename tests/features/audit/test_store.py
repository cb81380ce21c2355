"""Are entries kept as they were given, and sealed once?"""

from __future__ import annotations

import msgspec
import pytest

from tests.features.world import World
from tokenim.features.audit import store
from tokenim.features.audit.model import Entry, Wanted
from tokenim.kernel.unit_of_work import Conflict

END = (2**63 - 1, "")


def entry(number: int) -> Entry:
    return Entry(f"a_{number}", number, "u_1", "auth.login", "u_1", b"{}", "::1")


async def kept(world: World, *numbers: int) -> None:
    work = world.work()
    for number in numbers:
        store.add(work, entry(number))
    await world.store(work)


async def test_entries_come_back_the_newest_first(world: World) -> None:
    await kept(world, 1, 2, 3)

    assert await store.page(world.work(), Wanted(), END, 2) == [entry(3), entry(2)]
    assert await store.page(world.work(), Wanted(), (2, "a_2"), 2) == [entry(1)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(actor="u_1"), [3, 2, 1]),
        (Wanted(actor="u_2"), []),
        (Wanted(operation="auth.login", target="u_1"), [3, 2, 1]),
        (Wanted(operation="auth.key"), []),
        (Wanted(outcome="ok"), [3, 2, 1]),
        (Wanted(outcome="rate.limited"), []),
        (Wanted(since=2), [3, 2]),
        (Wanted(since=2, until=3), [2]),
    ],
)
async def test_entries_are_found_by_what_is_asked(world: World, wanted: Wanted, found: list[int]) -> None:
    await kept(world, 1, 2, 3)

    assert await store.page(world.work(), wanted, END, 5) == [entry(number) for number in found]


async def test_the_ends_of_the_chain_are_known_and_its_beginning_can_be_removed(world: World) -> None:
    assert await store.first_and_last(world.work()) is None
    await kept(world, 1, 2, 3)
    work = world.work()
    for number in (1, 2, 3):
        store.seal(work, f"a_{number}", number, b"hash")
    await world.store(work)
    assert [end.number for end in await store.first_and_last(world.work()) or ()] == [1, 3]

    work = world.work()
    store.remove(work, 2)
    await world.store(work)

    assert [end.number for end in await store.first_and_last(world.work()) or ()] == [3, 3]


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
