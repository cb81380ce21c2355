"""Is a caller held to `rate` calls a second and `burst` at once?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.world import refused
from tokenim.catalogue import errors
from tokenim.catalogue.costs import ANSWER_BYTES
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.settings import Settings
from tokenim.kernel import ratelimit
from tokenim.kernel.ratelimit import KEYS, NO_LIMITS, Bucket, Buckets, Policy, policies


class Clock:
    """A monotonic clock that a test turns."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        patch.setattr(time, "monotonic", lambda: self.now)


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
    Clock(monkeypatch)

    assert taken(Bucket(Policy("calls", 2, 5)), 100) == 5


def test_time_brings_calls_back_but_never_more_than_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    bucket = Bucket(Policy("calls", 2, 5))
    taken(bucket, 5)

    clock.now += 1
    assert taken(bucket, 100) == 2
    clock.now += 1000
    assert taken(bucket, 100) == 5


def test_who_was_quiet_for_long_has_one_burst_and_not_two(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    bucket = Bucket(Policy("calls", 2, 5))

    clock.now += 1000

    assert taken(bucket, 100) == 5


def test_the_refusal_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    bucket = Bucket(Policy("calls", 2, 1))
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
        clock = Clock(patch)
        bucket = Bucket(Policy("calls", 3, 4))
        started, done = clock.now, 0
        for pause in pauses:
            clock.now += pause
            done += taken(bucket, 3)

        assert done <= 4 + 3 * (clock.now - started) + 1e-6


def test_the_refusal_names_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    bucket = Bucket(Policy("calls", 20, 100))
    taken(bucket, 100)

    with refused(errors.RATE_LIMITED) as caught:
        bucket.take()

    assert caught.value.limit == errors.Limited("calls", 100, 5)


def test_what_costs_more_than_there_is_goes_through_and_delays_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    bucket = Bucket(Policy("calls", 1, 2))

    bucket.take(5)

    assert bucket.left == 0
    assert bucket.full_in == 5
    assert bucket.spend() == 4.0
    clock.now += 4
    assert bucket.spend() == 0.0


def test_each_key_has_its_own_bucket_and_there_are_not_more_than_so_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ratelimit, "KEYS", 2)
    buckets = Buckets(Policy("calls", 1, 1))
    first = buckets.of("a")
    first.take()

    assert buckets.of("a") is first
    assert buckets.of("b").left == 1
    buckets.of("c")
    assert buckets.of("a") is not first
    assert KEYS == 100_000


def test_the_operator_chooses_the_rates_or_none_at_all() -> None:
    chosen = policies(Settings(calls_per_second=3, calls_burst=9))

    assert chosen.user[:3] == ("calls", 3, 9)
    assert chosen.application.name == "application_calls"
    assert chosen.anonymous.name == "anonymous_calls"
    assert policies(Settings(limits=False)) is NO_LIMITS


def test_a_quota_is_counted_apart_from_the_calls_and_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    quota = Policy("conversations_made", 1, 2)
    bucket = Bucket(Policy("calls", 10, 10, (quota,)))

    bucket.charge("conversations_made")
    bucket.charge("conversations_made")
    bucket.charge("members_added", 1_000)
    with pytest.raises(TokenIMError) as caught:
        bucket.charge("conversations_made")

    assert caught.value.code is errors.QUOTA_EXCEEDED
    assert caught.value.limit == errors.Limited("conversations_made", 2, 2)
    assert taken(bucket, 100) == 10
    clock.now += 1000
    bucket.charge("conversations_made", 2)
    with pytest.raises(TokenIMError):
        bucket.charge("conversations_made")


def test_who_stored_too_much_is_told_when_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    buckets = Buckets(Policy("calls", 10, 10, storage=Policy("stored_bytes", 10, 1_000)))
    alice, bob = buckets.of("alice"), buckets.of("bob")
    assert buckets.storage is not None
    buckets.storage.add("alice", 1_200)

    with refused(errors.QUOTA_EXCEEDED) as caught:
        alice.may_store()
    bob.may_store()
    Bucket().may_store()

    assert caught.value.limit == errors.Limited("stored_bytes", 1_000, 100)
    assert caught.value.retry_after_ms == 20_001


def test_the_operator_chooses_how_much_is_stored() -> None:
    chosen = policies(Settings(stored_bytes_per_day=1_000, application_quota_factor=5))

    assert chosen.user.storage is not None
    assert chosen.application.storage is not None
    assert (chosen.user.storage.burst, chosen.application.storage.burst) == (1_000, 5_000)
    assert Buckets(chosen.anonymous).storage is None


def test_a_long_answer_delays_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    bucket = Bucket(Policy("calls", 1, 4))

    bucket.answered(ANSWER_BYTES - 1)
    assert bucket.left == 4
    bucket.answered(6 * ANSWER_BYTES)

    assert bucket.spend() == 3.0


def test_somebody_is_told_when_the_next_token_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    bucket = Bucket(Policy("calls", 2, 5))
    assert bucket.wait == 0

    bucket.take(8)

    assert (bucket.left, bucket.wait) == (0, 2.0)


def test_what_was_not_asked_properly_delays_the_next_call() -> None:
    bucket = Bucket(Policy("calls", 1, 10))

    bucket.owe(12)

    assert bucket.left == 0
    assert bucket.spend() > 2
