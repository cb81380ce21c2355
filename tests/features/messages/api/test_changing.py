"""Do clients edit, recall, hide and react by one request each?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town, outcome, refused
from tokenim.catalogue import errors, limits

CHANGES: dict[str, dict[str, Any]] = {
    "messages.edit": {"content": {"text": "New"}},
    "messages.recall": {},
    "messages.hide": {},
    "reactions.add": {"emoji": "👍"},
    "reactions.remove": {"emoji": "👍"},
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_of_what_is_there_succeeds_and_of_what_is_not_is_refused(
    town: Town, name: str
) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)
    place: dict[str, Any] = {"conversation_id": group, "seq": await town.say(alice, group)}
    await town.ask(alice, "groups.update", conversation_id=group, name="Dinner")

    for seq in (2, 99):
        assert await outcome(town.ask(alice, name, **(place | CHANGES[name] | {"seq": seq}))) == (
            errors.MESSAGE_NOT_FOUND.name
        )
    assert (
        await outcome(town.ask(bob, name, **place, **CHANGES[name])) == errors.CONVERSATION_NOT_A_MEMBER.name
    )
    assert await outcome(town.ask(alice, name, **place, **CHANGES[name])) == ""


async def test_an_edit_answers_the_message_as_it_is_now(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    place: dict[str, Any] = {"conversation_id": group, "seq": await town.say(alice, group)}
    await town.ask(alice, "reactions.add", emoji="👍", **place)

    edited = await town.ask(alice, "messages.edit", content={"text": "New"}, **place)

    assert edited == await town.ask(alice, "messages.get", **place)
    assert edited["reactions"] == {"👍": [alice.user_id]}


async def test_an_edit_repeated_under_its_key_is_one_revision_until_it_is_recalled(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    place: dict[str, Any] = {"conversation_id": group, "seq": await town.say(alice, group)}
    body = {"content": {"text": "New"}, "idempotency_key": "k", **place}

    answers = [await town.ask(alice, "messages.edit", **body) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len((await town.ask(alice, "messages.revisions", **place))["items"]) == 1

    await town.ask(alice, "messages.recall", **place)
    with refused(errors.MESSAGE_RECALLED):
        await town.ask(alice, "messages.edit", **body)


@pytest.mark.parametrize("emoji", ["", "x" * (limits.EMOJI_CHARS + 1)])
async def test_a_reaction_has_a_length(town: Town, emoji: str) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    seq = await town.say(alice, group)

    with refused(errors.REQUEST_INVALID):
        await town.ask(alice, "reactions.add", conversation_id=group, seq=seq, emoji=emoji)
