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
