"""Do edits, recalls and reactions that meet leave what one after the other would have left?"""

from __future__ import annotations

import asyncio
from typing import Any

from tests.town import Town, outcome
from tokenim.catalogue import errors

CANARY = "the-canary-sings-at-dawn"


async def test_of_an_edit_and_a_recall_at_once_nothing_of_the_text_remains(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for number in range(50):
        place: dict[str, Any] = {"conversation_id": group, "seq": await town.say(alice, group)}
        asked = [
            outcome(town.ask(alice, "messages.edit", content={"text": CANARY}, **place)),
            outcome(town.ask(alice, "messages.recall", **place)),
        ]
        ends = await asyncio.gather(*(asked if number % 2 else reversed(asked)))

        message = await town.ask(bob, "messages.get", **place)
        assert message["recalled"] is True
        assert set(ends) <= {"", errors.MESSAGE_RECALLED.name}
        assert CANARY not in repr(await town.entries(bob, group))
        assert (await town.ask(bob, "messages.revisions", **place))["items"] == []


async def test_of_a_reaction_and_a_recall_at_once_no_reaction_remains(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for number in range(50):
        place: dict[str, Any] = {"conversation_id": group, "seq": await town.say(alice, group)}
        asked = [
            outcome(town.ask(bob, "reactions.add", emoji="x", **place)),
            outcome(town.ask(alice, "messages.recall", **place)),
        ]
        ends = await asyncio.gather(*(asked if number % 2 else reversed(asked)))

        message = await town.ask(bob, "messages.get", **place)
        assert message["recalled"] is True
        assert "reactions" not in message
        assert set(ends) <= {"", errors.MESSAGE_RECALLED.name}
    kinds = [entry["event"] for entry in await town.entries(bob, group)]
    assert kinds.count("message.recalled") == 50


async def test_of_many_edits_at_once_every_one_is_kept_in_order(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    place: dict[str, Any] = {"conversation_id": group, "seq": await town.say(alice, group, "0")}

    edits = [town.ask(alice, "messages.edit", content={"text": str(n)}, **place) for n in range(1, 6)]
    await asyncio.gather(*edits)

    revisions = (await town.ask(bob, "messages.revisions", **place))["items"]
    told = [entry["data"]["content"]["text"] for entry in await town.entries(bob, group, place["seq"])]
    now = (await town.ask(bob, "messages.get", **place))["content"]["text"]
    held = [revision["content"]["text"] for revision in revisions]
    assert held[0] == "0"
    assert [*held[1:], now] == told
    assert sorted(told) == ["1", "2", "3", "4", "5"]
