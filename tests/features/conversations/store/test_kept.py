"""Is a conversation kept and found again?"""

from __future__ import annotations

import pytest

from tests.features.conversations.store.made import added, made
from tests.town import Town
from tokenim.features.conversations import store
from tokenim.kernel.unit_of_work import Conflict


async def test_a_conversation_is_read_with_its_members_and_version(town: Town) -> None:
    await made(town, "c_1")

    found = await store.get(town.work(), "c_1")

    assert found is not None
    assert (found.id, found.name, found.version, found.dissolved_at) == ("c_1", "Lunch", 1, None)
    assert (found.members["u_1"].role, found.members["u_1"].visible_after) == ("owner", 0)
    assert await store.get(town.work(), "c_2") is None


async def test_a_pair_has_one_conversation(town: Town) -> None:
    await made(town, "c_1")
    work = town.work()
    added(work, "c_2", "pair of c_1")

    with pytest.raises(Conflict):
        await town.store(work)

    assert await store.by_pair(town.work(), "pair of c_1") == "c_1"
    assert await store.by_pair(town.work(), "pair of c_2") is None


async def test_a_change_of_some_columns_leaves_the_others(town: Town) -> None:
    await made(town, "c_1")
    work = town.work()

    store.update(work, "c_1", {"name": "Dinner"})
    await town.store(work)

    found = await store.get(town.work(), "c_1")
    assert found is not None
    assert (found.name, found.history) == ("Dinner", "all")


async def test_how_many_members_there_are_goes_up_and_down(town: Town) -> None:
    await made(town, "c_1", "c_2")
    work = town.work()

    store.count_members(work, "c_1", 3)
    store.count_members(work, "c_1", -1)
    await town.store(work)

    rows = await town.work().all("SELECT member_count FROM conversations ORDER BY id")
    assert rows == [(3,), (1,)]
