"""Old state + events = new state, for every kind of durable event, live, resumed from any point, or read by request.

Every kind of the catalogue has a case here; a new kind without one fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.laws.replica import Frame, Replica, fresh
from tests.town import Device, Town
from tokenim.catalogue import limits
from tokenim.catalogue.events import EVENTS
from tokenim.kernel.actor import Actor

DURABLE = sorted(kind for kind, event in EVENTS.items() if event.durable)


class Scene:
    """Bob looks on: a group of Alice, Bob and Carol with some history, and a direct conversation."""

    def __init__(self, town: Town) -> None:
        self.town = town

    async def begin(self) -> None:
        town = self.town
        self.alice, self.bob, self.carol, self.dave = await town.users("alice", "bob", "carol", "dave")
        self.group = await town.group(self.alice, self.bob, self.carol)
        self.direct = await town.direct(self.alice, self.bob)
        self.his = await town.say(self.bob, self.group, "Mine")
        self.hers = await town.say(self.alice, self.group, "Hers", mentions=[self.bob.user_id])
        await self.do(self.alice, "reactions.add", seq=self.his, emoji="a")
        await town.say(self.alice, self.direct)

    async def do(self, actor: Actor, name: str, /, **body: Any) -> None:
        await self.town.ask(actor, name, **({"conversation_id": self.group} | body))


Case = Callable[[Scene], Awaitable[None]]
CASES: dict[str, Case] = {}


def case(kind: str) -> Callable[[Case], Case]:
    def listed(do: Case) -> Case:
        CASES[kind] = do
        return do

    return listed


@case("message.sent")
async def _(scene: Scene) -> None:
    town, group = scene.town, scene.group
    await town.say(scene.alice, group, reply_to=1, mentions=[scene.bob.user_id], mentions_all=True)
    await town.say(scene.carol, group, mentions_all=True)
    await town.say(scene.bob, scene.direct)
    await town.say(scene.alice, scene.direct)


@case("message.edited")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Edited"})
    await scene.do(scene.bob, "messages.edit", seq=scene.his, content={"text": "Edited"}, mentions_all=True)
    mentions = [scene.bob.user_id]
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Again"}, mentions=mentions)


@case("message.recalled")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "messages.edit", seq=scene.his, content={"text": "Edited"})
    await scene.do(scene.alice, "messages.recall", seq=scene.his)
    await scene.do(scene.alice, "messages.recall", seq=scene.hers)


@case("reaction.added")
async def _(scene: Scene) -> None:
    for actor in (scene.carol, scene.alice, scene.bob):
        await scene.do(actor, "reactions.add", seq=scene.hers, emoji="b")
        await scene.do(actor, "reactions.add", seq=scene.his, emoji="a")


@case("reaction.removed")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "reactions.add", seq=scene.his, emoji="b")
    await scene.do(scene.alice, "reactions.remove", seq=scene.his, emoji="a")
    await scene.do(scene.bob, "reactions.remove", seq=scene.his, emoji="b")
    await scene.do(scene.bob, "reactions.add", seq=scene.his, emoji="a")


@case("message.pinned")
async def _(scene: Scene) -> None:
    for seq in (scene.hers, scene.his, scene.hers):
        await scene.do(scene.alice, "pins.add", seq=seq)


@case("message.unpinned")
async def _(scene: Scene) -> None:
    for seq in (scene.hers, scene.his):
        await scene.do(scene.alice, "pins.add", seq=seq)
    await scene.do(scene.alice, "pins.remove", seq=scene.hers)
    await scene.do(scene.alice, "pins.add", seq=scene.hers)
    await scene.do(scene.bob, "messages.recall", seq=scene.his)


@case("conversation.updated")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "groups.update", name="Dinner", description="Weekly")
    await scene.do(scene.alice, "groups.update", description="", avatar_url="/a.png", history="from_join")


@case("conversation.dissolved")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "groups.dissolve")


@case("member.joined")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "groups.update", history="from_join")
    await scene.do(scene.alice, "members.add", user_ids=[scene.dave.user_id])
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Not for Dave"})
    await scene.do(scene.alice, "reactions.add", seq=scene.his, emoji="b")
    await scene.do(scene.alice, "reactions.remove", seq=scene.his, emoji="a")


@case("member.left")
async def _(scene: Scene) -> None:
    await scene.do(scene.carol, "members.remove", user_id=scene.carol.user_id)


@case("member.role_changed")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "members.set_role", user_id=scene.bob.user_id, role="admin")
    await scene.do(scene.alice, "groups.transfer", user_id=scene.bob.user_id)


@case("conversation.joined")
async def _(scene: Scene) -> None:
    group = await scene.town.group(scene.alice, history="from_join")
    await scene.town.say(scene.alice, group)
    await scene.town.add(scene.alice, group, scene.bob)
    await scene.town.say(scene.alice, group)
    await scene.town.direct(scene.bob, scene.carol)


@case("invitation.accepted")
async def _(scene: Scene) -> None:
    await scene.town.ask(scene.bob, "conversations.accept", conversation_id=scene.direct)


@case("conversation.left")
async def _(scene: Scene) -> None:
    await scene.town.say(scene.alice, scene.group)
    await scene.do(scene.alice, "members.remove", user_id=scene.bob.user_id)
    await scene.town.say(scene.alice, scene.group, "Not for Bob")


@case("read.moved")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "conversations.read", seq=scene.hers)
    await scene.town.say(scene.alice, scene.group, mentions_all=True)


@case("preferences.changed")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "conversations.prefer", pinned=True, muted=False)
    await scene.do(scene.bob, "conversations.prefer", pinned=True, muted=True)


@case("message.hidden")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "messages.hide", seq=scene.hers)
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Edited"})
    await scene.do(scene.alice, "reactions.add", seq=scene.hers, emoji="b")
    seq = await scene.town.say(scene.alice, scene.group, "Hidden at once", mentions_all=True)
    await scene.do(scene.bob, "messages.hide", seq=seq)


@case("profile.changed")
async def _(scene: Scene) -> None:
    await scene.town.ask(scene.bob, "users.update", display_name="Robert", bio="Hello")


@case("user.deleted")
async def _(scene: Scene) -> None:
    await scene.town.erase(scene.bob)


def test_every_durable_event_has_a_case() -> None:
    assert sorted(CASES) == DURABLE


@pytest.fixture
async def scene(town: Town) -> Scene:
    scene = Scene(town)
    await scene.begin()
    return scene


async def expected(scene: Scene, kind: str) -> dict[str, Any]:
    if kind == "user.deleted":
        return {"profile": {}, "chats": {}}
    return await fresh(scene.town, scene.bob)


@pytest.mark.parametrize("kind", DURABLE)
async def test_the_old_state_and_live_events_are_the_new_state(scene: Scene, kind: str) -> None:
    device = await scene.town.device(scene.bob)
    replica = await Replica.read(scene.town, scene.bob)

    await CASES[kind](scene)
    await scene.town.quiet()

    assert device.events(kind)
    await replica.apply(device.events())
    assert replica.state() == await expected(scene, kind)


@pytest.mark.parametrize("kind", DURABLE)
async def test_from_any_point_between_resuming_leads_to_the_same_state(scene: Scene, kind: str) -> None:
    device = await scene.town.device(scene.bob)
    points = [await Replica.read(scene.town, scene.bob)]
    await CASES[kind](scene)
    await scene.town.quiet()
    # From here on the scene stands still: what a replica reads again is the same at every point.
    for frame in device.events():
        point = points[-1].copy()
        await point.apply([frame])
        points.append(point)

    for point in points:
        late = await resumed(scene, point)
        assert late.state() == await expected(scene, kind)


async def resumed(scene: Scene, point: Replica) -> Replica:
    late = point.copy()
    device = Device(scene.town, scene.bob)
    welcome = await device.hello(late.positions)
    assert welcome.get("resync_required", []) == []
    await late.apply(device.events())
    device.gone()
    return late


@pytest.mark.parametrize("kind", sorted({*DURABLE} - {"user.deleted"}))
async def test_from_any_point_between_entries_lead_to_the_same_state(scene: Scene, kind: str) -> None:
    device = await scene.town.device(scene.bob)
    points = [await Replica.read(scene.town, scene.bob)]
    await CASES[kind](scene)
    await scene.town.quiet()
    for frame in device.events():
        point = points[-1].copy()
        await point.apply([frame])
        points.append(point)

    for point in points:
        late = point.copy()
        await late.apply(await read_entries(scene, late))
        assert late.state() == await expected(scene, kind)


async def read_entries(scene: Scene, replica: Replica) -> list[Frame]:
    """Read what came after the replica's positions, the own events first: they say which conversations are left."""
    me, town = scene.bob, scene.town
    own = await town.ask(me, "entries.mine", after_seq=replica.positions[me.user_id], limit=1000)
    frames: list[Frame] = own["items"]
    gone = {frame["data"]["conversation_id"] for frame in frames if frame["event"] == "conversation.left"}
    for conversation in replica.chats.keys() - gone:
        frames += await town.entries(me, conversation, replica.positions[conversation])
    return frames


@pytest.mark.parametrize("shown", [1, 2])
@pytest.mark.parametrize("kind", ["reaction.added", "reaction.removed"])
async def test_a_message_that_shows_few_of_those_who_reacted_is_counted_on_by_events(
    scene: Scene, kind: str, shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REACTION_USERS", shown)
    for actor in (scene.carol, scene.bob):
        await scene.do(actor, "reactions.add", seq=scene.his, emoji="a")
    device = await scene.town.device(scene.bob)
    point = await Replica.read(scene.town, scene.bob)
    assert (point.chats[scene.group].messages[scene.his].get("reaction_counts") == {"a": 3}) == (shown == 1)

    await CASES[kind](scene)
    await scene.do(scene.carol, "reactions.add", seq=scene.his, emoji="b")
    await scene.town.quiet()

    # Answers may be ahead of the events: these change nothing that is counted already.
    ahead = await Replica.read(scene.town, scene.bob)
    ahead.positions = dict(point.positions)
    late = await resumed(scene, point)
    for replica in (point, ahead):
        await replica.apply(device.events())
    assert point.state() == late.state() == ahead.state() == await expected(scene, kind)
