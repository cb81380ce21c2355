"""Are groups changed by those who may, and by nobody else? The whole matrix of operations and roles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town, outcome, refused
from tokenim.catalogue import errors, limits
from tokenim.kernel.actor import Actor

OK, ROLE, OUT = "", errors.CONVERSATION_ROLE.name, errors.CONVERSATION_NOT_A_MEMBER.name
STAYS = errors.CONVERSATION_OWNER_STAYS.name

# operation: who is named, what else is said; what the owner, an admin, a member and an outsider get.
MATRIX: dict[str, tuple[str, dict[str, Any], tuple[str, str, str, str]]] = {
    "groups.update": ("", {"name": "Dinner"}, (OK, OK, ROLE, OUT)),
    "groups.dissolve": ("", {}, (OK, ROLE, ROLE, OUT)),
    "groups.transfer": ("member", {}, (OK, ROLE, ROLE, OUT)),
    "members.add": ("outsider", {}, (OK, OK, ROLE, OUT)),
    "members.remove": ("other", {}, (OK, OK, ROLE, OUT)),
    "members.set_role": ("other", {"role": "admin"}, (OK, ROLE, ROLE, OUT)),
}
ASKERS = ("owner", "admin", "member", "outsider")


async def cast(town: Town) -> tuple[str, dict[str, Actor]]:
    names = ("owner", "admin", "member", "other", "outsider")
    people = dict(zip(names, await town.users(*(f"the_{name}" for name in names)), strict=True))
    group = await town.group(*(people[name] for name in names[:4]))
    admin = people["admin"].user_id
    await town.ask(people["owner"], "members.set_role", conversation_id=group, user_id=admin, role="admin")
    return group, people


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", MATRIX)
async def test_a_role_does_what_it_may(town: Town, name: str, asker: str) -> None:
    group, people = await cast(town)
    named, body, expected = MATRIX[name]
    body = {"conversation_id": group} | body
    if name == "members.add":
        body["user_ids"] = [people[named].user_id]
    elif named:
        body["user_id"] = people[named].user_id

    got = await outcome(town.ask(people[asker], name, **body))

    assert got == expected[ASKERS.index(asker)]


@pytest.mark.parametrize(
    ("asker", "expected"), [("owner", STAYS), ("admin", OK), ("member", OK), ("outsider", OUT)]
)
async def test_everybody_but_the_owner_may_leave(town: Town, asker: str, expected: str) -> None:
    group, people = await cast(town)
    me = people[asker]

    assert (
        await outcome(town.ask(me, "members.remove", conversation_id=group, user_id=me.user_id)) == expected
    )


@pytest.mark.parametrize("name", MATRIX)
async def test_a_direct_conversation_is_no_group(town: Town, name: str) -> None:
    alice, bob = await town.users("alice", "bob")
    named, body, _ = MATRIX[name]
    body = {"conversation_id": await town.direct(alice, bob)} | body
    if name == "members.add":
        body["user_ids"] = [bob.user_id]
    elif named:
        body["user_id"] = bob.user_id

    with refused(errors.CONVERSATION_NOT_A_GROUP):
        await town.ask(alice, name, **body)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("groups.update", {"name": ""}),
        ("groups.update", {"name": None}),
        ("groups.update", {"owner": "u_1"}),
        ("groups.update", {"description": "x" * (limits.CAPTION_CHARS + 1)}),
        ("members.add", {"user_ids": []}),
        ("members.add", {"user_ids": ["u"] * (limits.MEMBERS_AT_ONCE + 1)}),
        ("members.set_role", {"user_id": "u_1", "role": "owner"}),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(town: Town, name: str, body: dict[str, Any]) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)

    with refused(errors.REQUEST_INVALID):
        await town.ask(alice, name, conversation_id=group, **body)
