"""Is the last time kept at which somebody was seen?"""

from __future__ import annotations

from tests.town import Town
from tokenim.features.presence import store


async def test_the_last_time_replaces_the_one_before(town: Town) -> None:
    user = (await town.user("alice")).user_id
    works = [town.work() for _ in range(2)]
    works[0].now, works[1].now = 1_000, 2_000
    for work in works:
        store.seen(work, user)
        await town.store(work)

    assert await store.last_seen(town.work(), [user, "u_2"]) == {user: 2_000}


async def test_nothing_is_kept_of_who_is_forgotten_or_was_deleted(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    work = town.work()
    store.seen(work, alice.user_id)
    await town.store(work)
    work = town.work()
    store.forget(work, alice.user_id)
    await town.store(work)
    await town.erase(bob)
    work = town.work()
    store.seen(work, bob.user_id)
    await town.store(work)

    assert await store.last_seen(town.work(), [alice.user_id, bob.user_id]) == {}
