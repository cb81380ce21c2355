"""Do clients open, list and read conversations as promised?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town, pages, refused
from tokenim.catalogue import errors, limits


@pytest.mark.parametrize("kind", ["direct", "group"])
async def test_what_making_answers_is_what_reading_shows(town: Town, kind: str) -> None:
    alice, bob = await town.users("alice", "bob")
    body: dict[str, Any] = {"kind": kind}
    if kind == "direct":
        body["user_id"] = bob.user_id
    else:
        body |= {"name": "Lunch", "member_ids": [bob.user_id], "description": "Daily", "history": "from_join"}

    made = await town.ask(alice, "conversations.create", **body)

    assert made == await town.view(alice, made["id"])


async def test_opening_a_direct_conversation_again_shows_it_as_it_is(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    direct = await town.direct(alice, bob)
    await town.say(bob, direct)

    again = await town.ask(alice, "conversations.create", kind="direct", user_id=bob.user_id)

    assert (again["id"], again["unread"]) == (direct, 1)


async def test_the_list_goes_on_by_its_cursor(town: Town) -> None:
    alice = await town.user("alice")
    groups = {await town.group(alice) for _ in range(5)}

    found = await pages(town, alice, "conversations.list", limit=2)

    assert [len(items) for items in found] == [2, 2, 1]
    assert {view["id"] for items in found for view in items} == groups


async def test_outsiders_do_not_see_a_conversation(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)

    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await town.view(bob, group)
    with refused(errors.CONVERSATION_NOT_FOUND):
        await town.view(bob, "c_none")
    assert (await town.view(alice, group))["id"] == group


async def test_a_group_is_named_and_not_too_large_to_begin_with(town: Town) -> None:
    alice = await town.user("alice")
    too_many = ["u_1"] * (limits.MEMBERS_AT_ONCE + 1)

    for wrong in ({"name": ""}, {"name": "x" * (limits.NAME_CHARS + 1)}, {"member_ids": too_many}):
        with refused(errors.REQUEST_INVALID):
            await town.group(alice, **wrong)


async def test_a_request_repeated_under_its_key_makes_one_group(town: Town) -> None:
    alice = await town.user("alice")

    made = [
        await town.ask(alice, "conversations.create", kind="group", name="Lunch", idempotency_key="k")
        for _ in range(3)
    ]

    assert made[0] == made[1] == made[2]
    assert len((await town.ask(alice, "conversations.list"))["items"]) == 1
    with refused(errors.IDEMPOTENCY_REUSED):
        await town.ask(alice, "conversations.create", kind="group", name="Dinner", idempotency_key="k")


async def test_several_conversations_are_read_by_their_ids(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    groups = [await town.group(alice) for _ in range(4)]
    theirs = await town.group(bob)
    await town.say(alice, groups[1])
    await town.ask(alice, "conversations.prefer", conversation_id=groups[3], pinned=True, muted=False)
    ids = [groups[0], theirs, "c_nowhere", groups[1], groups[3], groups[1]]

    whole = await town.ask(alice, "conversations.list", ids=ids)
    parts = await pages(town, alice, "conversations.list", ids=ids, limit=2)

    wanted = [groups[3], groups[1], groups[0]]
    assert [view["id"] for view in whole["items"]] == wanted
    assert whole["next_cursor"] is None
    assert whole["items"] == [await town.view(alice, each) for each in wanted]
    assert [[view["id"] for view in items] for items in parts] == [wanted[:2], wanted[2:]]
    assert (await town.ask(alice, "conversations.list", ids=[theirs]))["items"] == []
    for wrong in ([], ["c_1"] * 101):
        with refused(errors.REQUEST_INVALID):
            await town.ask(alice, "conversations.list", ids=wrong)


async def test_a_list_of_more_ids_than_a_page_usually_has_is_one_page(town: Town) -> None:
    alice = await town.user("alice")
    groups = [await town.group(alice) for _ in range(60)]

    assert len((await town.ask(alice, "conversations.list", ids=groups))["items"]) == 60
    assert len((await town.ask(alice, "conversations.list"))["items"]) == 50
