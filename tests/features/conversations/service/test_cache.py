"""Is what is in memory never older than what was told, and never too much?"""

from __future__ import annotations

import asyncio

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors
from tokenim.features.conversations.service import cache
from tokenim.features.conversations.service.cache import Cache, get


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Return a memory that has room for two members."""
    monkeypatch.setattr(cache, "CACHED_MEMBERS", 2)
    return Cache()


async def test_a_conversation_is_read_once(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)

    first = await get(town.work(), group)

    assert await get(town.work(), group) is first
    assert cache.cached(town.work(), group) is first


async def test_a_conversation_that_is_not_there_is_not_found(town: Town) -> None:
    with refused(errors.CONVERSATION_NOT_FOUND):
        await get(town.work(), "c_none")


async def test_a_change_makes_memory_forget(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)
    before = await get(town.work(), group)

    await town.add(alice, group, bob)

    after = await get(town.work(), group)
    assert bob.user_id not in before.members
    assert bob.user_id in after.members
    assert after.version > before.version


async def test_a_change_while_it_is_read_makes_it_read_again(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)
    cache = Cache()
    town.node.committer.project(cache.forget)

    loads = [cache.load(town.work(), group) for _ in range(3)]
    found = await asyncio.gather(*loads[:1], town.add(alice, group, bob), *loads[1:])

    newest = max((each for each in found if each), key=lambda each: each.version)
    kept = cache.get(group)
    assert kept is None or kept.version == newest.version


async def test_a_change_told_in_the_middle_of_a_read_is_in_what_is_kept(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)
    cache = Cache()
    town.node.committer.project(cache.forget)
    rounds: list[int] = []

    async def read(*queries: object) -> list[list[tuple[object, ...]]]:
        rows = await town.node.database.read(*queries)  # type: ignore[arg-type]
        if not rounds:
            await town.add(alice, group, bob)
        rounds.append(len(rows))
        return rows

    work = town.work()
    work.read = read
    loaded = await cache.load(work, group)

    assert len(rounds) == 2
    assert loaded is not None
    assert loaded is cache.get(group)
    assert bob.user_id in loaded.members


async def test_when_there_is_no_room_the_oldest_is_dropped(town: Town, small: Cache) -> None:
    alice, bob = await town.users("alice", "bob")
    groups = [await town.group(alice), await town.group(alice, bob), await town.group(alice)]

    for group in groups:
        await small.load(town.work(), group)
        await small.load(town.work(), group)

    assert [small.get(group) is not None for group in groups] == [False, False, True]
