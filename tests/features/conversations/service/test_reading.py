"""Does everybody see their conversations as they are, page by page?"""

from __future__ import annotations

import pytest

from tests.town import Town, pages, refused
from tokenim.catalogue import errors
from tokenim.features.conversations import service as conversations
from tokenim.kernel import page


async def test_a_direct_conversation_shows_the_other_user_to_each(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    direct = await town.direct(alice, bob)
    seq = await town.say(alice, direct, "Hi")

    hers, his = await town.view(alice, direct), await town.view(bob, direct)

    assert (hers["peer_id"], his["peer_id"]) == (bob.user_id, alice.user_id)
    assert (hers["unread"], his["unread"], his["member_count"]) == (0, 1, 2)
    assert his["last_message"]["seq"] == seq
    assert his["last_message"]["content"] == {"text": "Hi"}


async def test_the_view_of_an_outsider_is_not_found(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)

    with refused(errors.CONVERSATION_NOT_FOUND):
        await conversations.view(town.work(bob), group)


async def test_a_dissolved_group_says_since_when(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    assert "dissolved_at" not in await town.view(alice, group)

    await town.ask(alice, "groups.dissolve", conversation_id=group)

    assert (await town.view(alice, group))["dissolved_at"].endswith("Z")


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_the_list_shows_each_conversation_once_pinned_ones_first_then_the_newest(
    town: Town, size: int
) -> None:
    alice = await town.user("alice")
    groups = [await town.group(alice) for _ in range(5)]
    for number in (3, 1, 4):
        await town.say(alice, groups[number])
    await town.ask(alice, "conversations.prefer", conversation_id=groups[0], pinned=True, muted=False)

    listed = [
        view["id"] for items in await pages(town, alice, "conversations.list", limit=size) for view in items
    ]

    assert listed == [groups[number] for number in (0, 4, 1, 3, 2)]


async def test_what_moves_while_the_list_is_read_is_there_at_most_once_and_in_the_next_sync(
    town: Town,
) -> None:
    alice = await town.user("alice")
    groups = [await town.group(alice) for _ in range(6)]
    token = (await town.ask(alice, "sync"))["token"]

    answer = await town.ask(alice, "conversations.list", limit=3)
    seen = [view["id"] for view in answer["items"]]
    await town.say(alice, groups[0])
    late = await town.group(alice)
    answer = await town.ask(alice, "conversations.list", limit=3, cursor=answer["next_cursor"])
    seen += [view["id"] for view in answer["items"]]

    changed = {view["id"] for view in (await town.ask(alice, "sync", token=token))["conversations"]}
    assert len(seen) == len(set(seen))
    assert changed == {groups[0], late}
    assert set(seen) | changed == {*groups, late}


async def test_the_last_message_is_the_last_that_the_viewer_sees(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    first, second = await town.say(alice, group, "First"), await town.say(alice, group, "Second")
    place = {"conversation_id": group, "seq": second}

    await town.ask(bob, "messages.hide", **place)
    assert (await town.view(bob, group))["last_message"]["seq"] == first
    assert (await town.view(alice, group))["last_message"]["seq"] == second
    await town.ask(alice, "messages.recall", **place)

    last = (await town.view(alice, group))["last_message"]
    assert (last["seq"], last["recalled"], last["content"]) == (second, True, {})


async def test_who_joined_late_sees_no_last_message_from_before(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, history="from_join")
    await town.say(alice, group)

    await town.add(alice, group, bob)

    assert "last_message" not in await town.view(bob, group)


async def test_ranks_memberships_and_acquaintances_are_known_below(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob)
    work = town.work(alice)
    conversation = await conversations.get(work, group)

    assert conversations.outranks(conversation, alice.user_id, bob.user_id)
    assert not conversations.outranks(conversation, bob.user_id, alice.user_id)
    assert conversations.member_of(conversation, bob.user_id).role == "member"
    with refused(errors.MEMBER_NOT_FOUND):
        conversations.member_of(conversation, carol.user_id)
    assert conversations.others(conversation, [bob.user_id, carol.user_id, carol.user_id]) == [carol.user_id]
    assert await conversations.sharing_conversation(work, [bob.user_id, carol.user_id]) == {bob.user_id}
    assert await conversations.streams_of(work, alice.user_id) == [(group, 0, 0)]


@pytest.mark.parametrize("key", [(1, 2**63, "c"), (2**63, 0, "c"), (-1, 0, "c"), ("x", 0, "c"), (1, 1)])
async def test_a_forged_cursor_is_refused(town: Town, key: tuple[object, ...]) -> None:
    alice = await town.user("alice")

    with refused(errors.CURSOR_INVALID):
        await town.ask(alice, "conversations.list", cursor=page.pack(*key))


async def test_a_member_is_shown_and_an_outsider_is_none(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)

    shown = await conversations.member_view(town.work(), group, alice.user_id)

    assert (shown.user_id, shown.role) == (alice.user_id, "owner")
    with refused(errors.MEMBER_NOT_FOUND):
        await conversations.member_view(town.work(), group, bob.user_id)
