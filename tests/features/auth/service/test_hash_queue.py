"""Do those who want a password hashed take turns, and is nobody starved?"""

from __future__ import annotations

import asyncio

import pytest

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth.service import hash_queue
from tokenim.features.auth.service.hash_queue import Asker, HashQueue

ALICE, BOB = Asker("login", "192.0.2.1"), Asker("login", "192.0.2.2")
FLOOD = Asker("register", "192.0.2.1")


class Line:
    """Those who wait for one turn that is taken, and the order in which they got it."""

    def __init__(self) -> None:
        self.turns = HashQueue(1)
        self.order: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def join(self, asker: Asker, name: str) -> asyncio.Task[None]:
        async def have() -> None:
            async with self.turns.turn(asker):
                self.order.append(name)

        self.tasks.append(asyncio.create_task(have()))
        await asyncio.sleep(0)
        return self.tasks[-1]

    async def end(self) -> list[str]:
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return self.order


async def test_so_many_have_a_turn_at_once() -> None:
    line = HashQueue(2)
    async with line.turn(ALICE), line.turn(ALICE):
        waiting = asyncio.create_task(line._take(ALICE))
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


async def test_whoever_comes_after_a_flood_is_next() -> None:
    line = Line()
    async with line.turns.turn(ALICE):
        for number in range(4):
            await line.join(FLOOD, f"flood {number}")
        await line.join(ALICE, "alice 0")
        await line.join(ALICE, "alice 1")
        await line.join(BOB, "bob")

    assert await line.end() == ["flood 0", "alice 0", "flood 1", "bob", "flood 2", "alice 1", "flood 3"]


async def test_whoever_gave_up_is_passed_over() -> None:
    line = Line()
    async with line.turns.turn(ALICE):
        gone = await line.join(ALICE, "gone")
        await line.join(BOB, "bob")
        gone.cancel()
        await asyncio.sleep(0)

    assert await line.end() == ["bob"]
    async with line.turns.turn(ALICE):
        pass


async def test_a_turn_that_came_to_somebody_who_just_gave_up_goes_on() -> None:
    line = Line()
    async with line.turns.turn(ALICE):
        gone = await line.join(ALICE, "gone")
        await line.join(BOB, "bob")
    gone.cancel()

    assert await line.end() == ["bob"]


async def test_more_than_can_wait_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_queue, "WAITING", 3)
    monkeypatch.setattr(hash_queue, "WAITING_OF_ONE", 2)
    line = Line()
    async with line.turns.turn(ALICE):
        for asker in (FLOOD, FLOOD, FLOOD, ALICE, ALICE):
            await line.join(asker, asker.kind)

    assert await line.end() == ["register", "login", "register"]
    refused = [task.exception() for task in line.tasks if task.exception()]
    assert [error.code for error in refused if isinstance(error, TokenIMError)] == [errors.SERVER_BUSY] * 2
