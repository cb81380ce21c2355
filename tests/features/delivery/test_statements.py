"""Does what a device reads take the same number of statements, however many conversations it has?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.counted import Counted
from tests.features.conversations.store.made import DESCRIBED
from tests.town import Town
from tokenim.catalogue import limits
from tokenim.catalogue.events import MessageSent
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations import store
from tokenim.features.conversations.model import Seat
from tokenim.features.delivery import service as delivery
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work

FEW, MANY = 5, 50
ME = "u_1"
EACH = 2 * limits.RESUME_BYTES // limits.FRAME_BYTES // FEW
"""So many messages in each conversation that their bytes are looked at before they are read."""

Asked = Callable[[Work, list[str]], Awaitable[int]]


async def listed(work: Work, ids: list[str]) -> int:
    items, _ = await conversations.page_of(work, "", MANY)
    return len(items)


async def listed_of(work: Work, ids: list[str]) -> int:
    items, _ = await conversations.page_of(work, "", MANY, ids=ids)
    return len(items)


async def synced(work: Work, ids: list[str]) -> int:
    return len((await delivery.changes(work, (0, ""), 0)).rows)


async def resumed(work: Work, ids: list[str]) -> int:
    found = await delivery.missed(work, delivery.epoch(work), dict.fromkeys([*ids, ME], 0))
    assert found.too_much == []
    return len(found.frames) // EACH


async def made(town: Town, count: int) -> list[str]:
    """Make the user a member of so many conversations with some messages each."""
    ids = [f"c_{number:02}" for number in range(count)]
    work = town.work(Actor(ME, "user"))
    for each in ids:
        store.add(work, id=each, pair=None, created_by=ME, created_at=1000, **DESCRIBED)
        store.add_member(work, each, ME, Seat("owner"), None, hide=False)
        for _ in range(EACH):
            work.append(each, MessageSent(type="text", content={"text": "hi"}))
        work.bump(each)
    await town.store(work)
    return ids


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.parametrize(
    ("asked", "statements"),
    [(listed, 1), (listed_of, 1), (synced, 4), (resumed, 4)],
)
async def test_reading_takes_so_many_statements(
    town: Town, asked: Asked, statements: int, count: int
) -> None:
    ids = await made(town, count)
    work = town.work(Actor(ME, "user"))
    work.read = counted = Counted(work.read)

    found = await asked(work, ids)

    assert found == count
    assert counted.statements == statements
