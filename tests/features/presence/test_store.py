"""Is the last time kept at which somebody was seen?"""

from __future__ import annotations

from tests.town import Town
from tokenim.features.presence import store


async def test_the_last_time_replaces_the_one_before(town: Town) -> None:
    works = [town.work() for _ in range(2)]
    works[0].now, works[1].now = 1_000, 2_000
    for work in works:
        store.seen(work, "u_1")
        await town.store(work)

    assert await store.last_seen(town.work(), ["u_1", "u_2"]) == {"u_1": 2_000}
