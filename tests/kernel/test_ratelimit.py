"""Is a caller held to `rate` calls a second and `burst` at once?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.world import refused
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.ratelimit import Bucket


class Clock:
    """A monotonic clock that a test turns."""

    def __init__(self, patch: pytest.MonkeyPatch, rate: float, burst: float) -> None:
        self.now = 1000.0
        patch.setattr(time, "monotonic", lambda: self.now)
        patch.setattr(Bucket, "rate", rate)
        patch.setattr(Bucket, "burst", burst)


def taken(bucket: Bucket, times: int) -> int:
    """Return how many of so many calls were let through."""
    done = 0
    for _ in range(times):
        try:
            bucket.take()
        except TokenIMError:
            continue
        done += 1
    return done


def test_burst_calls_go_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch, rate=2, burst=5)

    assert taken(Bucket(), 100) == 5


def test_time_brings_calls_back_but_never_more_than_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, rate=2, burst=5)
    bucket = Bucket()
    taken(bucket, 5)

    clock.now += 1
    assert taken(bucket, 100) == 2
    clock.now += 1000
    assert taken(bucket, 100) == 5


def test_who_was_quiet_for_long_has_one_burst_and_not_two(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, rate=2, burst=5)
    bucket = Bucket()

    clock.now += 1000

    assert taken(bucket, 100) == 5


def test_the_refusal_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, rate=2, burst=1)
    bucket = Bucket()
    bucket.take()

    with refused(errors.RATE_LIMITED) as caught:
        bucket.take()

    wait = caught.value.retry_after_ms
    assert wait is not None
    assert 500 <= wait <= 502
    clock.now += wait / 1000
    bucket.take()


@given(st.lists(st.floats(0, 3), max_size=40))
def test_in_no_time_more_goes_through_than_the_burst_and_what_the_time_brought(pauses: list[float]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock(patch, rate=3, burst=4)
        bucket = Bucket()
        started, done = clock.now, 0
        for pause in pauses:
            clock.now += pause
            done += taken(bucket, 3)

        assert done <= 4 + 3 * (clock.now - started) + 1e-6
