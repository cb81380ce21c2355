"""Are pins once, bounded, gone with a recall, and shown to those who may see the message?"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.town import Town, outcome, refused
from tokenim.catalogue import errors, limits
from tokenim.kernel.actor import Actor


async def pinned(town: Town, actor: Actor, conversation_id: str, **query: Any) -> list[int]:
    answer = await town.ask(actor, "pins.list", conversation_id=conversation_id, **query)
    return [item["message"]["seq"] for item in answer["items"]]


async def kinds(town: Town, actor: Actor, conversation_id: str) -> list[str]:
    return [entry["event"] for entry in await town.entries(actor, conversation_id)]


async def test_the_same_pin_twice_is_once_and_none_is_none(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    place: dict[str, Any] = {"conversation_id": room, "seq": await town.say(alice, room)}
    device = await town.device(bob)

    await town.ask(bob, "pins.remove", **place)
    await asyncio.gather(*(town.ask(who, "pins.add", **place) for who in (alice, bob) * 5))
    assert await pinned(town, alice, room) == [place["seq"]]
    await asyncio.gather(*(town.ask(who, "pins.remove", **place) for who in (alice, bob) * 5))
    await town.quiet()

    assert await pinned(town, alice, room) == []
    told = [(event["event"], event["data"]["target_seq"]) for event in device.events()]
    assert told == [("message.pinned", place["seq"]), ("message.unpinned", place["seq"])]


async def test_of_a_pin_and_a_recall_at_once_no_pin_remains(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    for number in range(30):
        place: dict[str, Any] = {"conversation_id": room, "seq": await town.say(alice, room)}
        asked = [
            outcome(town.ask(bob, "pins.add", **place)),
            outcome(town.ask(alice, "messages.recall", **place)),
        ]
        ends = await asyncio.gather(*(asked if number % 2 else reversed(asked)))

        assert set(ends) <= {"", errors.MESSAGE_RECALLED.name}
        assert await town.work().all("SELECT seq FROM pins") == []
        with refused(errors.MESSAGE_RECALLED):
            await town.ask(bob, "pins.add", **place)


async def test_a_recalled_message_loses_its_pin_and_no_other_does(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    first, second = await town.say(bob, group), await town.say(bob, group)
    for seq in (first, second):
        await town.ask(alice, "pins.add", conversation_id=group, seq=seq)

    await town.ask(bob, "messages.recall", conversation_id=group, seq=first)

    assert await pinned(town, bob, group) == [second]
    assert (await kinds(town, bob, group))[-3:] == ["message.pinned", "message.pinned", "message.recalled"]
    assert await town.work().all("SELECT seq FROM pins") == [(second,)]


async def test_a_conversation_has_room_for_so_many_pins(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PINS", 3)
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    seqs = [await town.say(alice, room) for _ in range(5)]

    asked = [outcome(town.ask(alice, "pins.add", conversation_id=room, seq=seq)) for seq in seqs]
    ends = await asyncio.gather(*asked)

    assert sorted(ends) == ["", "", "", errors.PINS_FULL.name, errors.PINS_FULL.name]
    full = await pinned(town, bob, room)
    await town.ask(bob, "pins.add", conversation_id=room, seq=full[0])
    await town.ask(bob, "pins.remove", conversation_id=room, seq=full[0])
    [other, *_] = [seq for seq in seqs if seq not in full]
    await town.ask(bob, "pins.add", conversation_id=room, seq=other)
    assert await pinned(town, bob, room) == [other, *full[1:]]


async def test_a_member_sees_no_pin_of_a_message_that_is_not_in_the_own_view(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob, history="from_join")
    seqs = [await town.say(alice, group) for _ in range(2)]
    await town.add(alice, group, carol)
    seqs.append(await town.say(alice, group))
    for seq in seqs:
        await town.ask(alice, "pins.add", conversation_id=group, seq=seq)
    await town.ask(bob, "messages.hide", conversation_id=group, seq=seqs[1])

    assert await pinned(town, alice, group) == [seqs[2], seqs[1], seqs[0]]
    assert await pinned(town, bob, group) == [seqs[2], seqs[0]]
    assert await pinned(town, carol, group) == [seqs[2]]
    await town.ask(alice, "members.set_role", conversation_id=group, user_id=carol.user_id, role="admin")
    for name in ("pins.add", "pins.remove"):
        with refused(errors.MESSAGE_NOT_FOUND):
            await town.ask(carol, name, conversation_id=group, seq=seqs[0])


async def test_a_page_ends_at_its_bytes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    seqs = [await town.say(alice, room, "x" * 1000) for _ in range(3)]
    for seq in seqs:
        await town.ask(alice, "pins.add", conversation_id=room, seq=seq)
    monkeypatch.setattr(limits, "PAGE_BYTES", 2500)

    page = await town.ask(bob, "pins.list", conversation_id=room)
    rest = await pinned(town, bob, room, cursor=page["next_cursor"])

    assert [item["message"]["seq"] for item in page["items"]] == [seqs[2], seqs[1]]
    assert rest == [seqs[0]]
