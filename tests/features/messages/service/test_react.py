"""Are reactions once per user and emoji, bounded, and told to those who may see the message?"""

from __future__ import annotations

import asyncio
from typing import Any

from tests.town import Town, outcome, pages, refused
from tokenim.catalogue import errors, limits
from tokenim.kernel.actor import Actor


async def talk(town: Town) -> tuple[Actor, Actor, dict[str, Any]]:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    return alice, bob, {"conversation_id": group, "seq": await town.say(alice, group)}


async def test_the_same_reaction_twice_is_once_and_none_is_none(town: Town) -> None:
    alice, bob, place = await talk(town)
    his = await town.device(bob)

    await town.ask(bob, "reactions.remove", emoji="👍", **place)
    await asyncio.gather(*(town.ask(bob, "reactions.add", emoji="👍", **place) for _ in range(10)))
    await town.ask(alice, "reactions.add", emoji="👍", **place)
    assert (await town.ask(bob, "messages.get", **place))["reactions"] == {"👍": [bob.user_id, alice.user_id]}
    for _ in range(2):
        await town.ask(bob, "reactions.remove", emoji="👍", **place)
    await town.quiet()

    assert (await town.ask(bob, "messages.get", **place))["reactions"] == {"👍": [alice.user_id]}
    assert [event["event"] for event in his.events()] == [
        "reaction.added",
        "reaction.added",
        "reaction.removed",
    ]


async def test_a_message_of_many_reactions_shows_some_users_and_the_reader_and_how_many_there_are(
    town: Town,
) -> None:
    alice, bob, place = await talk(town)
    many = await town.users(*(f"user{number}" for number in range(120)))
    await town.add(alice, place["conversation_id"], *many)
    for user in many:
        await town.ask(user, "reactions.add", emoji="👍", **place)
    await town.ask(alice, "reactions.add", emoji="🎉", **place)
    ids = [user.user_id for user in many]
    first = ids[: limits.REACTION_USERS]

    without = await town.ask(bob, "messages.get", **place)
    last = (await town.view(bob, place["conversation_id"]))["last_seq"]
    assert (without["reactions"], without["reaction_counts"], without["reactions_seq"]) == (
        {"👍": first, "🎉": [alice.user_id]}, {"👍": 120}, last,
    )  # fmt: skip
    assert await town.ask(many[0], "messages.get", **place) == without
    beyond = await town.ask(many[119], "messages.get", **place)
    assert beyond == without | {"reactions": {"👍": [*first, ids[119]], "🎉": [alice.user_id]}}
    assert beyond in (await town.messages(many[119], place["conversation_id"]))

    with_one = [
        item["user_id"]
        for items in await pages(town, bob, "reactions.list", emoji="👍", **place)
        for item in items
    ]
    assert with_one == ids
    await town.ask(many[119], "reactions.add", emoji="👍", **place)
    await town.ask(many[119], "reactions.remove", emoji="👍", **place)
    await town.ask(many[1], "reactions.remove", emoji="👍", **place)
    after = await town.ask(many[119], "messages.get", **place)
    assert (after["reactions"]["👍"], after["reaction_counts"]) == ([ids[0], *ids[2:51]], {"👍": 118})


async def test_a_message_has_room_for_so_many_different_reactions(town: Town) -> None:
    alice, bob, place = await talk(town)
    others = await town.users("carol", "dave")
    await town.add(alice, place["conversation_id"], *others)
    for number in range(limits.REACTIONS):
        actor = [alice, *others][number // limits.REACTIONS_OF_ONE]
        await town.ask(actor, "reactions.add", emoji=f"e{number}", **place)

    with refused(errors.REACTIONS_FULL):
        await town.ask(bob, "reactions.add", emoji="one more", **place)

    await town.ask(bob, "reactions.add", emoji="e0", **place)
    await town.ask(alice, "reactions.remove", emoji="e1", **place)
    await town.ask(bob, "reactions.add", emoji="one more", **place)
    assert len((await town.ask(bob, "messages.get", **place))["reactions"]) == limits.REACTIONS


async def test_one_user_has_so_many_different_reactions_on_a_message(town: Town) -> None:
    alice, bob, place = await talk(town)
    for number in range(limits.REACTIONS_OF_ONE):
        await town.ask(alice, "reactions.add", emoji=f"e{number}", **place)

    with refused(errors.OWN_REACTIONS_FULL):
        await town.ask(alice, "reactions.add", emoji="one more", **place)

    await town.ask(alice, "reactions.add", emoji="e0", **place)
    await town.ask(bob, "reactions.add", emoji="one more", **place)
    await town.ask(alice, "reactions.remove", emoji="e0", **place)
    await town.ask(alice, "reactions.add", emoji="one more", **place)
    found = (await town.ask(bob, "messages.get", **place))["reactions"]
    assert found["one more"] == [bob.user_id, alice.user_id]


async def test_only_members_react_to_messages_that_they_see(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, history="from_join")
    old = await town.say(alice, group)
    place = {"conversation_id": group, "emoji": "x"}

    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await town.ask(bob, "reactions.add", seq=old, **place)
    await town.add(alice, group, bob)
    for seq in (old, old + 1, 99):
        with refused(errors.MESSAGE_NOT_FOUND):
            await town.ask(bob, "reactions.add", seq=seq, **place)


async def test_a_reaction_to_what_somebody_may_not_see_does_not_say_which(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, history="from_join")
    old = await town.say(alice, group)
    await town.add(alice, group, bob)
    his = await town.device(bob)

    await town.ask(alice, "reactions.add", conversation_id=group, seq=old, emoji="x")
    await town.ask(alice, "reactions.remove", conversation_id=group, seq=old, emoji="x")
    await town.quiet()

    assert [event["data"].keys() for event in his.events()] == [{"by", "at", "target_seq"}] * 2


async def test_reactions_to_different_messages_do_not_wait_for_each_other(town: Town) -> None:
    alice, bob, place = await talk(town)
    seqs = [place["seq"], *[await town.say(alice, place["conversation_id"]) for _ in range(20)]]
    asked = [
        outcome(town.ask(who, "reactions.add", **(place | {"seq": seq, "emoji": "x"})))
        for seq in seqs
        for who in (alice, bob)
    ]

    assert set(await asyncio.gather(*asked)) == {""}
