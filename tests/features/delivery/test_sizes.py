"""Does nothing that a client reads grow beyond its limit in bytes, and is nothing left out by that?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.town import Town, pages
from tokenim.catalogue import limits
from tokenim.features.delivery import service as delivery
from tokenim.kernel.actor import Actor

LARGE = "x" * 19_000
COUNT = 70


@pytest.fixture
async def talked(town: Town) -> tuple[Actor, str]:
    """A user, and a conversation with more in it than a page may hold."""
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    for _ in range(COUNT):
        await town.say(alice, room, LARGE)
    return alice, room


def bounded(answer: Any) -> bool:
    """Whether an answer is within a page and what one more message may add."""
    return len(msgspec.json.encode(answer)) < limits.PAGE_BYTES + limits.FRAME_BYTES


@pytest.mark.parametrize("direction", [{"after_seq": 0}, {"before_seq": 1000}])
async def test_a_page_of_messages_ends_early_and_its_cursor_goes_on(
    town: Town, talked: tuple[Actor, str], direction: dict[str, int]
) -> None:
    alice, room = talked
    first = await town.ask(alice, "messages.list", conversation_id=room, limit=1000, **direction)
    found = list(first["items"])
    assert bounded(first)
    assert 1 < len(found) < COUNT
    cursor = first["next_cursor"]
    while cursor:
        page = await town.ask(alice, "messages.list", conversation_id=room, limit=1000, cursor=cursor)
        assert bounded(page)
        found += page["items"]
        cursor = page.get("next_cursor")
    assert sorted(message["seq"] for message in found) == list(range(1, COUNT + 1))


async def test_messages_around_one_are_a_page_with_that_one(town: Town, talked: tuple[Actor, str]) -> None:
    alice, room = talked
    page = await town.ask(alice, "messages.list", conversation_id=room, around_seq=35, limit=1000)

    seqs = [message["seq"] for message in page["items"]]
    assert bounded(page)
    assert 35 in seqs
    assert seqs == list(range(seqs[0], seqs[-1] + 1))


async def test_entries_come_in_pages_without_a_gap(town: Town, talked: tuple[Actor, str]) -> None:
    alice, room = talked
    found: list[int] = []
    while not found or found[-1] < COUNT:
        after = found[-1] if found else 0
        page = await town.ask(alice, "entries.list", conversation_id=room, after_seq=after, limit=1000)
        assert bounded(page)
        assert page["last_seq"] == COUNT
        found += [entry["seq"] for entry in page["items"]]
    assert found == list(range(1, COUNT + 1))


async def test_lists_and_syncs_of_long_last_messages_come_in_pages(town: Town) -> None:
    alice = await town.user("alice")
    rooms = [await town.group(alice) for _ in range(40)]
    for room in rooms:
        await town.say(alice, room, LARGE)

    listed = await pages(town, alice, "conversations.list", limit=200)
    assert len(listed) > 1
    assert sorted(view["id"] for page in listed for view in page) == sorted(rooms)

    seen: set[str] = set()
    answer = await town.ask(alice, "sync")
    assert answer["more"]
    while True:
        assert bounded(answer)
        seen |= {view["id"] for view in answer["conversations"]}
        if not answer["more"]:
            break
        answer = await town.ask(alice, "sync", token=answer["token"])
    assert seen == set(rooms)


async def test_what_was_missed_beyond_the_limit_in_bytes_is_read_anew(
    town: Town, talked: tuple[Actor, str]
) -> None:
    alice, room = talked
    other = await town.group(alice)
    await town.say(alice, other, "short")
    for _ in range(60):
        await town.say(alice, room, LARGE)

    missed = await delivery.missed(town.work(alice), town.node.database.epoch, {room: 0, other: 0})

    assert missed.too_much == [room]
    assert len(missed.frames) == 1
    later = await delivery.missed(town.work(alice), town.node.database.epoch, {room: COUNT, other: 0})
    assert later.too_much == []
    assert len(later.frames) == 61
