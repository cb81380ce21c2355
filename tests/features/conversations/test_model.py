"""Is a pair of users the same pair whoever asks, and is a group told from a direct conversation?"""

from __future__ import annotations

from tokenim.features.conversations.model import DIRECT, GROUP, Conversation, pair


def test_a_pair_has_one_key_whoever_names_it() -> None:
    assert pair("u_2", "u_1") == pair("u_1", "u_2") == "u_1:u_2"


def test_only_in_groups_members_come_and_go() -> None:
    kinds = [
        Conversation("c_1", kind, "", "", "", "all", "u_1", 0, None, 1).is_group for kind in (DIRECT, GROUP)
    ]

    assert kinds == [False, True]
