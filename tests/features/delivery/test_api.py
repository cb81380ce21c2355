"""Do devices catch up over requests alone?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors
from tokenim.kernel import page


async def test_a_sync_brings_what_changed_since_the_one_before(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    groups = [await town.group(alice, bob) for _ in range(3)]

    first = await town.ask(bob, "sync")
    nothing = await town.ask(bob, "sync", token=first["token"])
    await town.say(alice, groups[1])
    await town.ask(bob, "conversations.read", conversation_id=groups[1], seq=1)
    second = await town.ask(bob, "sync", token=nothing["token"])

    assert {view["id"] for view in first["conversations"]} == set(groups)
    assert (first["entries"], nothing["conversations"], nothing["entries"]) == ([], [], [])
    assert second["conversations"] == [await town.view(bob, groups[1])]
    assert [(entry["event"], entry["data"]["seq"]) for entry in second["entries"]] == [("read.moved", 1)]
    assert [each["more"] for each in (first, nothing, second)] == [False, False, False]


async def test_what_a_member_left_is_told_by_the_own_events(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    token = (await town.ask(bob, "sync"))["token"]

    await town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)
    await town.say(alice, group)

    synced = await town.ask(bob, "sync", token=token)
    assert synced["conversations"] == []
    assert [entry["event"] for entry in synced["entries"]] == ["conversation.left"]


@pytest.mark.parametrize(
    "key",
    [
        (1,),
        ("e", 0, 0),
        ("e", -1, 0, ""),
        ("e", 2**63, 0, ""),
        ("e", 0, 2**63, ""),
        ("e", 0, "x", ""),
        ("e", 0, 0, 0),
    ],
)
async def test_a_forged_token_is_refused(town: Town, key: tuple[object, ...]) -> None:
    alice = await town.user("alice")

    with refused(errors.SYNC_TOKEN_INVALID):
        await town.ask(alice, "sync", token=page.pack(*key))


@pytest.mark.parametrize("epoch", ["e_other", ""])
async def test_a_token_of_another_epoch_or_of_the_future_is_refused(town: Town, epoch: str) -> None:
    alice = await town.user("alice")

    with refused(errors.SYNC_TOKEN_INVALID):
        await town.ask(alice, "sync", token=page.pack(epoch or town.node.epoch, 10**9, 0, ""))


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_entries_are_read_page_by_page_to_the_last_one(town: Town, limit: int) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for _ in range(3):
        await town.say(alice, group)
    await town.ask(alice, "groups.update", conversation_id=group, name="Dinner")

    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["seq"] if found else 0
        answer = await town.ask(bob, "entries.list", conversation_id=group, after_seq=after, limit=limit)
        if not answer["items"]:
            break
        found += answer["items"]

    assert [entry["seq"] for entry in found] == [1, 2, 3, 4] == [*range(1, answer["last_seq"] + 1)]
    assert found[3]["event"] == "conversation.updated"
    assert found[3]["data"]["by"] == alice.user_id


async def test_the_own_entries_are_for_oneself(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)

    mine = await town.ask(bob, "entries.mine")

    assert mine["last_seq"] == 1
    assert mine["items"][0]["stream"] == bob.user_id
    assert mine["items"][0]["data"]["conversation_id"] == group
    with refused(errors.CONVERSATION_NOT_FOUND):
        await town.ask(alice, "entries.list", conversation_id=bob.user_id)
