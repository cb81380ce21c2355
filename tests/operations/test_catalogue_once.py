"""Does a name that the catalogue has already stop the import, with a sentence that says which one?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tokenim.catalogue import closes, event, limits, permissions, refusal
from tokenim.catalogue.events import Event


def test_two_refusals_of_one_name() -> None:
    before = dict(refusal.CODES)

    with pytest.raises(ValueError, match=r"Two refusals are called message\.not_found"):
        refusal.code("message.not_found", 404, "Another one")

    assert before == refusal.CODES


def test_two_events_of_one_kind() -> None:
    class Sent(Event, frozen=True):
        kind = "message.sent"

    with pytest.raises(ValueError, match=r"Two events are called message\.sent"):
        event.listed(Sent)

    assert event.EVENTS["message.sent"] is not Sent


def test_two_limits_of_one_name() -> None:
    with pytest.raises(ValueError, match=r"Two limits are called message\.text_chars"):
        limits._limit(1, "message.text_chars", "characters", "Another one")

    assert limits.LIMITS["message.text_chars"].value == limits.TEXT_CHARS


def test_two_closes_of_one_number() -> None:
    with pytest.raises(ValueError, match="Two closes have the number 4408"):
        closes._close(4408, "another", "yes", "Another one")

    assert closes.CLOSES[4408] is closes.SLOW


def test_two_permissions_of_one_value() -> None:
    source = Path(permissions.__file__).read_text(encoding="utf-8")
    doubled = source.replace("MESSAGES_SEND = ", 'SEND_AGAIN = "messages:send"\n    MESSAGES_SEND = ')

    with pytest.raises(ValueError, match="MESSAGES_SEND -> SEND_AGAIN"):
        exec(compile(doubled, "permissions", "exec"), {"__name__": "permissions"})
