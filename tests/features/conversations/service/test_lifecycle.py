"""Do conversations begin once, change for everybody, and end?"""

from __future__ import annotations

import asyncio

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.model import Conversation
from tokenim.features.users import service as users
from tokenim.kernel.unit_of_work import Stale, Work


async def test_twenty_who_open_the_same_direct_conversation_at_once_get_one(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")

    opened = await asyncio.gather(
        *(town.direct(alice, bob) for _ in range(10)), *(town.direct(bob, alice) for _ in range(10))
    )

    assert len(set(opened)) == 1
    rows = await town.work().all("SELECT count(*) FROM members WHERE conversation_id = :id", id=opened[0])
    assert rows == [(2,)]
    assert await town.direct(alice, bob) == opened[0]


async def test_nobody_talks_to_themselves_or_to_nobody(town: Town) -> None:
    alice = await town.user("alice")

    with refused(errors.CONVERSATION_WITH_SELF):
        await town.direct(alice, alice)
    with refused(errors.USER_NOT_FOUND):
        await town.ask(alice, "conversations.create", kind="direct", user_id="u_nobody")


async def test_a_direct_conversation_stays_when_the_other_user_is_gone(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    work = town.work()
    await users.erase(work, bob.user_id)
    await town.store(work)

    assert await town.direct(alice, bob) == conversation


async def test_the_maker_owns_a_group_and_names_everybody_once(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")

    group = await town.group(alice, bob, bob, alice, carol)

    members = (await town.ask(alice, "members.list", conversation_id=group))["items"]
    assert {member["user_id"]: member["role"] for member in members} == {
        alice.user_id: "owner", bob.user_id: "member", carol.user_id: "member",
    }  # fmt: skip


async def test_a_group_with_somebody_who_does_not_exist_is_not_made(town: Town) -> None:
    alice = await town.user("alice")

    with refused(errors.USER_NOT_FOUND):
        await town.ask(alice, "conversations.create", kind="group", name="Lunch", member_ids=["u_nobody"])

    assert (await town.ask(alice, "conversations.list"))["items"] == []


async def test_adding_who_is_in_already_adds_nobody(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    work = town.work(alice)

    conversation = await conversations.get(work, group)
    added = await conversations.add_members(work, conversation, [bob.user_id, alice.user_id])

    assert added == []
    assert work.empty


@pytest.mark.parametrize("history", ["all", "from_join"])
async def test_who_joins_has_nothing_unread_and_sees_what_the_group_allows(town: Town, history: str) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, history=history)
    before = await town.say(alice, group, mentions_all=True)

    await town.add(alice, group, bob)
    after = await town.say(alice, group)

    view = await town.view(bob, group)
    assert (view["unread"], view["mentions"], view["last_seq"]) == (1, 0, after)
    seen = [message["seq"] for message in await town.messages(bob, group)]
    assert seen == ([before, after] if history == "all" else [after])


def change(kind: str, conversation: Conversation, work: Work) -> None:
    other = next(user_id for user_id in conversation.members if user_id != work.actor.user_id)
    if kind == "update":
        conversations.update(work, conversation, {"name": "Dinner"})
    elif kind == "dissolve":
        conversations.dissolve(work, conversation)
    elif kind == "remove":
        conversations.remove_member(work, conversation, other)
    else:
        conversations.set_role(work, conversation, other, "admin")


@pytest.mark.parametrize("first", ["update", "dissolve", "remove", "role"])
@pytest.mark.parametrize("second", ["update", "dissolve", "remove", "role"])
async def test_a_change_of_what_changed_meanwhile_is_made_again(town: Town, first: str, second: str) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    works = [town.work(alice), town.work(alice)]
    conversation = await conversations.get(works[0], group)

    for work, kind in zip(works, (first, second), strict=True):
        change(kind, conversation, work)
    await town.store(works[0])

    with pytest.raises(Stale):
        await town.store(works[1])


async def test_a_list_knows_how_many_members_there_are_whoever_comes_and_goes(town: Town) -> None:
    alice, bob, carol, dora = await town.users("alice", "bob", "carol", "dora")
    group, direct = await town.group(alice, bob, alice), await town.direct(alice, bob)

    async def counts() -> list[int]:
        return [(await town.view(alice, each))["member_count"] for each in (group, direct)]

    assert await counts() == [2, 2]
    await town.add(alice, group, carol, dora, carol, bob)
    assert await counts() == [4, 2]
    await town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)
    await town.ask(carol, "conversations.decline", conversation_id=group)
    assert await counts() == [2, 2]
    rows = await town.work().all("SELECT count(*) FROM members WHERE conversation_id = :id", id=group)
    assert rows == [(2,)]
