"""Old state + events = new state, for every kind of durable event, live, resumed from any point, or read by request.

Every kind of the catalogue has a case here; a new kind without one fails.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.laws.replica import Frame, Replica, fresh
from tests.laws.scene import CASES, Scene
from tests.town import Device, Town
from tokenim.catalogue import limits
from tokenim.catalogue.events import EVENTS

DURABLE = sorted(kind for kind, event in EVENTS.items() if event.durable)


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
