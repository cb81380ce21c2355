"""Do edits, recalls and hidden messages leave exactly what they should, also when they meet?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import town as towns
from tests.town import Town, outcome, refused
from tokenim.catalogue import errors, limits
from tokenim.catalogue.settings import Settings
from tokenim.features.messages import service as messages
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Stale

CANARY = "the-canary-sings-at-dawn"


async def talk(town: Town) -> tuple[Actor, Actor, dict[str, Any]]:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    seq = await town.say(bob, group, mentions=[alice.user_id])
    return alice, bob, {"conversation_id": group, "seq": seq}


async def test_what_is_held_is_not_recalled_until_the_commit(town: Town) -> None:
    alice, bob, place = await talk(town)
    work = town.work(alice)
    assert (await messages.held(work, **place)).content == {"text": "Hello"}
    await town.ask(bob, "messages.recall", **place)
    with pytest.raises(Stale):
        await town.store(work)
    with refused(errors.MESSAGE_RECALLED):
        await messages.held(town.work(alice), **place)


async def test_an_edit_replaces_content_and_mentions_and_keeps_what_was(town: Town) -> None:
    alice, bob, place = await talk(town)
    assert (await town.view(alice, place["conversation_id"]))["mentions"] == 1

    answer = await town.ask(bob, "messages.edit", content={"text": "Second"}, **place)
    await town.ask(bob, "messages.edit", content={"text": "Third"}, mentions_all=True, **place)

    message = await town.ask(alice, "messages.get", **place)
    assert answer["content"] == {"text": "Second"}
    assert (message["content"], message["mentions_all"]) == ({"text": "Third"}, True)
    assert "mentions" not in message
    assert message["edited_at"] >= answer["edited_at"]
    assert (await town.view(alice, place["conversation_id"]))["mentions"] == 1
    revisions = (await town.ask(alice, "messages.revisions", **place))["items"]
    assert [(each["number"], each["content"]["text"]) for each in revisions] == [(1, "Hello"), (2, "Second")]


async def test_an_edit_keeps_the_type_and_is_as_strict_as_a_send(town: Town) -> None:
    alice, bob, place = await talk(town)
    wrong: list[dict[str, Any]] = [
        {"url": "/x"},
        {"text": ""},
        {"text": "\u200b"},
        {"text": "x", "more": 1},
        {},
    ]

    for content in wrong:
        with refused(errors.REQUEST_INVALID) as refusal:
            await town.ask(bob, "messages.edit", content=content, **place)
        assert refusal.value.errors[0]["field"].startswith("content")
    with refused(errors.MENTION_NOT_A_MEMBER):
        await town.ask(bob, "messages.edit", content={"text": "x"}, mentions=["u_nobody"], **place)
    with refused(errors.MESSAGE_NOT_YOURS):
        await town.ask(alice, "messages.edit", content={"text": "x"}, **place)


async def test_custom_data_is_checked_in_an_edit_too(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    seq = await town.say(alice, group, type="custom", content={"kind": "poll"})
    deep: Any = 1
    for _ in range(20):
        deep = [deep]

    with refused(errors.REQUEST_INVALID):
        await town.ask(
            alice,
            "messages.edit",
            conversation_id=group,
            seq=seq,
            content={"kind": "poll", "data": {"a": deep}},
        )


async def test_a_message_is_edited_so_often_and_no_more_but_may_be_recalled(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EDITS", 3)
    _, bob, place = await talk(town)
    for number in range(3):
        await town.ask(bob, "messages.edit", content={"text": str(number)}, **place)

    with refused(errors.EDITS_FULL):
        await town.ask(bob, "messages.edit", content={"text": "one more"}, **place)

    await town.ask(bob, "messages.edit", content={"text": "2"}, **place)
    assert (await town.ask(bob, "messages.get", **place))["content"] == {"text": "2"}
    await town.ask(bob, "messages.recall", **place)


async def test_changes_end_with_their_time(town: Town, later: Callable[[int], None]) -> None:
    alice, bob, place = await talk(town)
    town.node.context.settings = Settings(edit_seconds=60, recall_seconds=60)

    await town.ask(bob, "messages.edit", content={"text": "In time"}, **place)
    later(61_000)
    late = [
        await outcome(town.ask(bob, "messages.edit", content={"text": "Late"}, **place)),
        await outcome(town.ask(bob, "messages.recall", **place)),
        await outcome(town.ask(alice, "messages.recall", **place)),
    ]

    assert late == [errors.MESSAGE_TOO_OLD.name, errors.MESSAGE_TOO_OLD.name, ""]


async def test_an_admin_recalls_somebody_elses_message_and_twice_is_once(town: Town) -> None:
    alice, bob, place = await talk(town)
    hers = await town.device(alice)

    for _ in range(2):
        await town.ask(alice, "messages.recall", **place)
    await town.quiet()

    message = await town.ask(bob, "messages.get", **place)
    assert (message["recalled"], message["content"], message["sender_id"]) == (True, {}, bob.user_id)
    assert len(hers.events("message.recalled")) == 1
    for name, body in (
        ("messages.edit", {"content": {"text": "x"}}),
        ("reactions.add", {"emoji": "x"}),
        ("reactions.remove", {"emoji": "x"}),
    ):
        with refused(errors.MESSAGE_RECALLED):
            await town.ask(bob, name, **place, **body)
    assert (await town.ask(bob, "messages.revisions", **place))["items"] == []


def files_with(text: bytes, folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if text in path.read_bytes()]


async def test_of_what_was_recalled_no_byte_remains(tmp_path: Path) -> None:
    async with towns.opened(tmp_path) as town:
        alice, bob = await town.users("alice", "bob")
        group = await town.group(alice, bob)
        seq = await town.say(alice, group, f"First {CANARY} " + "long " * 3_000, mentions=[bob.user_id])
        place: dict[str, Any] = {"conversation_id": group, "seq": seq}
        for number in range(3):
            content = {"text": f"Edit {number} {CANARY}"}
            await town.ask(alice, "messages.edit", content=content, idempotency_key=f"k{number}", **place)
        for name in ("reactions.add", "reactions.remove", "reactions.add"):
            await town.ask(bob, name, emoji=CANARY, **place)
        assert all(entry["data"]["emoji"] == CANARY for entry in (await town.entries(bob, group))[-3:])

        await town.ask(alice, "messages.recall", **place)

        seen = repr(
            [await town.entries(bob, group), await town.messages(bob, group), await town.view(bob, group)]
        )
        assert CANARY not in seen
        late = await town.device(bob, {group: 0})
        assert CANARY not in repr(late.frames)
        assert len(late.frames) == (await town.view(bob, group))["last_seq"]
        for (table,) in await town.work().all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            assert CANARY not in repr(await town.work().all(f"SELECT * FROM {table}")), table

    # Closing folds the journal into the file.
    assert files_with(CANARY.encode(), tmp_path) == []


async def test_a_hidden_message_is_hidden_from_one_user_on_all_devices_once(town: Town) -> None:
    alice, bob, place = await talk(town)
    phone = await town.device(alice)

    for _ in range(2):
        await town.ask(alice, "messages.hide", **place)
    await town.quiet()

    assert await town.messages(alice, place["conversation_id"]) == []
    assert len(await town.messages(bob, place["conversation_id"])) == 1
    (hidden,) = phone.events()
    assert (hidden["event"], hidden["data"]["target_seq"]) == ("message.hidden", place["seq"])
    with refused(errors.MESSAGE_NOT_FOUND):
        await town.ask(alice, "messages.get", **place)
    with refused(errors.MESSAGE_NOT_FOUND):
        await town.ask(alice, "messages.hide", conversation_id=place["conversation_id"], seq=99)


async def test_an_edit_of_what_somebody_may_not_see_tells_nobody_what_it_says(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, history="from_join")
    old = await town.say(alice, group)
    await town.add(alice, group, bob)
    his, hers = await town.device(bob), await town.device(alice)

    await town.ask(
        alice,
        "messages.edit",
        conversation_id=group,
        seq=old,
        content={"text": CANARY},
        mentions=[bob.user_id],
    )
    await town.quiet()

    for device in (his, hers):
        (edited,) = device.events("message.edited")
        assert edited["data"].keys() == {"by", "at", "target_seq"}
    assert CANARY not in repr(await town.entries(bob, group))
    assert CANARY in repr(await town.messages(alice, group))
    assert (await town.view(bob, group))["mentions"] == 0


async def test_an_edit_that_changes_nothing_is_none(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    both = [alice.user_id, bob.user_id]
    seq = await town.say(alice, group, mentions=both, mentions_all=True)
    place: dict[str, Any] = {"conversation_id": group, "seq": seq}
    device = await town.device(bob)

    same = {"content": {"text": "Hello"}, "mentions": both[::-1], "mentions_all": True}
    answer = await town.ask(alice, "messages.edit", **place, **same)
    await town.quiet()

    assert "edited_at" not in answer
    assert device.events() == []
    assert (await town.ask(bob, "messages.revisions", **place))["items"] == []
    for other in ({"content": {"text": "hello"}}, {"mentions": both[:1]}, {"mentions_all": False}):
        assert "edited_at" in await town.ask(alice, "messages.edit", **place, **same | other)
    await town.quiet()
    assert len(device.events("message.edited")) == 3


async def test_who_is_mentioned_may_stay_so_after_leaving(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob, carol)
    seq = await town.say(alice, group, mentions=[bob.user_id, carol.user_id])
    place: dict[str, Any] = {"conversation_id": group, "seq": seq}
    await town.ask(bob, "members.remove", conversation_id=group, user_id=bob.user_id)

    kept = await town.ask(alice, "messages.edit", content={"text": "Typo"}, mentions=[bob.user_id], **place)
    assert kept["mentions"] == [bob.user_id]
    await town.ask(alice, "messages.edit", content={"text": "Typo"}, **place)

    with refused(errors.MENTION_NOT_A_MEMBER):
        await town.ask(alice, "messages.edit", content={"text": "!"}, mentions=[bob.user_id], **place)


async def test_in_a_dissolved_group_only_own_messages_are_taken_back(town: Town) -> None:
    alice, bob, place = await talk(town)
    hers = place | {"seq": await town.say(alice, place["conversation_id"])}
    await town.ask(alice, "groups.dissolve", conversation_id=place["conversation_id"])

    with refused(errors.CONVERSATION_DISSOLVED):
        await town.ask(alice, "messages.recall", **place)
    with refused(errors.CONVERSATION_DISSOLVED):
        await town.ask(bob, "messages.recall", **hers)
    await town.ask(bob, "messages.recall", **place)

    assert (await town.ask(alice, "messages.get", **place))["recalled"] is True


async def test_the_thousandth_edit_reads_as_much_as_the_second(town: Town) -> None:
    alice, _, place = await talk(town)
    place["seq"] = await town.say(alice, place["conversation_id"])
    reads: list[int] = []

    for number in range(40):
        work = town.work(alice)
        counted = Counted(work.read)
        work.read = counted
        content = {"text": f"{number} " + "x" * 1_000}
        await messages.edit(work, content=content, mentions=[], everybody=False, **place)
        await town.store(work)
        reads.append(counted.bytes)

    assert max(reads[5:]) - min(reads[5:]) < 200


class Counted:
    """A read that counts the bytes it brought."""

    def __init__(self, read: Any) -> None:
        self._read = read
        self.bytes = 0

    async def __call__(self, *queries: Any) -> Any:
        found = await self._read(*queries)
        self.bytes += len(repr(found))
        return found
