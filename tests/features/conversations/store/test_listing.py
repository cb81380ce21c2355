"""Does each list show what its user can see, and count it?"""

from __future__ import annotations

import pytest

from tests.features.conversations.store.made import made
from tests.town import Town
from tokenim.catalogue.events import ConversationUpdated
from tokenim.features.conversations import store
from tokenim.kernel.unit_of_work import Stale


async def test_lists_go_by_the_newest_batch_and_changes_by_the_oldest(town: Town) -> None:
    await made(town, "c_1", "c_2", "c_3")

    listed = await store.listed(town.work(), "u_1", (2, 0, ""), 2)
    rest = await store.listed(town.work(), "u_1", (listed[1].pinned, listed[1].batch, listed[1].id), 9)
    changed = await store.changed(town.work(), "u_1", (rest[0].batch, ""), 9)
    one = await store.one_listed(town.work(), "u_1", "c_2")

    assert [row.id for row in (*listed, *rest)] == ["c_3", "c_2", "c_1"]
    assert [row.id for row in changed] == ["c_2", "c_3"]
    assert one is not None
    assert one == listed[1]
    assert await store.one_listed(town.work(), "u_2", "c_2") is None
    assert (one.unread, one.mentions, one.member_count, one.last) == (0, 0, 1, None)


async def test_changes_go_on_within_a_batch_after_the_conversation_that_is_known(town: Town) -> None:
    work = town.work()
    for name in ("c_1", "c_2", "c_3"):
        await made(town, name)
        work.append(name, ConversationUpdated(name="Same batch"))
    await town.store(work)
    (batch,) = {row.batch for row in await store.changed(town.work(), "u_1", (0, ""), 9)}

    after = [
        [row.id for row in await store.changed(town.work(), "u_1", (batch, known), 9)]
        for known in ("", "c_1", "c_3")
    ]

    assert after == [[], ["c_2", "c_3"], []]


async def test_a_row_shows_what_its_user_sees(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    first = await town.say(alice, group, mentions=[bob.user_id], mentions_all=True)
    second = await town.say(alice, group, mentions=[bob.user_id])

    await town.ask(bob, "messages.hide", conversation_id=group, seq=second)

    (his,) = await store.listed(town.work(), bob.user_id, (2, 0, ""), 9)
    (hers,) = await store.changed(town.work(), alice.user_id, (0, ""), 9)
    assert (his.unread, his.mentions, his.member_count) == (1, 1, 2)
    assert his.last is not None
    assert his.last[6] == first
    assert hers.last is not None
    assert hers.last[6] == second


async def test_a_member_stands_where_reading_and_hiding_bring_them(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for _ in range(4):
        await town.say(alice, group, mentions_all=True)
    work = town.work()

    before = await store.standing(work, group, bob.user_id)
    assert before == (0, 0, None, 4, 4, 4, 0)
    assert await store.standing(work, group, bob.user_id, seq=3) == (0, 0, 3, 4, 1, 1, 0)
    assert await store.standing(work, group, bob.user_id, hiding=2) == (0, 0, None, 4, 3, 3, 0)
    assert await store.standing(work, group, bob.user_id, seq=5) == before
    assert await store.standing(work, group, "u_nobody", seq=1) is None


async def test_who_hides_a_message_turns_back_those_who_counted_before(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    counting, hiding = town.work(bob), town.work(bob)
    store.expect_view(counting, group, bob.user_id, 0)
    store.move_read(counting, group, bob.user_id, 1, 1)
    store.expect_view(hiding, group, bob.user_id, 0, change=True)
    await town.store(hiding)

    with pytest.raises(Stale):
        await town.store(counting)

    now = await store.standing(town.work(), group, bob.user_id)
    assert now is not None
    assert now.version == 1


async def test_of_a_list_those_with_some_ids_are_read(town: Town) -> None:
    await made(town, "c_1", "c_2", "c_3")

    found = await store.listed(town.work(), "u_1", (2, 0, ""), 9, ids=["c_3", "c_1", "c_9"])

    assert [row.id for row in found] == ["c_3", "c_1"]
