"""Who may change a group? Every operation is asked by every role."""

from __future__ import annotations

import pytest

from tests.town import refused
from tokenim.catalogue import errors, limits
from tokenim.features.conversations.model import Conversation, Member
from tokenim.features.groups import policy

ROLES = {"o": "owner", "a": "admin", "a2": "admin", "m": "member", "m2": "member"}


def group(kind: str = "group", dissolved_at: int | None = None) -> Conversation:
    members = {user_id: Member(role) for user_id, role in ROLES.items()}
    return Conversation("c_1", kind, "", "", "", "all", "o", 0, dissolved_at, 1, members)


@pytest.mark.parametrize(
    ("role", "allowed"), [("owner", {"o"}), ("admin", {"o", "a", "a2"}), ("member", set(ROLES))]
)
def test_a_change_is_for_a_role_and_those_above(role: str, allowed: set[str]) -> None:
    for user_id in ROLES:
        if user_id in allowed:
            policy.may_change(group(), user_id, role)
        else:
            with refused(errors.CONVERSATION_ROLE):
                policy.may_change(group(), user_id, role)


def test_outsiders_direct_conversations_and_dissolved_groups_are_refused() -> None:
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        policy.may_change(group(), "x")
    with refused(errors.CONVERSATION_NOT_A_GROUP):
        policy.may_change(group("direct"), "o")
    with refused(errors.CONVERSATION_DISSOLVED):
        policy.may_change(group(dissolved_at=1), "o")


def test_a_group_has_room_for_so_many() -> None:
    full = group()
    full.members |= {
        f"u_{number}": Member("member") for number in range(limits.GROUP_MEMBERS - len(ROLES) - 1)
    }

    policy.may_add(full, "a", 1)
    with refused(errors.CONVERSATION_FULL):
        policy.may_add(full, "a", 2)
    with refused(errors.CONVERSATION_ROLE):
        policy.may_add(full, "m", 1)


REMOVES = {"o": {"a", "a2", "m", "m2"}, "a": {"a", "m", "m2"}, "m": {"m"}}


@pytest.mark.parametrize("user_id", REMOVES)
@pytest.mark.parametrize("other", ROLES)
def test_the_owner_removes_all_admins_remove_members_and_everybody_but_the_owner_leaves(
    user_id: str, other: str
) -> None:
    if other in REMOVES[user_id]:
        policy.may_remove(group(), user_id, other)
    else:
        code = errors.CONVERSATION_ROLE
        if other == "o" and user_id != "m":
            code = errors.CONVERSATION_OWNER_STAYS
        with refused(code):
            policy.may_remove(group(), user_id, other)


def test_who_is_not_there_cannot_be_removed() -> None:
    with refused(errors.MEMBER_NOT_FOUND):
        policy.may_remove(group(), "o", "x")


@pytest.mark.parametrize("user_id", ROLES)
def test_everybody_leaves_a_dissolved_group_and_nobody_is_removed(user_id: str) -> None:
    policy.may_remove(group(dissolved_at=1), user_id, user_id)
    with refused(errors.CONVERSATION_DISSOLVED):
        policy.may_remove(group(dissolved_at=1), user_id, "a2" if user_id != "a2" else "a")
