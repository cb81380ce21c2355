"""Do cursors only move forward, and do the right devices hear of it?"""

from __future__ import annotations

import asyncio

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors
from tokenim.features.conversations import service as conversations
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Stale


async def talk(town: Town) -> tuple[Actor, Actor, str]:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for _ in range(3):
        await town.say(alice, group)
    return alice, bob, group


async def cursor(town: Town, actor: Actor, group: str, operation: str, seq: int) -> int:
    return int((await town.ask(actor, operation, conversation_id=group, seq=seq))["seq"])


CURSORS = pytest.mark.parametrize(
    ("operation", "field"),
    [("conversations.read", "read_seq"), ("conversations.delivered", "delivered_seq")],
)


@CURSORS
async def test_a_cursor_moves_forward_and_never_back(town: Town, operation: str, field: str) -> None:
    _, bob, group = await talk(town)

    stands = [await cursor(town, bob, group, operation, seq) for seq in (2, 1, 2, 3)]

    assert stands == [2, 2, 2, 3]
    assert (await town.view(bob, group))[field] == 3


@CURSORS
async def test_of_many_moves_at_once_the_furthest_stands(town: Town, operation: str, field: str) -> None:
    _, bob, group = await talk(town)

    await asyncio.gather(*(cursor(town, bob, group, operation, seq) for _ in range(10) for seq in (3, 1, 2)))

    assert (await town.view(bob, group))[field] == 3


@CURSORS
async def test_a_cursor_does_not_pass_the_end(town: Town, operation: str, field: str) -> None:
    _, bob, group = await talk(town)

    for seq in (4, 2**63 - 1):
        with refused(errors.MESSAGE_NOT_FOUND):
            await cursor(town, bob, group, operation, seq)

    assert (await town.view(bob, group))[field] == 0


@CURSORS
async def test_only_members_have_cursors(town: Town, operation: str, field: str) -> None:
    alice, _, group = await talk(town)
    carol = await town.user("carol")

    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await cursor(town, carol, group, operation, 1)
    assert await cursor(town, alice, group, operation, 3) == 3


async def test_reading_is_told_to_the_own_devices_and_to_the_others(town: Town) -> None:
    alice, bob, group = await talk(town)
    phone, laptop = await town.device(bob), await town.device(bob)
    hers = await town.device(alice)

    await cursor(town, bob, group, "conversations.read", 2)
    await cursor(town, bob, group, "conversations.read", 1)
    await town.quiet()

    for device in (phone, laptop):
        (moved,) = device.events()
        assert (moved["event"], moved["stream"]) == ("read.moved", bob.user_id)
        assert (moved["data"]["conversation_id"], moved["data"]["seq"]) == (group, 2)
    told = {"event": "receipt.read", "stream": group, "data": {"user_id": bob.user_id, "seq": 2}}
    assert hers.events() == [told]


async def test_holding_is_told_to_the_others_only(town: Town) -> None:
    alice, bob, group = await talk(town)
    his, hers = await town.device(bob), await town.device(alice)

    await cursor(town, bob, group, "conversations.delivered", 2)
    await cursor(town, bob, group, "conversations.delivered", 2)
    await town.quiet()

    told = {"event": "receipt.delivered", "stream": group, "data": {"user_id": bob.user_id, "seq": 2}}
    assert hers.events() == [told]
    assert his.events() == []


async def test_typing_is_told_to_the_others_but_not_to_oneself(town: Town) -> None:
    alice, bob, group = await talk(town)
    mine, his = await town.device(alice), await town.device(bob)

    await town.ask(alice, "typing.start", conversation_id=group)
    await town.ask(alice, "typing.stop", conversation_id=group)
    await town.quiet()

    assert mine.events() == []
    assert [event["event"] for event in his.events()] == ["typing.started", "typing.stopped"]
    assert {event["data"]["user_id"] for event in his.events()} == {alice.user_id}
    assert await town.entries(bob, group) == await town.entries(bob, group, 0)
    assert len(await town.entries(bob, group)) == 3


async def test_pins_and_mutes_are_for_one_member_on_all_devices(town: Town) -> None:
    alice, bob, group = await talk(town)
    phone = await town.device(bob)

    await town.ask(bob, "conversations.prefer", conversation_id=group, pinned=True, muted=True)
    await town.quiet()

    (changed,) = phone.events("preferences.changed")
    assert (changed["data"]["pinned"], changed["data"]["muted"]) == (True, True)
    assert [(await town.view(who, group))["pinned"] for who in (alice, bob)] == [False, True]


@pytest.mark.parametrize("act", ["read", "delivered", "prefer"])
async def test_who_was_removed_meanwhile_moves_nothing(town: Town, act: str) -> None:
    alice, bob, group = await talk(town)
    work = town.work(bob)
    if act == "prefer":
        await conversations.prefer(work, group, pinned=True, muted=True)
    elif act == "read":
        await conversations.mark_read(work, group, 2)
    else:
        await conversations.mark_delivered(work, group, 2)

    await town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)

    with pytest.raises(Stale):
        await town.store(work)


async def test_who_has_read_a_message_has_it(town: Town) -> None:
    alice, bob, group = await talk(town)
    hers = await town.device(alice)

    await cursor(town, bob, group, "conversations.read", 2)

    assert await cursor(town, bob, group, "conversations.delivered", 1) == 2
    members = (await town.ask(alice, "members.list", conversation_id=group))["items"]
    assert [
        (member["read_seq"], member["delivered_seq"])
        for member in members
        if member["user_id"] == bob.user_id
    ] == [(2, 2)]
    assert (await town.view(bob, group))["delivered_seq"] == 2
    await town.quiet()
    assert [event["event"] for event in hers.events()] == ["receipt.read"]


async def test_wishes_that_hold_already_are_not_told(town: Town) -> None:
    _, bob, group = await talk(town)
    phone = await town.device(bob)
    wish = {"conversation_id": group, "pinned": True, "muted": False}

    await town.ask(bob, "conversations.prefer", **wish | {"pinned": False})
    await town.ask(bob, "conversations.prefer", **wish)
    await town.ask(bob, "conversations.prefer", **wish)
    await town.quiet()

    assert len(phone.events()) == 1


async def test_nobody_hides_for_who_is_not_there(town: Town) -> None:
    alice, _, group = await talk(town)
    carol = await town.user("carol")

    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await conversations.hiding(town.work(carol), group, 1)
    assert (await conversations.hiding(town.work(alice), group, 1)).unread == 0
