"""Do clients pin, unpin and list by one request each?"""

from __future__ import annotations

import pytest

from tests.counted import Counted
from tests.town import Town, outcome, pages
from tokenim.catalogue import errors
from tokenim.features.pins import api


@pytest.mark.parametrize("name", ["pins.add", "pins.remove"])
async def test_a_pin_is_for_admins_of_the_group_and_for_messages_that_are_there(
    town: Town, name: str
) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob)
    seq = await town.say(bob, group)

    ends = [
        await outcome(town.ask(who, name, conversation_id=group, seq=where))
        for who, where in ((alice, seq), (alice, 99), (bob, seq), (carol, seq))
    ]

    assert ends == [
        "",
        errors.MESSAGE_NOT_FOUND.name,
        errors.CONVERSATION_ROLE.name,
        errors.CONVERSATION_NOT_A_MEMBER.name,
    ]


async def test_the_list_shows_messages_as_they_are_now_the_newest_pin_first(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    room = await town.direct(alice, bob)
    seqs = [await town.say(alice, room) for _ in range(3)]
    for seq in (seqs[1], seqs[2], seqs[0]):
        await town.ask(bob, "pins.add", conversation_id=room, seq=seq)
    await town.ask(alice, "messages.edit", conversation_id=room, seq=seqs[0], content={"text": "Now"})
    await town.ask(bob, "reactions.add", conversation_id=room, seq=seqs[0], emoji="👍")

    found = await pages(town, alice, "pins.list", conversation_id=room, limit=2)

    assert [[item["message"]["seq"] for item in items] for items in found] == [[seqs[0], seqs[2]], [seqs[1]]]
    first = found[0][0]
    assert first["message"] == await town.ask(alice, "messages.get", conversation_id=room, seq=seqs[0])
    assert first["message"]["reactions"] == {"👍": [bob.user_id]}
    assert first["pinned_by"] == bob.user_id
    assert first["pinned_at"].endswith("Z")
    denied = await outcome(town.ask(carol, "pins.list", conversation_id=room))
    forged = await outcome(town.ask(alice, "pins.list", conversation_id=room, cursor="x"))
    assert (denied, forged) == (errors.CONVERSATION_NOT_A_MEMBER.name, errors.CURSOR_INVALID.name)


@pytest.mark.parametrize("count", [2, 12])
async def test_a_page_takes_so_many_statements_however_long_it_is(town: Town, count: int) -> None:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    for _ in range(count):
        seq = await town.say(alice, room)
        for _ in range(3):
            await town.say(alice, room, "between")
        await town.ask(alice, "pins.add", conversation_id=room, seq=seq)
        await town.ask(bob, "reactions.add", conversation_id=room, seq=seq, emoji="👍")
    work = town.work(alice)
    work.read = counted = Counted(work.read)

    page = await api.list_(work, api.ListPins(conversation_id=room))

    assert len(page.items) == count
    assert counted.statements == 3
