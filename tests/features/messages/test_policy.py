"""Who may mention, change or take back what?"""

from __future__ import annotations

import pytest

from tests.town import refused
from tokenim.catalogue import errors
from tokenim.features.conversations.model import Conversation, Member
from tokenim.features.messages import policy
from tokenim.kernel.unit_of_work import Entry

MESSAGE = Entry("c_1", "message.sent", "u_1", 1_000, b"{}", seq=1)


def test_only_members_are_mentioned() -> None:
    members = {"u_1": Member("owner"), "u_2": Member("member")}
    group = Conversation("c_1", "group", "", "", "", "all", "u_1", 0, None, 1, members)

    policy.may_mention(group, ["u_2", "u_1"])
    with refused(errors.MENTION_NOT_A_MEMBER):
        policy.may_mention(group, ["u_2", "u_3"])


@pytest.mark.parametrize(("now", "seconds"), [(10**9, 0), (61_000, 60)])
def test_the_sender_edits_while_it_is_time(now: int, seconds: int) -> None:
    policy.may_edit(MESSAGE, "u_1", now, seconds)
    with refused(errors.MESSAGE_NOT_YOURS):
        policy.may_edit(MESSAGE, "u_2", now, seconds)


def test_after_its_time_a_message_stays_as_it_is() -> None:
    with refused(errors.MESSAGE_TOO_OLD):
        policy.may_edit(MESSAGE, "u_1", 61_001, 60)
    with refused(errors.MESSAGE_TOO_OLD):
        policy.may_recall(MESSAGE, Member("member"), "u_1", 61_001, 60)


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_those_who_lead_a_group_recall_any_message_at_any_time(role: str) -> None:
    policy.may_recall(MESSAGE, Member(role), "u_2", 10**9, 60)


def test_a_plain_member_recalls_only_their_own() -> None:
    policy.may_recall(MESSAGE, Member("member"), "u_1", 2_000, 60)
    with refused(errors.MESSAGE_NOT_YOURS):
        policy.may_recall(MESSAGE, Member("member"), "u_2", 2_000, 60)
