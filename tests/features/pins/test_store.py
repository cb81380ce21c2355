"""Do pins keep their order, and does a unit that read them notice others?"""

from __future__ import annotations

import pytest

from tests.town import Town
from tokenim.catalogue.events import MessagePinned
from tokenim.features.pins import store
from tokenim.kernel.unit_of_work import Stale


async def test_pins_are_read_in_the_order_in_which_they_were_told_and_counted(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    seqs = [await town.say(alice, room) for _ in range(3)]
    work = town.work(alice)
    for seq in reversed(seqs):
        store.pin(work, room, seq, work.append(room, MessagePinned(target_seq=seq)))
    await town.store(work)

    work = town.work(alice)
    found = await store.page(work, room, 0, 2**62, 2)
    assert [pin.message.seq for pin in found] == seqs[:2]
    assert found[0].pinned_by == alice.user_id
    assert found[0].entry > found[1].entry
    assert await store.pinned(work, room, seqs[0]) == (True, 3)
    store.unpin(work, room, seqs[0])
    await town.store(work)
    assert await store.pinned(town.work(), room, seqs[0]) == (False, 2)


async def test_who_read_the_pins_before_another_pinned_is_stale(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    seq = await town.say(alice, room)
    first, second = town.work(alice), town.work(bob)
    for work in (first, second):
        await store.guard(work, room)
        store.changes(work, room)
    store.pin(first, room, seq, first.append(room, MessagePinned(target_seq=seq)))
    store.unpin(second, room, seq)

    await town.store(first)
    with pytest.raises(Stale):
        await town.store(second)
