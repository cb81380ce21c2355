"""Is nobody put into conversations by people from whom they do not want it?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.town import Town, outcome, refused
from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import service as conversations
from tokenim.features.conversations.service import consent
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work

CLOSED = errors.USER_NOT_ADDABLE.name


async def test_a_strangers_adding_is_an_invitation_and_an_acquaintances_is_not(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    first = await town.group(alice, bob)
    assert (await town.view(bob, first))["invited_by"] == alice.user_id
    assert await consent.invited(town.work(alice), [bob.user_id]) == {bob.user_id: alice.user_id}

    await town.say(bob, first)

    assert await consent.invited(town.work(alice), [bob.user_id, carol.user_id]) == {
        bob.user_id: "",
        carol.user_id: alice.user_id,
    }
    second = await town.group(alice, bob, carol)
    assert "invited_by" not in await town.view(bob, second)
    assert "invited_by" not in await town.view(alice, second)
    await town.add(alice, first, carol)
    assert (await town.view(carol, first))["invited_by"] == alice.user_id


async def test_who_is_put_somewhere_by_a_stranger_knows_nobody_by_that(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    await town.direct(alice, bob)
    await town.group(alice, bob)

    assert await consent.invited(town.work(alice), [bob.user_id]) == {bob.user_id: alice.user_id}
    assert await consent.invited(town.work(bob), [alice.user_id]) == {alice.user_id: ""}


@pytest.mark.parametrize(
    ("wish", "stranger", "acquaintance"),
    [("everybody", "", ""), ("acquainted", CLOSED, ""), ("nobody", CLOSED, CLOSED)],
)
async def test_a_user_says_who_may_add_them(town: Town, wish: str, stranger: str, acquaintance: str) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    await town.say(bob, await town.direct(alice, bob))
    assert (await town.ask(bob, "users.update", who_may_add=wish))["who_may_add"] == wish

    for actor, expected in ((carol, stranger), (alice, acquaintance)):
        assert await outcome(town.group(actor, bob)) == expected
        group = await town.group(actor)
        assert await outcome(town.add(actor, group, bob)) == expected
    assert await outcome(town.direct(carol, bob)) == stranger
    assert await outcome(town.direct(alice, bob)) == ""
    assert await outcome(town.direct(bob, carol)) == ""


async def test_a_user_has_so_many_open_invitations(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INVITATIONS", 3)
    alice, bob, carol = await town.users("alice", "bob", "carol")
    groups = [await town.group(alice, bob) for _ in range(3)]

    assert await outcome(town.group(carol, bob)) == CLOSED
    assert await outcome(town.direct(carol, bob)) == CLOSED
    await town.ask(bob, "conversations.accept", conversation_id=groups[0])
    assert await outcome(town.group(carol, bob)) == ""


async def test_who_was_declined_may_not_add_again_for_a_while(
    town: Town, later: Callable[[int], None]
) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, bob, carol)
    await town.ask(alice, "members.set_role", conversation_id=group, user_id=carol.user_id, role="admin")
    await town.ask(bob, "conversations.decline", conversation_id=group)

    async def tried() -> list[str]:
        return [
            await outcome(town.add(alice, group, bob)),
            await outcome(town.add(carol, group, bob)),
            await outcome(town.group(alice, bob)),
            await outcome(town.direct(alice, bob)),
        ]

    assert await tried() == [CLOSED] * 4
    assert await outcome(town.group(carol, bob)) == ""
    assert consent.since(town.work()) < town.work().now
    later(limits.DECLINED_DAYS * consent.DAY + 1)
    assert await tried() == ["", "", "", ""]


async def test_nobody_is_added_when_one_cannot_be(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    await town.ask(carol, "users.update", who_may_add="nobody")

    with refused(errors.USER_NOT_ADDABLE) as refusal:
        await town.group(alice, bob, carol)
    assert carol.user_id in refusal.value.detail
    assert bob.user_id not in refusal.value.detail
    assert (await town.ask(bob, "conversations.list"))["items"] == []
    with refused(errors.USER_NOT_FOUND):
        await consent.invited(town.work(alice), [bob.user_id, "u_nobody"])
    assert await consent.invited(town.work(alice), []) == {}


async def test_an_application_adds_at_once(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    acting = Actor(alice.user_id, "user", application_id="app_1")

    assert await consent.invited(town.work(acting), [bob.user_id]) == {bob.user_id: ""}


async def test_a_user_in_a_session_that_an_application_granted_asks_like_any_other(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    granted = Actor(alice.user_id, "user", session_id="s_1", application_id="app_1")
    await town.ask(carol, "users.update", who_may_add="nobody")

    assert await consent.invited(town.work(granted), [bob.user_id]) == {bob.user_id: alice.user_id}
    with refused(errors.USER_NOT_ADDABLE):
        await consent.invited(town.work(granted), [carol.user_id])


async def test_a_feature_above_may_refuse_that_somebody_is_added(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    group = await town.group(alice, carol)
    asked: list[conversations.Adding] = []

    async def not_bob(work: Work, adding: conversations.Adding) -> conversations.Adding:
        asked.append(adding)
        if bob.user_id in adding.user_ids:
            raise TokenIMError(errors.USER_NOT_ADDABLE)
        return adding

    conversations.ADDING.stand(town.node.context, not_bob)
    refusals = [
        await outcome(town.direct(alice, bob)),
        await outcome(town.group(alice, carol, bob)),
        await outcome(town.add(alice, group, bob)),
        await outcome(town.direct(alice, carol)),
    ]

    assert refusals == ["user.not_addable"] * 3 + [""]
    assert [adding.conversation_id for adding in asked] == ["", "", group, ""]
    assert (await town.view(alice, group))["member_count"] == 2
