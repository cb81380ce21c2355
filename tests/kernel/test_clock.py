"""Is the time said as RFC 3339 wants it?"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokenim.kernel import clock


def test_now_is_the_wall_clock_in_milliseconds() -> None:
    assert abs(clock.now() - time.time() * 1000) < 1000


def test_a_clock_that_is_put_back_has_fallen_by_so_much_until_it_is_there_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = 5.0
    wall = 1_764_000_000_000
    monkeypatch.setattr(clock._Wall, "furthest", float("-inf"))
    monkeypatch.setattr(time, "monotonic", lambda: ticks)
    monkeypatch.setattr(clock, "now", lambda: wall)
    assert clock.fallen() == 0

    wall -= 3_600_000
    assert clock.fallen() == 3_600_000

    ticks, wall = ticks + 60, wall + 60_000
    assert clock.fallen() == 3_600_000

    wall += 3_600_000 + 5_000
    assert clock.fallen() == 0

    wall -= 5_000
    assert clock.fallen() == 5_000


@given(st.integers(0, 253_402_300_799_999))
def test_a_time_is_said_in_utc_with_milliseconds(ms: int) -> None:
    said = clock.rfc3339(ms)

    assert len(said) == 24
    read = datetime.fromisoformat(said)
    assert read.tzinfo == UTC
    assert round(read.timestamp() * 1000) == ms


def test_the_text_of_the_last_second_is_not_used_for_another_one() -> None:
    assert clock.rfc3339(1_764_000_000_001) == "2025-11-24T16:00:00.001Z"
    assert clock.rfc3339(1_764_000_000_999) == "2025-11-24T16:00:00.999Z"
    assert clock.rfc3339(1_764_000_001_000) == "2025-11-24T16:00:01.000Z"
    assert clock.rfc3339(0) == "1970-01-01T00:00:00.000Z"


def test_the_same_time_is_said_alike_again() -> None:
    assert clock.rfc3339(1_764_000_000_123) == clock.rfc3339(1_764_000_000_123) == "2025-11-24T16:00:00.123Z"
