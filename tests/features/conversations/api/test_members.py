"""Do clients list members, and say what they have read, hold and write?"""

from __future__ import annotations

import pytest

from tests.town import Town, pages, refused
from tokenim.catalogue import errors
from tokenim.kernel import page


@pytest.mark.parametrize("size", [1, 2, 3, 200])
async def test_the_member_list_names_each_member_once_whoever_comes_in_between(town: Town, size: int) -> None:
    people = await town.users(*(f"user{number}" for number in range(6)))
    group = await town.group(*people[:5])
    before = {member.user_id for member in people[:5]}

    found = await pages(town, people[0], "members.list", conversation_id=group, limit=size)
    listed = [member["user_id"] for items in found for member in items]
    first = await town.ask(people[0], "members.list", conversation_id=group, limit=1)
    await town.add(people[0], group, people[5])
    rest = await town.ask(people[0], "members.list", conversation_id=group, cursor=first["next_cursor"])

    assert len(listed) == 5
    assert set(listed) == before
    again = [member["user_id"] for member in first["items"] + rest["items"]]
    assert len(again) == len(set(again))
    assert before <= set(again)


async def test_a_member_is_shown_with_role_and_receipts(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    seq = await town.say(alice, group)

    assert await town.ask(bob, "conversations.delivered", conversation_id=group, seq=seq) == {
        "conversation_id": group, "seq": seq,
    }  # fmt: skip
    assert (await town.ask(bob, "conversations.read", conversation_id=group, seq=seq))["seq"] == seq

    shown = (await town.ask(alice, "members.list", conversation_id=group))["items"]
    his = next(member for member in shown if member["user_id"] == bob.user_id)
    assert (his["role"], his["read_seq"], his["delivered_seq"]) == ("member", seq, seq)


async def test_several_conversations_are_marked_as_read_at_once(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    groups = [await town.group(alice, bob) for _ in range(3)]
    for group in groups:
        for _ in range(3):
            await town.say(alice, group)
    his = await town.device(bob)
    upto = [(groups[1], 2), (groups[0], 1), (groups[1], 3), (groups[0], 3)]
    items = [{"conversation_id": each, "seq": seq} for each, seq in upto]

    answer = await town.ask(bob, "conversations.read_several", items=items)
    await town.quiet()

    assert answer["items"] == [
        {"conversation_id": each, "seq": 3, "unread": 0, "mentions": 0, "last_seq": 3}
        for each in groups[1::-1]
    ]
    assert [(await town.view(bob, each))["unread"] for each in groups] == [0, 0, 3]
    assert [event["data"]["conversation_id"] for event in his.events("read.moved")] == groups[1::-1]


async def test_of_several_cursors_all_move_or_none(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group, theirs = await town.group(alice, bob), await town.group(alice)
    for each in (group, theirs):
        await town.say(alice, each)

    for other, code in (
        ({"conversation_id": theirs, "seq": 1}, errors.CONVERSATION_NOT_A_MEMBER),
        ({"conversation_id": group, "seq": 9}, errors.MESSAGE_NOT_FOUND),
        ({"conversation_id": "c_nowhere", "seq": 1}, errors.CONVERSATION_NOT_FOUND),
    ):
        with refused(code):
            items = [{"conversation_id": group, "seq": 1}, other]
            await town.ask(bob, "conversations.read_several", items=items)
        assert (await town.view(bob, group))["unread"] == 1


async def test_pinning_answers_what_holds_now_and_typing_nothing(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)

    wish = {"conversation_id": group, "pinned": True, "muted": False}
    assert await town.ask(alice, "conversations.prefer", **wish) == wish
    assert await town.ask(alice, "typing.start", conversation_id=group) is None
    assert await town.ask(alice, "typing.stop", conversation_id=group) is None


async def test_nobody_types_in_a_dissolved_group(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    await town.ask(alice, "groups.dissolve", conversation_id=group)

    for name in ("typing.start", "typing.stop"):
        with refused(errors.CONVERSATION_DISSOLVED):
            await town.ask(alice, name, conversation_id=group)


@pytest.mark.parametrize("cursor", ["*", page.pack(1), page.pack("a", "b"), "x" * 512])
async def test_a_cursor_of_something_else_is_refused(town: Town, cursor: str) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)

    with refused(errors.CURSOR_INVALID):
        await town.ask(alice, "members.list", conversation_id=group, cursor=cursor)
