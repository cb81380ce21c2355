"""Do requests about conversations refuse what is not theirs?"""

from __future__ import annotations

import pytest

from tests.town import refused
from tokenim.catalogue import errors
from tokenim.features.conversations.api.shapes import (
    CreateDirect,
    CreateGroup,
    ListConversations,
    Preferences,
    Upto,
)
from tokenim.kernel import strict


@pytest.mark.parametrize(
    "raw",
    [
        b'{"kind":"direct"}',
        b'{"kind":"direct","user_id":""}',
        b'{"kind":"direct","user_id":"u","name":"x"}',
        b'{"kind":"group","name":"x","history":"some"}',
        b'{"kind":"channel","name":"x"}',
        b'{"name":"x"}',
    ],
)
def test_a_conversation_that_is_neither_direct_nor_group_is_refused(raw: bytes) -> None:
    with refused(errors.REQUEST_INVALID):
        strict.decoder(CreateDirect | CreateGroup)(raw)


@pytest.mark.parametrize("seq", [b"0", b"-1", b"9223372036854775808", b"1.5", b'"1"', b"true"])
def test_a_seq_is_a_whole_number_from_one(seq: bytes) -> None:
    with refused(errors.REQUEST_INVALID):
        strict.decoder(Upto)(b'{"conversation_id":"c","seq":%b}' % seq)


def test_both_preferences_are_said() -> None:
    with refused(errors.REQUEST_INVALID):
        strict.decoder(Preferences)(b'{"conversation_id":"c","pinned":true}')


@pytest.mark.parametrize("limit", [b"0", b"201"])
def test_a_page_has_bounds(limit: bytes) -> None:
    with refused(errors.REQUEST_INVALID):
        strict.decoder(ListConversations)(b'{"limit":%b}' % limit)
