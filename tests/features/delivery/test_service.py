"""Does a device that was away get exactly what it missed, or an honest word that it must read anew?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors, limits
from tokenim.catalogue.contents import TextContent
from tokenim.catalogue.events import MessageSent, ProfileChanged
from tokenim.features.delivery import service as delivery
from tokenim.kernel.actor import Actor


async def talk(town: Town) -> tuple[Actor, Actor, str]:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for number in range(3):
        await town.say(alice, group, str(number))
    return alice, bob, group


async def missed(town: Town, actor: Actor, positions: dict[str, int], epoch: str = "") -> delivery.Missed:
    return await delivery.missed(town.work(actor), epoch or town.node.database.epoch, positions)


def seqs(found: delivery.Missed) -> list[tuple[str, int]]:
    return [(frame["stream"], frame["seq"]) for frame in map(json.loads, found.frames)]


async def test_what_came_after_the_positions_was_missed(town: Town) -> None:
    _, bob, group = await talk(town)

    found = await missed(town, bob, {group: 1, bob.user_id: 0})

    assert seqs(found) == [(group, 2), (group, 3), (bob.user_id, 1)]
    assert sorted(found.streams) == sorted([group, bob.user_id])
    assert found.heads == {group: 3, bob.user_id: 1}
    assert found.too_much == []


async def test_who_stands_at_the_end_missed_nothing(town: Town) -> None:
    _, bob, group = await talk(town)

    found = await missed(town, bob, {group: 3})

    assert (found.frames, found.heads, found.too_much) == ([], {group: 3}, [])


async def test_streams_of_others_are_left_out(town: Town) -> None:
    alice, bob, _ = await talk(town)
    other = await town.group(alice)
    await town.say(alice, other)

    found = await missed(town, bob, {other: 0, alice.user_id: 0, "c_none": 0})

    assert (found.frames, found.heads, found.too_much) == ([], {}, [])
    assert other not in found.streams


async def test_who_joined_late_did_not_miss_what_is_not_for_them(town: Town) -> None:
    alice, carol = await town.users("alice", "carol")
    group = await town.group(alice, history="from_join")
    await town.say(alice, group)
    await town.add(alice, group, carol)
    await town.say(alice, group)

    found = await missed(town, carol, {group: 0})

    assert seqs(found) == [(group, 3)]


async def test_a_device_without_a_position_is_told_where_a_late_joiner_begins(town: Town) -> None:
    alice, carol = await town.users("alice", "carol")
    group = await town.group(alice, history="from_join")
    await town.say(alice, group)
    await town.add(alice, group, carol)

    found = await missed(town, carol, {})

    assert (found.frames, found.heads) == ([], {group: 2})


@pytest.mark.parametrize("position", [4, 2**63 - 1])
async def test_a_position_that_never_was_must_be_read_anew(town: Town, position: int) -> None:
    _, bob, group = await talk(town)

    found = await missed(town, bob, {group: position, bob.user_id: 0})

    assert found.too_much == [group]
    assert seqs(found) == [(bob.user_id, 1)]


async def test_positions_of_another_epoch_must_be_read_anew(town: Town) -> None:
    _, bob, group = await talk(town)

    found = await missed(town, bob, {group: 1}, "e_other")

    assert (found.too_much, found.frames, found.heads) == ([group], [], {})
    assert sorted(found.streams) == sorted([group, bob.user_id])


async def test_of_too_many_missed_entries_whole_streams_are_given_up(town: Town) -> None:
    alice, bob, group = await talk(town)
    other = await town.group(alice, bob)
    work = town.work(bob)
    for _ in range(limits.RESUME_ENTRIES):
        work.append(other, ProfileChanged())
    await town.store(work)

    found = await missed(town, bob, {group: 0, other: 0})
    other_first = await missed(town, bob, {other: 0, group: 0})

    assert (found.too_much, len(found.frames)) == ([other], 3)
    assert (other_first.too_much, len(other_first.frames)) == ([group], limits.RESUME_ENTRIES)


async def test_entries_are_read_from_any_point_by_those_who_may(town: Town) -> None:
    alice, bob, group = await talk(town)
    carol = await town.user("carol")

    found, head = await delivery.entries(town.work(bob), group, 1, 1)
    own, own_head = await delivery.own_entries(town.work(bob), 0, 9)

    assert ([entry.seq for entry in found], head) == ([2], 3)
    assert ([entry.kind for entry in own], own_head) == (["conversation.joined"], 1)
    assert await delivery.own_head(town.work(bob)) == 1
    assert await delivery.own_entries(town.work(carol), 0, 9) == ([], 0)
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await delivery.entries(town.work(carol), group, 0, 9)
    assert await delivery.own_head(town.work(carol)) == 0
    assert alice.user_id != bob.user_id


async def all_changes(
    town: Town, actor: Actor, since: tuple[int, str] = (0, ""), own_after: int = 0
) -> tuple[list[Any], list[Any]]:
    rows: list[Any] = []
    own: list[Any] = []
    while True:
        found = await delivery.changes(town.work(actor), since, own_after)
        rows += [row[0] for row in found.rows]
        own += [entry.seq for entry in found.own]
        if not found.more:
            return rows, own
        assert (found.since, found.own_seq) > (since, own_after)
        since, own_after = found.since, found.own_seq


async def test_changes_come_page_by_page_and_none_is_left_out(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SYNC_CONVERSATIONS", 3)
    monkeypatch.setattr(limits, "HISTORY_ITEMS", 4)
    alice = await town.user("alice")
    groups = [await town.group(alice) for _ in range(10)]

    rows, own = await all_changes(town, alice)

    assert sorted(rows) == sorted(groups)
    assert own == [*range(1, 11)]


@pytest.mark.parametrize("size", [120, 300])
async def test_pages_end_by_bytes_also_within_a_batch(
    town: Town, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    alice = await town.user("alice")
    groups = [await town.group(alice) for _ in range(7)]
    work = town.work(alice)
    for group in groups:
        work.append(group, MessageSent(type="text", content=TextContent(text="x" * 50)))
    await town.store(work)
    monkeypatch.setattr(limits, "PAGE_BYTES", size)

    rows, _ = await all_changes(town, alice)
    first = await delivery.changes(town.work(alice), (0, ""), 0)

    assert sorted(rows) == sorted(groups)
    assert 1 <= len(first.rows) <= size // 50


async def test_a_batch_that_is_not_there_yet_is_no_starting_point(town: Town) -> None:
    alice, *_ = await talk(town)

    with refused(errors.SYNC_TOKEN_INVALID):
        await delivery.changes(town.work(alice), (10**6, ""), 0)


async def test_an_application_receives_no_streams(town: Town) -> None:
    _, _, group = await talk(town)
    shop = Actor("", "application", application_id="app_1")

    found = await missed(town, shop, {group: 0})

    assert (found.frames, found.streams, found.too_much) == ([], [], [group])


async def test_what_is_too_much_in_bytes_is_read_anew(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    _, bob, group = await talk(town)
    monkeypatch.setattr(limits, "RESUME_BYTES", 1)
    monkeypatch.setattr(delivery, "FEW", 0)

    found = await missed(town, bob, {group: 0})

    assert (found.frames, found.too_much) == ([], [group])
