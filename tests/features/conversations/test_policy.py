"""Who may look into a conversation, and who may write there?"""

from __future__ import annotations

import pytest

from tests.town import refused
from tokenim.catalogue import errors
from tokenim.features.conversations import policy
from tokenim.features.conversations.model import Conversation, Member


def group(dissolved_at: int | None = None) -> Conversation:
    members = {"u_1": Member("owner"), "u_2": Member("member", 7)}
    return Conversation("c_1", "group", "", "", "", "all", "u_1", 0, dissolved_at, 1, members)


def test_members_read_and_write_under_their_own_membership() -> None:
    assert policy.may_read(group(), "u_2").visible_after == 7
    assert policy.may_write(group(), "u_1").role == "owner"


@pytest.mark.parametrize("question", [policy.may_read, policy.may_write], ids=["read", "write"])
@pytest.mark.parametrize("dissolved_at", [None, 1])
def test_outsiders_do_nothing(question: object, dissolved_at: int | None) -> None:
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        question(group(dissolved_at), "u_3")  # type: ignore[operator]


def test_a_dissolved_group_is_read_but_not_written() -> None:
    assert policy.may_read(group(1), "u_1").role == "owner"
    with refused(errors.CONVERSATION_DISSOLVED):
        policy.may_write(group(1), "u_1")
