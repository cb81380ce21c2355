"""Do all devices of a user end in the same state, however and whenever they come back?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.laws.replica import Frame, Replica, fresh
from tests.town import Device, Town
from tokenim.catalogue import limits
from tokenim.kernel.actor import Actor

MONTH_MS = 30 * 86_400_000


async def a_lively_group(town: Town, alice: Actor, bob: Actor, group: str) -> None:
    """Do a bit of everything."""
    place: dict[str, Any] = {"conversation_id": group}
    seqs = [await town.say(alice, group, f"{number}", mentions=[bob.user_id]) for number in range(5)]
    await town.ask(alice, "messages.edit", seq=seqs[0], content={"text": "Edited"}, **place)
    await town.ask(alice, "messages.recall", seq=seqs[1], **place)
    await town.ask(bob, "reactions.add", seq=seqs[2], emoji="x", **place)
    await town.ask(bob, "messages.hide", seq=seqs[3], **place)
    await town.ask(bob, "conversations.read", seq=seqs[2], **place)
    await town.ask(bob, "conversations.prefer", pinned=True, muted=False, **place)
    await town.ask(alice, "groups.update", name="Dinner", **place)


async def come_back(town: Town, replica: Replica) -> Device:
    """Resume; where the server says that too much was missed, read the state."""
    assert replica.me is not None
    device = Device(town, replica.me)
    positions = dict(list(replica.positions.items())[: limits.RESUME_STREAMS])
    welcome = await device.hello(positions)
    for stream in welcome.get("resync_required", []):
        if stream == replica.me.user_id:
            anew = await Replica.read(town, replica.me)
            replica.profile, replica.chats, replica.positions = anew.profile, anew.chats, anew.positions
        elif stream in replica.chats:
            await replica.read_chat(stream)
    await replica.apply(device.events())
    return device


@pytest.fixture
async def talk(town: Town) -> tuple[Actor, Actor, str]:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    await a_lively_group(town, alice, bob, group)
    return alice, bob, group


async def test_a_device_that_was_away_for_a_month_ends_where_the_others_are(
    town: Town, talk: tuple[Actor, Actor, str], later: Callable[[int], None]
) -> None:
    alice, bob, group = talk
    quiet_one = await town.group(alice, bob)
    away, here = await Replica.read(town, bob), await Replica.read(town, bob)
    laptop = await town.device(bob)

    for _ in range(5):
        later(MONTH_MS // 5)
        await asyncio.gather(
            *(town.say(alice, group, "Busy") for _ in range(limits.RESUME_ENTRIES // 5 + 10))
        )
        await a_lively_group(town, alice, bob, group)
        await town.say(alice, quiet_one)
        other = await town.group(alice, bob)
        await town.say(alice, other)
    await town.quiet()
    await here.apply(laptop.events())
    phone = await come_back(town, away)

    assert len(phone.frames) < 200, "the busy group is read anew, only the quiet streams are replayed"
    assert away.state() == here.state() == await fresh(town, bob)


async def test_a_device_that_reconnects_in_the_middle_of_sends_loses_and_doubles_nothing(
    town: Town, talk: tuple[Actor, Actor, str]
) -> None:
    alice, bob, group = talk
    replica = await Replica.read(town, bob)
    seen: list[int] = []

    async def chatter() -> None:
        for number in range(150):
            await town.say(alice, group, str(number), client_id=f"c{number}")

    sending = asyncio.create_task(chatter())
    while not sending.done():
        device = await come_back(town, replica)
        await asyncio.sleep(0.002)
        device.flush()
        before = len(replica.chats[group].messages)
        await replica.apply(device.events())
        seen.append(len(replica.chats[group].messages) - before)
        device.gone()
    await sending
    await town.quiet()
    await come_back(town, replica)

    assert len(seen) > 5
    assert replica.state() == await fresh(town, bob)


async def test_a_sender_that_loses_the_answer_and_asks_again_has_sent_once(
    town: Town, talk: tuple[Actor, Actor, str]
) -> None:
    alice, bob, group = talk
    replica = await Replica.read(town, alice)
    phone = await town.device(alice)

    lost = asyncio.create_task(town.say(alice, group, "Once", client_id="once"))
    await asyncio.sleep(0)
    phone.gone()
    device = await come_back(town, replica)
    again = await town.say(alice, group, "Once", client_id="once")
    await town.quiet()
    await replica.apply(device.events())

    assert again == await lost
    texts = [message["content"].get("text") for message in replica.chats[group].messages.values()]
    assert texts.count("Once") == 1
    assert replica.state() == await fresh(town, alice)
    assert (await Replica.read(town, bob)).state() == await fresh(town, bob)


class Poller:
    """A device that has no socket: it syncs, reads the entries of what changed, and folds both."""

    def __init__(self, town: Town, me: Actor) -> None:
        self.town = town
        self.me = me
        self.token = ""
        self.replica = Replica(town, me)

    async def begin(self) -> None:
        self.token = (await self.town.ask(self.me, "sync"))["token"]
        self.replica = await Replica.read(self.town, self.me)

    async def poll(self) -> None:
        while True:
            synced = await self.town.ask(self.me, "sync", token=self.token)
            self.token = synced["token"]
            await self.replica.apply(synced["entries"])
            for view in synced["conversations"]:
                await self._follow(view["id"])
            if not synced["more"]:
                return

    async def _follow(self, conversation: str) -> None:
        if conversation not in self.replica.chats:
            await self.replica.read_chat(conversation)
            return
        after = self.replica.positions[conversation]
        while frames := await self.town.entries(self.me, conversation, after):
            await self.replica.apply(frames)
            after = frames[-1]["seq"]


async def test_a_device_that_polls_ends_where_the_sockets_are(
    town: Town, talk: tuple[Actor, Actor, str]
) -> None:
    alice, bob, group = talk
    poller = Poller(town, bob)
    await poller.begin()
    live, another = await Replica.read(town, bob), await Replica.read(town, bob)
    devices = [await town.device(bob), await town.device(bob)]

    for _ in range(4):
        await a_lively_group(town, alice, bob, group)
        await poller.poll()
        other = await town.group(alice, bob, history="from_join")
        await town.say(alice, other)
        await town.ask(bob, "members.remove", conversation_id=other, user_id=bob.user_id)
        await town.add(alice, other, bob)
        await town.say(alice, other, mentions_all=True)
    await poller.poll()
    await town.quiet()
    for replica, device in zip((live, another), devices, strict=True):
        await replica.apply(device.events())

    states = [poller.replica.state(), live.state(), another.state()]
    assert states == [await fresh(town, bob)] * 3


async def test_frames_that_come_twice_change_nothing(town: Town, talk: tuple[Actor, Actor, str]) -> None:
    alice, bob, group = talk
    replica = await Replica.read(town, bob)
    device = await town.device(bob)

    await a_lively_group(town, alice, bob, group)
    await town.quiet()
    frames: list[Frame] = device.events()
    await replica.apply(frames + frames)

    assert replica.state() == await fresh(town, bob)
