"""Are unread messages and mentions counted from the cursor and what the user can see, everywhere alike?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import town as towns
from tests.profile import examples
from tests.town import Town
from tokenim.kernel.actor import Actor


async def talk(town: Town) -> tuple[Actor, Actor, str]:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for _ in range(3):
        await town.say(alice, group)
    return alice, bob, group


Steps = list[tuple[str, int]]
STEP = st.tuples(
    st.sampled_from(["alice", "bob", "read", "recall", "edit", "hide", "rename", "rejoin"]),
    st.integers(1, 40),
)


async def step(town: Town, alice: Actor, bob: Actor, group: str, what: tuple[str, int]) -> None:
    kind, number = what
    place: dict[str, Any] = {"conversation_id": group, "seq": number}
    asked: dict[str, Any] = {
        "alice": lambda: town.say(alice, group, mentions=[bob.user_id], mentions_all=number % 2 == 0),
        "bob": lambda: town.say(bob, group),
        "read": lambda: town.ask(bob, "conversations.read", **place),
        "recall": lambda: town.ask(alice, "messages.recall", **place),
        "hide": lambda: town.ask(bob, "messages.hide", **place),
        "edit": lambda: town.ask(alice, "messages.edit", content={"text": "!"}, **place),
        "rename": lambda: town.ask(alice, "groups.update", conversation_id=group, name=f"Lunch {number}"),
    }
    if kind == "rejoin":
        await town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)
        await town.add(alice, group, bob)
    else:
        await towns.outcome(asked[kind]())


async def recounted(town: Town, bob: Actor, group: str) -> tuple[int, int]:
    """Count the unread messages and mentions one by one."""
    rows = await town.work().all(
        """SELECT e.seq FROM entries e JOIN members m ON m.conversation_id = e.stream AND m.user_id = :me
           WHERE e.stream = :group AND e.kind = 'message.sent' AND e.seq > m.read_seq""",
        me=bob.user_id, group=group,
    )  # fmt: skip
    messages = await town.messages(bob, group, limit=1000)
    unread = {row[0] for row in rows} & {message["seq"] for message in messages}
    mentions = [
        message
        for message in messages
        if message["seq"] in unread
        and (bob.user_id in message.get("mentions", ()) or message.get("mentions_all"))
    ]
    return len(unread), len(mentions)


async def counted(town: Town, bob: Actor, group: str) -> list[tuple[int, int]]:
    """Return (unread, mentions) as the conversation, the list and a sync show them, and the answer of reading nothing new."""
    lists = [
        await town.view(bob, group),
        (await town.ask(bob, "conversations.list"))["items"][0],
        (await town.ask(bob, "sync"))["conversations"][0],
        await town.ask(bob, "conversations.read", conversation_id=group, seq=1),
    ]
    return [(shown["unread"], shown["mentions"]) for shown in lists]


@given(st.lists(STEP, max_size=30))
@settings(max_examples=examples(25), derandomize=True)
def test_unread_and_mentions_are_what_a_recount_finds(steps: Steps) -> None:
    async def run() -> None:
        async with towns.opened(Path(folder)) as town:
            alice, bob = await town.users("alice", "bob")
            group = await town.group(alice, bob)
            for each in steps:
                await step(town, alice, bob, group, each)
            if not (await town.view(bob, group))["last_seq"]:
                return
            await town.ask(bob, "conversations.read", conversation_id=group, seq=1)
            expected = await recounted(town, bob, group)
            assert await counted(town, bob, group) == [expected] * 4

    with TemporaryDirectory() as folder:
        asyncio.run(run())


async def test_sending_reads_everything_before_the_own_message(town: Town) -> None:
    alice, bob, group = await talk(town)

    seq = await town.say(bob, group)

    view = await town.view(bob, group)
    assert (view["unread"], view["read_seq"]) == (0, seq)
    assert (await town.view(alice, group))["unread"] == 1


async def test_a_message_that_mentions_me_and_everybody_counts_once(town: Town) -> None:
    alice, bob, group = await talk(town)

    await town.say(alice, group, mentions=[bob.user_id], mentions_all=True)

    view = await town.view(bob, group)
    assert (view["unread"], view["mentions"]) == (4, 1)


async def test_what_i_hid_is_neither_unread_nor_a_mention(town: Town) -> None:
    alice, bob, group = await talk(town)
    await town.ask(bob, "conversations.read", conversation_id=group, seq=3)
    seq = await town.say(alice, group, mentions=[bob.user_id], mentions_all=True)

    await town.ask(bob, "messages.hide", conversation_id=group, seq=seq)

    assert await counted(town, bob, group) == [(0, 0)] * 4
    assert (await town.view(bob, group))["last_message"]["seq"] == 3
    assert (await town.view(alice, group))["last_message"]["seq"] == seq


async def test_devices_are_told_what_is_left_to_read(town: Town) -> None:
    alice, bob, group = await talk(town)
    await town.say(alice, group, mentions=[bob.user_id])
    phone = await town.device(bob)

    await town.ask(bob, "messages.hide", conversation_id=group, seq=3)
    await town.ask(bob, "conversations.read", conversation_id=group, seq=1)
    await town.ask(bob, "messages.hide", conversation_id=group, seq=4)
    await town.ask(bob, "messages.hide", conversation_id=group, seq=1)
    await town.quiet()

    told = [
        (event["event"], *(event["data"][name] for name in ("unread", "mentions", "last_seq")))
        for event in phone.events()
    ]
    assert told == [
        ("message.hidden", 3, 1, 4),
        ("read.moved", 2, 1, 4),
        ("message.hidden", 1, 0, 4),
        ("message.hidden", 1, 0, 4),
    ]


async def test_what_is_hidden_and_read_at_once_is_counted_as_if_one_came_after_the_other(town: Town) -> None:
    alice, bob, group = await talk(town)
    for _ in range(5):
        await town.say(alice, group)
    phone = await town.device(bob)

    hidden = [town.ask(bob, "messages.hide", conversation_id=group, seq=seq) for seq in (3, 4, 5, 6)]
    await asyncio.gather(*hidden, town.ask(bob, "conversations.read", conversation_id=group, seq=2))
    await town.quiet()

    last = phone.events()[-1]["data"]
    assert (last["unread"], (await town.view(bob, group))["unread"]) == (2, 2)
