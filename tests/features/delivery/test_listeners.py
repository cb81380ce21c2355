"""Is what was committed published to those who may see it, and only to them?"""

from __future__ import annotations

import asyncio

import pytest

from tests.town import Device, Town
from tokenim.transport.ws import flusher


async def test_every_device_of_every_member_gets_every_entry_in_order(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    devices = [await town.device(who) for who in (alice, bob, bob)]

    await asyncio.gather(*(town.say(who, group) for who in (alice, bob) for _ in range(10)))
    await town.quiet()

    for device in devices:
        assert [event["seq"] for event in device.events("message.sent")] == [*range(1, 21)]
        assert device.events() == await town.entries(bob, group)


async def test_a_repeated_send_is_not_published_again(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    his = await town.device(bob)

    for _ in range(3):
        await town.say(alice, group, client_id="retry", mentions=[bob.user_id])
    await town.quiet()

    assert len(his.events()) == 1


async def test_who_comes_in_gets_what_comes_after_and_who_is_out_gets_no_more(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)
    his = await town.device(bob)

    await town.say(alice, group)
    await town.add(alice, group, bob)
    await town.say(alice, group)
    await town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)
    await town.say(alice, group)
    await town.ask(alice, "typing.start", conversation_id=group)
    await town.quiet()

    assert [(event["event"], event["seq"]) for event in his.events()] == [
        ("conversation.joined", 1), ("message.sent", 3), ("member.left", 4), ("conversation.left", 2),
    ]  # fmt: skip


async def test_what_is_not_kept_is_told_to_the_others(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    hers, his = await town.device(alice), await town.device(bob)

    await town.ask(alice, "typing.start", conversation_id=group)
    await town.quiet()

    assert hers.events() == []
    assert [event["event"] for event in his.events()] == ["typing.started"]


async def test_two_batches_in_close_succession_reach_a_large_room_in_one_write(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    await town.say(alice, group)
    devices = [await town.device(bob) for _ in range(flusher.MANY)]
    # Nothing but the second batch ends the wait for it.
    monkeypatch.setattr(flusher, "WAIT_SECONDS", 30.0)
    writes: list[int] = []
    flush = Device.flush

    def counted(device: Device) -> None:
        writes.append(len(device.out))
        flush(device)

    monkeypatch.setattr(Device, "flush", counted)

    first = asyncio.create_task(town.say(alice, group))
    for _ in range(2):
        await asyncio.sleep(0)
    assert town.node.committer.writing()
    await town.say(alice, group)
    await first
    await town.quiet()

    assert writes == [2] * len(devices)
