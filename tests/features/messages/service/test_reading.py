"""Is history whole, in order, and only what the reader may see?"""

from __future__ import annotations

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors, limits
from tokenim.features.messages import service as messages
from tokenim.features.messages.service import reading
from tokenim.kernel.actor import Actor

Asked = tuple[messages.Order, int, int]


async def talk(town: Town) -> tuple[Actor, str]:
    alice = await town.user("alice")
    group = await town.group(alice)
    for number in range(6):
        await town.say(alice, group, str(number))
        await town.ask(alice, "groups.update", conversation_id=group, name=f"Lunch {number}")
    return alice, group


async def history(town: Town, alice: Actor, group: str, asked: Asked) -> object:
    found, more = await messages.history(town.work(alice), group, *asked)
    return [entry.seq for entry in found], more


async def test_history_goes_on_in_both_directions_and_says_whether_there_is_more(town: Town) -> None:
    alice, group = await talk(town)

    assert await history(town, alice, group, ("after", 0, 2)) == ([1, 3], True)
    assert await history(town, alice, group, ("after", 3, 4)) == ([5, 7, 9, 11], False)
    assert await history(town, alice, group, ("before", 99, 2)) == ([9, 11], True)
    assert await history(town, alice, group, ("before", 5, 2)) == ([1, 3], False)
    assert await history(town, alice, group, ("around", 6, 4)) == ([3, 5, 7, 9], False)


async def test_a_message_is_found_and_nothing_else_is(town: Town) -> None:
    alice, group = await talk(town)

    assert (await messages.get(town.work(alice), group, 3)).kind == "message.sent"
    for seq in (2, 99):
        with refused(errors.MESSAGE_NOT_FOUND):
            await messages.get(town.work(alice), group, seq)
    assert await messages.revisions(town.work(alice), group, 3, 0, 9) == ([], False)
    assert (await reading.view(town.work(alice), group)).floor == 0


async def test_messages_are_shown_with_their_reactions(town: Town) -> None:
    alice, group = await talk(town)
    await town.ask(alice, "reactions.add", conversation_id=group, seq=3, emoji="x")
    work = town.work(alice)
    found, _ = await messages.history(work, group, "after", 0, 2)

    plain, reacted = await reading.shown(work, group, found)

    assert b"reactions" not in plain
    assert b'"reactions":{"x":["%b"]}' % alice.user_id.encode() in reacted
    assert await reading.shown(work, group, []) == []


async def test_a_message_says_how_many_reacted_where_it_does_not_show_all(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, group = await talk(town)
    bob, carol = await town.users("bob", "carol")
    await town.add(alice, group, bob, carol)
    for actor in (alice, bob):
        await town.ask(actor, "reactions.add", conversation_id=group, seq=3, emoji="x")
    monkeypatch.setattr(limits, "REACTION_USERS", 1)
    message = await messages.get(town.work(alice), group, 3)
    ids = b'"%b"' % alice.user_id.encode(), b'"%b"' % bob.user_id.encode()

    [hers] = await reading.shown(town.work(carol), group, [message])
    [his] = await reading.shown(town.work(bob), group, [message])

    assert hers.endswith(b',"reactions":{"x":[%b]},"reaction_counts":{"x":2},"reactions_seq":15}' % ids[:1])
    assert his.endswith(b',"reactions":{"x":[%b,%b]}}' % ids)


async def test_who_reacted_is_read_page_by_page_by_who_may_read_the_message(town: Town) -> None:
    alice, group = await talk(town)
    bob, carol = await town.users("bob", "carol")
    await town.add(alice, group, bob)
    for actor in (bob, alice):
        await town.ask(actor, "reactions.add", conversation_id=group, seq=3, emoji="x")

    async def users(after: messages.After, limit: int) -> tuple[list[str], bool]:
        rows, more = await messages.reactions(town.work(alice), group, 3, after, limit, of_one=False)
        return [row[1] for row in rows], more

    assert await users(messages.After("", 0), 1) == ([bob.user_id], True)
    assert await users(messages.After("", 0), 2) == ([bob.user_id, alice.user_id], False)
    assert await users(messages.After("x", 99), 2) == ([], False)
    with refused(errors.MESSAGE_NOT_FOUND):
        await messages.reactions(town.work(alice), group, 2, messages.After("", 0), 9, of_one=False)
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await messages.reactions(town.work(carol), group, 3, messages.After("", 0), 9, of_one=False)


async def test_a_page_of_revisions_ends_at_its_limit_or_its_bytes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, group = await talk(town)
    for number in range(6):
        content = {"text": f"{number}" + "x" * 1_000}
        await town.ask(alice, "messages.edit", conversation_id=group, seq=3, content=content)

    async def numbers(after: int, limit: int) -> tuple[list[int], bool]:
        rows, more = await messages.revisions(town.work(alice), group, 3, after, limit)
        return [row[0] for row in rows], more

    assert await numbers(0, 4) == ([1, 2, 3, 4], True)
    assert await numbers(4, 4) == ([5, 6], False)
    monkeypatch.setattr(limits, "PAGE_BYTES", 2_500)
    assert await numbers(0, 9) == ([1, 2, 3], True)
    monkeypatch.setattr(limits, "PAGE_BYTES", 500)
    assert await numbers(2, 9) == ([3], True)
    assert await numbers(6, 9) == ([], False)
