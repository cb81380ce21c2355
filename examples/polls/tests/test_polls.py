"""Do polls work, on a node in this process?"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tokenim_polls import feature

from tokenim.catalogue.errors import TokenIMError
from tokenim.testing import Town, opened, outcome


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(tmp_path, features=[feature]) as opened_:
        yield opened_


def poll(*options: str) -> dict[str, Any]:
    data = {"question": "Lunch?", "options": list(options)}
    return {"type": "custom", "content": {"kind": "polls.poll", "data": data}}


async def test_a_vote_is_told_counted_and_replaced(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    place = {
        "conversation_id": conversation,
        "seq": await town.say(alice, conversation, **poll("Soup", "Bread")),
    }
    device = await town.device(bob)

    for choice in (0, 1, 1):
        await town.ask(alice, "polls.vote", choice=choice, **place)
    await town.quiet()

    assert [event["data"]["choice"] for event in device.events("polls.voted")] == [0, 1]
    assert (await town.ask(bob, "polls.get", **place))["votes"] == [0, 1]


async def test_a_poll_that_is_recalled_loses_its_votes(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    place = {
        "conversation_id": conversation,
        "seq": await town.say(alice, conversation, **poll("Soup", "Bread")),
    }
    await town.ask(bob, "polls.vote", choice=1, **place)

    await town.ask(alice, "messages.recall", **place)

    assert await town.work().all("SELECT * FROM polls_votes") == []
    assert await outcome(town.ask(bob, "polls.get", **place)) == "polls.not_found"


@pytest.mark.parametrize("options", [[], ["One"], ["Two", "Two"], [str(number) for number in range(11)]])
async def test_a_poll_without_options_to_choose_from_is_not_sent(town: Town, options: list[str]) -> None:
    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    with pytest.raises(TokenIMError, match=r"polls\.options_wrong"):
        await town.say(alice, conversation, **poll(*options))


async def test_a_poll_is_not_edited_into_one_without_options(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    seq = await town.say(alice, conversation, **poll("Soup", "Bread"))

    edited = town.ask(
        alice, "messages.edit", conversation_id=conversation, seq=seq, content=poll("Soup")["content"]
    )

    assert await outcome(edited) == "polls.options_wrong"


async def test_a_vote_for_what_is_no_option_or_no_poll_is_refused(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    seq = await town.say(alice, conversation, **poll("Soup", "Bread"))
    talk = await town.say(alice, conversation)

    async def voted(seq: int, choice: int) -> str:
        return await outcome(
            town.ask(bob, "polls.vote", conversation_id=conversation, seq=seq, choice=choice)
        )

    assert [await voted(seq, 2), await voted(talk, 0)] == ["request.invalid", "polls.not_found"]


async def test_of_a_vote_and_a_recall_at_once_no_vote_remains(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    for _ in range(20):
        seq = await town.say(alice, conversation, **poll("Soup", "Bread"))
        place = {"conversation_id": conversation, "seq": seq}
        await asyncio.gather(
            outcome(town.ask(bob, "polls.vote", choice=1, **place)),
            town.ask(alice, "messages.recall", **place),
        )
    assert await town.work().all("SELECT * FROM polls_votes") == []
