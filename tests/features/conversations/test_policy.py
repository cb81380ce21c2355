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


@pytest.mark.parametrize("user_id", ["u_1", "u_2"])
def test_everybody_but_the_owner_leaves_and_a_dissolved_group_is_left_by_all(user_id: str) -> None:
    policy.may_leave(group(1), user_id)
    if user_id == "u_2":
        policy.may_leave(group(), user_id)
    else:
        with refused(errors.CONVERSATION_OWNER_STAYS):
            policy.may_leave(group(), user_id)


def test_a_direct_conversation_is_not_left_and_an_outsider_leaves_nothing() -> None:
    direct = group()
    direct.kind = "direct"
    with refused(errors.CONVERSATION_NOT_A_GROUP):
        policy.may_leave(direct, "u_2")
    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        policy.may_leave(group(), "u_3")


@pytest.mark.parametrize(
    ("wish", "by_acquaintances", "by_strangers"),
    [("everybody", True, True), ("acquainted", True, False), ("nobody", False, False)],
)
def test_a_wish_says_who_may_add(wish: str, by_acquaintances: bool, by_strangers: bool) -> None:
    assert policy.may_add(wish, known=True) is by_acquaintances
    assert policy.may_add(wish, known=False) is by_strangers
