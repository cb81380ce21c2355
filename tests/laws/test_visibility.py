"""Does nobody ever receive what they could not read by a request at that moment?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.laws.replica import Frame
from tests.laws.walk import Walk
from tests.town import Device, Town, outcome, refused
from tokenim.catalogue import errors
from tokenim.kernel.actor import Actor
from tokenim.kernel.examples import SAMPLES, filled
from tokenim.kernel.operation import Operation
from tokenim.stack import OPERATIONS


def naming_a_conversation() -> Iterator[str]:
    """Find the operations whose request names a conversation."""
    for name, operation in OPERATIONS.items():
        fields = msgspec.inspect.type_info(operation.body)
        shapes = getattr(fields, "types", (fields,))
        if any(field.name == "conversation_id" for shape in shapes for field in getattr(shape, "fields", ())):
            yield name


NAMING = sorted(naming_a_conversation())


def request(operation: Operation, world: dict[str, Any]) -> dict[str, Any]:
    """Return the first example that succeeds, in this world."""
    example = next(example for example in operation.examples if example.error is None)
    body: dict[str, Any] = filled(example.body, SAMPLES | world)
    return body


async def outsiders(town: Town, name: str) -> list[tuple[Actor, dict[str, Any]]]:
    """Return who is not in the group, each with a request: a stranger, and one who was in it."""
    alice, bob, carol, dave = await town.users("alice", "bob", "carol", "dave")
    group = await town.group(alice, bob, carol)
    for actor in (alice, bob, alice):
        await town.say(actor, group, "Not for outsiders", client_id=f"{name} {actor.user_id}"[:60])
    await town.ask(carol, "members.remove", conversation_id=group, user_id=carol.user_id)
    world = {"$alice": alice.user_id, "$bob": bob.user_id, "$carol": carol.user_id, "$group": group}
    world["$elsewhere"] = group
    body = request(OPERATIONS[name], world)
    if not name.startswith("server."):
        return [(carol, body), (dave, body)]
    app = Actor("", "application", application_id="app_1")
    return [(app, body | {"act_as": outsider.user_id}) for outsider in (carol, dave)]


def test_there_are_operations_that_name_a_conversation() -> None:
    assert {"messages.send", "messages.list", "entries.list", "members.list", "typing.start"} <= set(NAMING)


@pytest.mark.parametrize("name", NAMING)
async def test_whoever_is_not_in_a_conversation_does_and_learns_nothing(town: Town, name: str) -> None:
    for actor, body in await outsiders(town, name):
        entries = await town.work().all("SELECT count(*) FROM entries")
        with refused(errors.CONVERSATION_NOT_A_MEMBER):
            await town.ask(actor, name, **body)
        assert await town.work().all("SELECT count(*) FROM entries") == entries


@pytest.mark.parametrize("name", NAMING)
async def test_a_conversation_that_is_not_there_is_not_found(town: Town, name: str) -> None:
    (actor, body), *_ = await outsiders(town, name)

    with refused(errors.CONVERSATION_NOT_FOUND):
        await town.ask(actor, name, **(body | {"conversation_id": "c_none"}))


class Censor:
    """Checks frames against what their receiver may read now."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.checked = 0

    async def check(self, viewer: Actor, frames: list[Frame]) -> None:
        for frame in frames:
            self.checked += 1
            if frame["stream"] != viewer.user_id:
                await self._check(viewer, frame)

    async def check_last(self, viewer: Actor, view: dict[str, Any]) -> None:
        """The last message of a list is the message as it is, without reactions."""
        last = view.get("last_message")
        if last is not None:
            place = {"conversation_id": view["id"], "seq": last["seq"]}
            now = await self.town.ask(viewer, "messages.get", **place)
            assert {**now, "reactions": 0} == {**last, "reactions": 0}

    async def _check(self, viewer: Actor, frame: Frame) -> None:
        place = {"conversation_id": frame["stream"]}
        code = await outcome(self.town.ask(viewer, "conversations.get", **place))
        if code:
            assert code == errors.CONVERSATION_NOT_A_MEMBER.name
            assert (frame["event"], frame["data"]["user_id"]) == ("member.left", viewer.user_id), frame
            return
        if "seq" in frame:
            readable = await self.town.entries(viewer, frame["stream"], frame["seq"] - 1)
            assert readable[0]["seq"] == frame["seq"], f"{frame} is not for this member"
        await self._check_content(viewer, frame)

    async def _check_content(self, viewer: Actor, frame: Frame) -> None:
        data = frame["data"]
        holds = [name for name in ("content", "emoji", "mentions") if data.get(name)]
        if frame["event"] != "message.sent" and not holds:
            return
        seq = data["target_seq"] if "target_seq" in data else frame["seq"]
        if await self._hidden_by_themselves(viewer, frame["stream"], seq):
            return
        message = await self.town.ask(viewer, "messages.get", conversation_id=frame["stream"], seq=seq)
        if "emoji" in holds:
            assert not message.get("recalled"), frame
        if "content" in holds:
            place = {"conversation_id": frame["stream"], "seq": seq}
            revisions = (await self.town.ask(viewer, "messages.revisions", **place))["items"]
            assert data["content"] in [message["content"], *[each["content"] for each in revisions]], frame

    async def _hidden_by_themselves(self, viewer: Actor, conversation: str, seq: int) -> bool:
        """Whether the receiver does not want to see it any more; that is no secret kept from them."""
        rows = await self.town.work().all(
            "SELECT 1 FROM hidden WHERE user_id = :me AND conversation_id = :id AND seq = :seq",
            me=viewer.user_id, id=conversation, seq=seq,
        )  # fmt: skip
        return bool(rows)


@pytest.mark.parametrize("seed", range(4))
async def test_live_events_hold_nothing_that_the_receiver_cannot_read(town: Town, seed: int) -> None:
    walk, censor = Walk(town, seed), Censor(town)
    await walk.begin()
    devices = {person: await town.device(person) for person in walk.people}

    for _ in range(200):
        await walk.step()
        await town.quiet()
        for person, device in devices.items():
            frames, device.frames = device.frames, []
            await censor.check(person, frames)

    assert censor.checked > 50


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_caught_up_with_holds_nothing_that_the_receiver_cannot_read(
    town: Town, seed: int
) -> None:
    walk, censor = Walk(town, seed + 100), Censor(town)
    await walk.begin()

    for _ in range(12):
        for _ in range(25):
            await walk.step()
        for person in walk.people:
            device = Device(town, person)
            await device.hello(dict.fromkeys(walk.places, 0) | {person.user_id: 0})
            await censor.check(person, device.events())
            device.gone()
            for view in (await town.ask(person, "sync"))["conversations"]:
                await censor.check_last(person, view)

    assert censor.checked > 50


@pytest.mark.parametrize("sends", [1, 5, 20])
async def test_a_removed_member_receives_nothing_after_member_left(town: Town, sends: int) -> None:
    alice, bob = await town.users("alice", "bob")
    for number in range(10):
        group = await town.group(alice, bob)
        device = await town.device(bob)
        asked = [town.say(alice, group) for _ in range(sends)]
        place = min(number, sends)
        removal = town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)
        await asyncio.gather(*asked[:place], removal, *asked[place:])
        await town.ask(alice, "typing.start", conversation_id=group)
        await town.quiet()

        of_group = [event["event"] for event in device.events() if event["stream"] == group]
        assert of_group[-1] == "member.left"
        assert len(of_group) == of_group.count("message.sent") + 1
        late = await town.device(bob, {group: 0})
        assert late.events() == []
