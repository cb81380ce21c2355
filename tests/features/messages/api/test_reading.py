"""Do clients read history page by page, each message once, from any point?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town, pages, refused
from tokenim.catalogue import errors, limits
from tokenim.kernel import page
from tokenim.kernel.actor import Actor


async def talk(town: Town, count: int = 7) -> tuple[Actor, str]:
    alice = await town.user("alice")
    group = await town.group(alice)
    for number in range(count):
        await town.say(alice, group, str(number))
    return alice, group


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    "query", [{}, {"after_seq": 0}, {"before_seq": 8}], ids=["newest", "after", "before"]
)
async def test_the_pages_of_history_hold_each_message_once(
    town: Town, query: dict[str, Any], size: int
) -> None:
    alice, group = await talk(town)
    first = await town.ask(alice, "messages.list", conversation_id=group, limit=size, **query)

    walked = [first["items"]]
    if first.get("next_cursor"):
        walked += await pages_from(town, alice, group, size, first["next_cursor"])

    seqs = [[message["seq"] for message in items] for items in walked]
    assert all(items == sorted(items) for items in seqs)
    assert sorted(seq for items in seqs for seq in items) == [1, 2, 3, 4, 5, 6, 7]


async def pages_from(
    town: Town, actor: Actor, group: str, size: int, cursor: str | None
) -> list[list[dict[str, Any]]]:
    found = []
    while cursor:
        await town.say(actor, group, "in between")
        answer = await town.ask(actor, "messages.list", conversation_id=group, limit=size, cursor=cursor)
        items = [message for message in answer["items"] if message["seq"] <= 7]
        found.append(items)
        cursor = answer.get("next_cursor") if items else None
    return found


async def test_around_a_seq_there_are_messages_on_both_sides(town: Town) -> None:
    alice, group = await talk(town)

    answer = await town.ask(alice, "messages.list", conversation_id=group, around_seq=4, limit=4)

    assert [message["seq"] for message in answer["items"]] == [3, 4, 5, 6]
    assert answer.get("next_cursor") is None
    for seq in (1, 7, 2**63 - 1):
        assert await town.messages(alice, group, around_seq=seq)


async def test_one_starting_point_is_named_at_most(town: Town) -> None:
    alice, group = await talk(town, 2)
    cursor = (await town.ask(alice, "messages.list", conversation_id=group, limit=1))["next_cursor"]

    for wrong in ({"after_seq": 1, "before_seq": 2}, {"around_seq": 1, "cursor": cursor}):
        with refused(errors.REQUEST_INVALID):
            await town.messages(alice, group, **wrong)


@pytest.mark.parametrize("key", [("after", 2**63), ("after", -1), ("sideways", 1), ("after",), (1, "after")])
async def test_a_forged_cursor_is_refused(town: Town, key: tuple[object, ...]) -> None:
    alice, group = await talk(town, 1)

    with refused(errors.CURSOR_INVALID):
        await town.messages(alice, group, cursor=page.pack(*key))


@pytest.mark.parametrize("limit", [0, limits.HISTORY_ITEMS + 1])
async def test_a_page_of_history_has_bounds(town: Town, limit: int) -> None:
    alice, group = await talk(town, 1)

    with refused(errors.REQUEST_INVALID):
        await town.messages(alice, group, limit=limit)


@pytest.mark.parametrize("name", ["messages.list", "messages.get", "messages.revisions"])
async def test_outsiders_read_nothing(town: Town, name: str) -> None:
    alice, group = await talk(town, 1)
    bob = await town.user("bob")
    body = {} if name == "messages.list" else {"seq": 1}

    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await town.ask(bob, name, conversation_id=group, **body)
    assert await town.ask(alice, name, conversation_id=group, **body)


async def test_one_message_and_its_revisions_are_read(town: Town) -> None:
    alice, group = await talk(town, 2)
    place: dict[str, Any] = {"conversation_id": group, "seq": 2}
    await town.ask(alice, "messages.edit", content={"text": "New"}, **place)

    (revision,) = (await town.ask(alice, "messages.revisions", **place))["items"]

    assert (revision["number"], revision["content"]) == (1, {"text": "1"})
    assert revision["until"] == (await town.ask(alice, "messages.get", **place))["edited_at"]


async def test_the_pages_of_revisions_hold_each_once(town: Town) -> None:
    alice, group = await talk(town, 1)
    place: dict[str, Any] = {"conversation_id": group, "seq": 1}
    for number in range(1, 8):
        await town.ask(alice, "messages.edit", content={"text": f"new {number}"}, **place)

    walked = await pages(town, alice, "messages.revisions", limit=3, **place)

    assert [[revision["number"] for revision in items] for items in walked] == [[1, 2, 3], [4, 5, 6], [7]]
    with refused(errors.CURSOR_INVALID):
        await town.ask(alice, "messages.revisions", cursor=page.pack(-1), **place)


async def test_who_joined_late_reads_only_what_came_later(town: Town) -> None:
    alice = await town.user("alice")
    bob = await town.user("bob")
    group = await town.group(alice, history="from_join")
    old = [await town.say(alice, group) for _ in range(3)]
    await town.add(alice, group, bob)
    new = [await town.say(alice, group) for _ in range(3)]

    for query in ({}, {"after_seq": 0}, {"before_seq": 99}, {"around_seq": old[0]}, {"around_seq": new[0]}):
        assert {message["seq"] for message in await town.messages(bob, group, **query)} <= set(new)
    walked = await pages(town, bob, "messages.list", conversation_id=group, limit=2)
    assert sorted(message["seq"] for items in walked for message in items) == new
    for name in ("messages.get", "messages.revisions"):
        with refused(errors.MESSAGE_NOT_FOUND):
            await town.ask(bob, name, conversation_id=group, seq=old[0])


async def crowd(town: Town) -> tuple[Actor, dict[str, Any], list[str]]:
    """Return somebody, a message, and who reacted to it with two emoji, in order."""
    alice, group = await talk(town, 1)
    others = await town.users("bob", "carol", "dave")
    await town.add(alice, group, *others)
    place: dict[str, Any] = {"conversation_id": group, "seq": 1}
    for actor in (*others, alice):
        for emoji in ("👍", "🎉"):
            await town.ask(actor, "reactions.add", emoji=emoji, **place)
    return alice, place, [actor.user_id for actor in (*others, alice)]


async def reactors(town: Town, actor: Actor, **body: Any) -> list[tuple[str, str]]:
    walked = await pages(town, actor, "reactions.list", limit=3, **body)
    return [(item["emoji"], item["user_id"]) for items in walked for item in items]


async def test_the_pages_of_who_reacted_hold_each_reaction_once(town: Town) -> None:
    alice, place, ids = await crowd(town)

    thumbs = [("👍", user) for user in ids]
    assert await reactors(town, alice, **place) == [*(("🎉", user) for user in ids), *thumbs]
    # The spellings of one emoji count as one.
    assert await reactors(town, alice, emoji="👍\ufe0f", **place) == thumbs
    [first] = (await town.ask(alice, "reactions.list", limit=1, **place))["items"]
    assert first.keys() == {"user_id", "emoji", "reacted_at"}


async def test_a_cursor_of_one_emoji_does_not_lead_to_another(town: Town) -> None:
    alice, place, _ = await crowd(town)

    cursor = (await town.ask(alice, "reactions.list", limit=1, emoji="👍", **place))["next_cursor"]
    for wrong in ({"cursor": cursor, "emoji": "🎉"}, {"cursor": page.pack("x", -1)}, {"cursor": "?"}):
        with refused(errors.CURSOR_INVALID):
            await town.ask(alice, "reactions.list", **place, **wrong)


async def test_nothing_is_left_of_the_reactions_to_a_recalled_message(town: Town) -> None:
    alice, group = await talk(town, 1)
    place: dict[str, Any] = {"conversation_id": group, "seq": 1}
    await town.ask(alice, "reactions.add", emoji="👍", **place)
    await town.ask(alice, "messages.recall", **place)

    assert await town.ask(alice, "reactions.list", **place) == {"items": [], "next_cursor": None}
