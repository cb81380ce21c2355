"""Do those who may know hear who is there, and nobody else?"""

from __future__ import annotations

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors, limits
from tokenim.features.presence import service
from tokenim.features.presence.service import WATCH
from tokenim.kernel.actor import Actor


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask about watchers in many small portions."""
    monkeypatch.setattr(service, "CHUNK", 1)


async def watched(town: Town, watcher: Actor, *others: Actor) -> list[service.Presence]:
    work = town.work(watcher)
    return await service.get(work, [other.user_id for other in others], follow=True)


async def test_a_watcher_hears_who_comes_and_goes(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    await town.direct(alice, bob)
    hers = await town.device(alice)
    assert await watched(town, alice, bob) == [service.Presence(bob.user_id, False, None)]

    phone, laptop = await town.device(bob), await town.device(bob)
    phone.gone()
    await town.quiet()
    laptop.gone()
    await town.quiet()

    told = [event["data"] for event in hers.events("presence.changed")]
    assert [(each["user_id"], each["online"]) for each in told] == [(bob.user_id, True), (bob.user_id, False)]
    (now,) = await watched(town, alice, bob)
    assert told[1]["last_seen_at"].endswith("Z")
    assert now.last_seen_at is not None


async def test_who_comes_back_at_once_is_online_in_the_end(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    await town.direct(alice, bob)
    hers = await town.device(alice)
    await watched(town, alice, bob)

    for _ in range(10):
        phone = await town.device(bob)
        phone.gone()
        await town.device(bob)
        await town.quiet()

        assert hers.events("presence.changed")[-1]["data"]["online"] is True
        for device in list(town.node.hub.sockets):
            if device.user_id == bob.user_id:
                device.end(None)  # type: ignore[arg-type]
        await town.quiet()
        assert hers.events("presence.changed")[-1]["data"]["online"] is False


async def test_who_shares_no_conversation_any_more_hears_nothing_more(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob, carol)
    hers, carols = await town.device(alice), await town.device(carol)
    for watcher in (alice, carol):
        await watched(town, watcher, bob)

    await town.ask(alice, "members.remove", conversation_id=group, user_id=carol.user_id)
    await town.device(bob)
    await town.quiet()

    assert len(hers.events("presence.changed")) == 1
    assert carols.events("presence.changed") == []


async def test_strangers_are_left_out_and_nobody_is_named_twice(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    await town.direct(alice, bob)
    await town.device(bob)

    found = await watched(town, alice, bob, carol, bob)

    assert found == [service.Presence(bob.user_id, True, None)]
    await town.quiet()


async def test_a_user_watches_so_many_others_all_requests_together(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WATCHED_USERS", 2)
    alice, bob, carol, dave = await town.users("alice", "bob", "carol", "dave")
    await town.group(alice, bob, carol, dave)
    phone = await town.device(alice)
    await watched(town, alice, bob, carol)
    await watched(town, alice, carol)

    with refused(errors.PRESENCE_FULL):
        await watched(town, alice, dave)

    his = await town.device(dave)
    await town.quiet()
    assert phone.events("presence.changed") == []
    his.gone()
    phone.gone()
    await town.device(alice)
    assert len(await watched(town, alice, dave)) == 1


async def test_profiles_are_told_to_those_near(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    await town.direct(alice, bob)
    his = await town.device(bob)

    await town.node.context.state[WATCH].tell_change(alice.user_id)
    await town.quiet()

    assert [event["event"] for event in his.events()] == ["user.changed"]


async def test_so_many_people_are_told_at_most(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "NEIGHBOURS", 3)
    alice, *others = await town.users("alice", "bob", "carol", "dave", "erin", "frank")
    await town.group(alice, *others[:2])
    await town.group(alice, *others)
    await town.group(alice, *others)
    devices = [await town.device(other) for other in others]

    await town.node.context.state[WATCH].tell_change(alice.user_id)
    await town.quiet()

    told = sum(len(device.events("user.changed")) for device in devices)
    assert 1 <= told <= 3
