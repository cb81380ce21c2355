"""Do groups change as their members decide, at the same time included?"""

from __future__ import annotations

import asyncio

from tests.town import Town, outcome, refused
from tokenim.catalogue import errors
from tokenim.features.conversations import service as conversations
from tokenim.features.groups import service as groups
from tokenim.kernel.actor import Actor


async def roles(town: Town, asker: Actor, group: str) -> dict[str, str]:
    answer = await town.ask(asker, "members.list", conversation_id=group)
    return {member["user_id"]: member["role"] for member in answer["items"]}


async def test_what_describes_a_group_changes_and_the_rest_stays(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob, description="Daily")

    await town.ask(alice, "groups.update", conversation_id=group, name="Dinner", description="")
    await town.ask(alice, "groups.update", conversation_id=group, avatar_url="/a.png", history="from_join")
    await town.ask(alice, "groups.update", conversation_id=group)

    view = await town.view(bob, group)
    assert (view["name"], view.get("description", ""), view["avatar_url"]) == ("Dinner", "", "/a.png")
    assert view["history"] == "from_join"
    assert view["last_seq"] == 2


async def test_a_dissolved_group_can_be_read_but_changes_no_more(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    seq = await town.say(alice, group)

    await town.ask(alice, "groups.dissolve", conversation_id=group)

    assert [message["seq"] for message in await town.messages(bob, group)] == [seq]
    assert (await town.ask(bob, "conversations.read", conversation_id=group, seq=seq))["seq"] == seq
    for actor, name, body in (
        (alice, "groups.update", {"name": "x"}),
        (alice, "groups.dissolve", {}),
        (alice, "members.add", {"user_ids": [bob.user_id]}),
        (alice, "members.remove", {"user_id": bob.user_id}),
        (bob, "messages.edit", {"seq": seq, "content": {"text": "x"}}),
        (alice, "reactions.add", {"seq": seq, "emoji": "x"}),
    ):
        with refused(errors.CONVERSATION_DISSOLVED):
            await town.ask(actor, name, conversation_id=group, **body)
    with refused(errors.CONVERSATION_DISSOLVED):
        await town.say(bob, group)


async def test_after_a_transfer_there_is_one_owner_and_the_former_one_can_leave(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    place = {"conversation_id": group}

    await town.ask(alice, "groups.transfer", user_id=alice.user_id, **place)
    with refused(errors.CONVERSATION_OWNER_STAYS):
        await town.ask(alice, "members.remove", user_id=alice.user_id, **place)
    await town.ask(alice, "groups.transfer", user_id=bob.user_id, **place)

    assert await roles(town, bob, group) == {alice.user_id: "admin", bob.user_id: "owner"}
    await town.ask(alice, "members.remove", user_id=alice.user_id, **place)
    assert await roles(town, bob, group) == {bob.user_id: "owner"}


async def test_of_many_transfers_at_once_one_wins(town: Town) -> None:
    alice, *others = await town.users("alice", "bob", "carol", "dave")
    group = await town.group(alice, *others)

    outcomes = await asyncio.gather(
        *(
            outcome(town.ask(alice, "groups.transfer", conversation_id=group, user_id=other.user_id))
            for other in others
        )
    )

    assert sorted(outcomes) == ["", errors.CONVERSATION_ROLE.name, errors.CONVERSATION_ROLE.name]
    assert sorted((await roles(town, alice, group)).values()) == ["admin", "member", "member", "owner"]


async def test_a_transfer_goes_to_a_member(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)

    with refused(errors.MEMBER_NOT_FOUND):
        await town.ask(alice, "groups.transfer", conversation_id=group, user_id=bob.user_id)


async def test_adding_answers_who_came_in(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob)
    ids = [bob.user_id, carol.user_id, carol.user_id]

    added = await town.ask(alice, "members.add", conversation_id=group, user_ids=ids)

    assert added == {"added": [carol.user_id]}
    with refused(errors.USER_NOT_FOUND):
        await town.ask(alice, "members.add", conversation_id=group, user_ids=["u_nobody"])


async def test_twenty_who_add_the_same_user_at_once_add_them_once(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice)

    added = await asyncio.gather(
        *(town.ask(alice, "members.add", conversation_id=group, user_ids=[bob.user_id]) for _ in range(20))
    )

    assert sum(len(each["added"]) for each in added) == 1
    joined = [entry for entry in await town.entries(alice, group) if entry["event"] == "member.joined"]
    assert len(joined) == 1


async def test_who_was_removed_while_sending_has_sent_before_or_not_at_all(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    for _ in range(20):
        group = await town.group(alice, bob)
        sends = [outcome(town.say(bob, group)) for _ in range(5)]
        removal = town.ask(alice, "members.remove", conversation_id=group, user_id=bob.user_id)
        done = await asyncio.gather(*sends[:2], removal, *sends[2:])

        entries = await town.entries(alice, group)
        kinds = [entry["event"] for entry in entries]
        assert kinds[-1] == "member.left"
        assert kinds.count("message.sent") == done.count("")
        assert set(done) <= {"", None, "conversation.not_a_member"}


async def test_roles_are_given_and_taken_by_the_owner(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob, carol)

    async def give(actor: Actor, user: Actor, role: str) -> str:
        return await outcome(
            town.ask(actor, "members.set_role", conversation_id=group, user_id=user.user_id, role=role)
        )

    assert await give(alice, bob, "admin") == ""
    assert await give(alice, bob, "admin") == ""
    assert await give(bob, carol, "admin") == errors.CONVERSATION_ROLE.name
    assert await give(alice, alice, "member") == errors.CONVERSATION_OWNER_STAYS.name
    assert await roles(town, alice, group) == {
        alice.user_id: "owner", bob.user_id: "admin", carol.user_id: "member",
    }  # fmt: skip
    assert await give(alice, bob, "member") == ""
    changed = [entry["data"]["role"] for entry in await town.entries(alice, group)]
    assert changed == ["admin", "member"]


async def test_who_comes_back_sees_what_was_said_meanwhile_only_where_the_group_allows(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    before = await town.say(alice, group)
    await town.ask(bob, "members.remove", conversation_id=group, user_id=bob.user_id)
    meanwhile = await town.say(alice, group)

    await town.add(alice, group, bob)
    assert [message["seq"] for message in await town.messages(bob, group)] == [before, meanwhile]
    await town.ask(alice, "groups.update", conversation_id=group, history="from_join")
    await town.ask(bob, "members.remove", conversation_id=group, user_id=bob.user_id)
    await town.add(alice, group, bob)

    assert await town.messages(bob, group) == []
    assert (await town.view(bob, group))["unread"] == 0


async def gone(town: Town, user: Actor, group: str) -> None:
    work = town.work(user)
    await groups.farewell(work, group)
    if not work.empty:
        await town.store(work)


async def test_an_owner_who_is_gone_is_followed_by_an_admin_or_else_by_a_member(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob, carol)
    await town.ask(alice, "members.set_role", conversation_id=group, user_id=carol.user_id, role="admin")

    await gone(town, alice, group)
    assert await roles(town, bob, group) == {bob.user_id: "member", carol.user_id: "owner"}
    await gone(town, carol, group)
    assert await roles(town, bob, group) == {bob.user_id: "owner"}


async def test_a_group_whose_last_member_is_gone_is_dissolved(town: Town) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)

    for _ in range(2):
        await gone(town, alice, group)

    conversation = await conversations.get(town.work(), group)
    assert conversation.dissolved_at is not None
    assert conversation.members == {}


async def test_a_dissolved_group_can_be_left_by_everybody_and_is_gone_from_the_list(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    await town.ask(alice, "groups.dissolve", conversation_id=group)
    phone = await town.device(bob)

    for actor in (bob, alice):
        await town.ask(actor, "members.remove", conversation_id=group, user_id=actor.user_id)

    for actor in (alice, bob):
        assert (await town.ask(actor, "conversations.list"))["items"] == []
    await town.quiet()
    assert [event["event"] for event in phone.events()] == ["member.left", "conversation.left"]


async def test_what_describes_a_group_already_is_not_told(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    his = await town.device(bob)

    await town.ask(alice, "groups.update", conversation_id=group, name="Lunch", history="all")
    await town.ask(alice, "groups.update", conversation_id=group, name="Lunch", description="At one")
    await town.quiet()

    (updated,) = his.events()
    assert updated["data"].keys() == {"by", "at", "description"}


async def test_who_is_deleted_stays_in_direct_conversations_and_leaves_dissolved_groups(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    direct, group = await town.direct(alice, bob), await town.group(alice, bob)
    await town.ask(alice, "groups.dissolve", conversation_id=group)

    for conversation in (direct, group):
        await gone(town, alice, conversation)
    assert len(await roles(town, bob, direct)) == 2
    assert await roles(town, bob, group) == {bob.user_id: "member"}


async def test_a_change_may_ask_that_nobody_changed_the_group_meanwhile(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    seen = (await town.view(alice, group))["version"]

    await town.ask(alice, "groups.update", conversation_id=group, name="Dinner", if_version=seen)
    with refused(errors.PRECONDITION_FAILED):
        await town.ask(alice, "groups.update", conversation_id=group, name="Tea", if_version=seen)
    now = await town.view(alice, group)
    assert (now["name"], now["version"]) == ("Dinner", seen + 1)

    await town.say(bob, group)
    assert (await town.view(alice, group))["version"] == seen + 1


async def test_a_change_answers_what_is_read_after_it(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    for change in ({"name": "Dinner", "description": "At one"}, {"name": "Dinner"}, {}):
        answer = await town.ask(alice, "groups.update", conversation_id=group, **change)
        now = await town.view(alice, group)
        assert {**answer, "last_seq": 0} == {**now, "last_seq": 0}

    member = {"conversation_id": group, "user_id": bob.user_id}
    for role in ("admin", "admin", "member"):
        answer = await town.ask(alice, "members.set_role", **member, role=role)
        listed = await town.ask(alice, "members.list", conversation_id=group)
        assert [answer] == [item for item in listed["items"] if item["user_id"] == bob.user_id]
        assert answer["role"] == role


async def test_of_two_changes_of_one_version_one_is_made(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    seen = (await town.view(alice, group))["version"]

    asked = [
        outcome(town.ask(alice, "groups.update", conversation_id=group, name=name, if_version=seen))
        for name in ("Dinner", "Tea")
    ]

    assert sorted(await asyncio.gather(*asked)) == ["", errors.PRECONDITION_FAILED.name]
