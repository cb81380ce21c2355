"""Who may pin? Every role is asked, in a group and in a direct conversation."""

from __future__ import annotations

import pytest

from tests.town import refused
from tokenim.catalogue import errors
from tokenim.features.conversations.model import Conversation, Member
from tokenim.features.pins import policy

ROLES = {"o": "owner", "a": "admin", "m": "member"}


def conversation(kind: str = "group", dissolved_at: int | None = None) -> Conversation:
    members = {user_id: Member(role) for user_id, role in ROLES.items()}
    return Conversation("c_1", kind, "", "", "", "all", "o", 0, dissolved_at, 1, members)


@pytest.mark.parametrize("user_id", ROLES)
def test_admins_pin_in_a_group_and_everybody_in_a_direct_conversation(user_id: str) -> None:
    policy.may_pin(conversation("direct"), user_id)
    if user_id == "m":
        with refused(errors.CONVERSATION_ROLE):
            policy.may_pin(conversation(), user_id)
    else:
        policy.may_pin(conversation(), user_id)


def test_outsiders_and_members_of_a_dissolved_group_do_not_pin() -> None:
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        policy.may_pin(conversation("direct"), "x")
    with refused(errors.CONVERSATION_DISSOLVED):
        policy.may_pin(conversation(dissolved_at=1), "o")
