"""Is a large room written in slices, and once for what comes in close succession?"""

from __future__ import annotations

import asyncio

import pytest

from tests.transport.ws.ear import Ear, entered, event, tick
from tokenim.transport.ws.flusher import MANY, WAIT_SECONDS
from tokenim.transport.ws.hub import Hub


@pytest.fixture
async def hub() -> Hub:
    return Hub(heartbeat_seconds=5, hello_seconds=5)


def _room(hub: Hub, size: int) -> list[Ear]:
    ears = [entered(hub, f"u_{number}") for number in range(size)]
    for ear in ears:
        hub.subscribe(ear, "c_1", 0)
    return ears


async def test_a_small_room_waits_for_nothing(hub: Hub) -> None:
    hub.flusher._more_comes = lambda: True
    ears = _room(hub, MANY - 1)
    hub.publish("c_1", 1, event("c_1", 1))
    await tick()

    assert all(ear.seqs("c_1") == [1] for ear in ears)


async def test_a_large_room_does_not_wait_when_nothing_is_about_to_be_told(hub: Hub) -> None:
    ears = _room(hub, MANY)
    hub.publish("c_1", 1, event("c_1", 1))
    await tick()

    assert all(ear.seqs("c_1") == [1] for ear in ears)


async def test_a_large_room_is_written_once_for_two_batches_in_close_succession(hub: Hub) -> None:
    hub.flusher._more_comes = lambda: True
    ears = _room(hub, MANY)
    hub.publish("c_1", 1, event("c_1", 1))
    await tick()
    assert all(ear.writes == 0 for ear in ears)
    hub.publish("c_1", 2, event("c_1", 2))
    hub.flusher.batch_done()
    await tick()

    assert all(ear.seqs("c_1") == [1, 2] for ear in ears)
    await asyncio.sleep(WAIT_SECONDS * 2)
    assert all(ear.writes == 1 for ear in ears)


async def test_a_large_room_waits_for_two_milliseconds_at_most(hub: Hub) -> None:
    hub.flusher._more_comes = lambda: True
    ears = _room(hub, MANY)
    hub.publish("c_1", 1, event("c_1", 1))
    await asyncio.sleep(WAIT_SECONDS * 3)
    assert all(ear.seqs("c_1") == [1] for ear in ears)

    # And it may wait again.
    hub.publish("c_1", 2, event("c_1", 2))
    await tick()
    assert all(ear.seqs("c_1") == [1] for ear in ears)
    hub.flusher.batch_done()
    await tick()
    assert all(ear.seqs("c_1") == [1, 2] for ear in ears)


async def test_a_large_room_lets_others_have_their_turn_and_is_told_everything_in_order(hub: Hub) -> None:
    ears = _room(hub, 1_000)
    hub.publish("c_1", 1, event("c_1", 1))
    await tick()
    early = sum(ear.heard != [] for ear in ears)
    hub.publish("c_1", 2, event("c_1", 2))
    ticks = 0
    while any(ear.seqs("c_1") != [1, 2] for ear in ears):
        await tick()
        ticks += 1
        assert ticks < 100

    assert early < 200
    assert [ear.seqs("c_1") for ear in ears] == [[1, 2]] * 1_000
    assert all(ear.out == [] for ear in ears)


async def test_nobody_waits_while_a_large_room_waits(hub: Hub) -> None:
    hub.flusher._more_comes = lambda: True
    ears = _room(hub, MANY)
    other = entered(hub, "u_other")
    hub.publish("c_1", 1, event("c_1", 1))
    await tick()
    other.queue_event(event("c_2", 1))
    await tick()

    assert other.seqs("c_2") == [1]
    assert all(ear.writes == 0 for ear in ears)


@pytest.mark.parametrize("later", [1, 3])
async def test_nobody_waits_while_a_large_room_is_written(hub: Hub, later: int) -> None:
    ears = _room(hub, 1_000)
    other = entered(hub, "u_other")
    hub.publish("c_1", 1, event("c_1", 1))
    for _ in range(later):
        await tick()
    other.queue_event(event("c_2", 1))
    await tick()

    assert other.seqs("c_2") == [1]
    assert sum(ear.writes for ear in ears) < 500


async def test_the_rest_of_a_large_room_waits_for_a_batch_that_is_on_its_way_meanwhile(hub: Hub) -> None:
    ears = _room(hub, 1_000)
    hub.publish("c_1", 1, event("c_1", 1))
    await tick()
    hub.flusher._more_comes = lambda: True
    await tick()
    early = sum(ear.writes for ear in ears)
    for _ in range(10):
        await tick()
    assert sum(ear.writes for ear in ears) == early < 500
    hub.flusher._more_comes = lambda: False
    hub.publish("c_1", 2, event("c_1", 2))
    hub.flusher.batch_done()
    for _ in range(50):
        await tick()

    assert [ear.seqs("c_1") for ear in ears] == [[1, 2]] * 1_000
    assert sum(ear.writes == 1 for ear in ears) == 1_000 - early
