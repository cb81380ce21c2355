"""Are guesses limited, and forgiven with time?"""

from __future__ import annotations

import pytest

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.refusal import Limited
from tokenim.features.auth.service import throttle
from tokenim.features.auth.service.throttle import Throttle


class Clock:
    """A clock that goes when it is told to."""

    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(throttle, "time", clock)
    return clock


def test_after_the_last_attempt_the_key_waits_and_others_do_not(clock: Clock) -> None:
    limited = Throttle(Limited("logins", 2, 60))
    limited.take("alice")
    limited.take("alice")

    with pytest.raises(TokenIMError) as caught:
        limited.take("alice")
    limited.take("bob")

    assert caught.value.code is errors.RATE_LIMITED
    assert caught.value.retry_after_ms == 30_001
    assert caught.value.limit == ("logins", 2, 60)


def test_an_attempt_comes_back_with_time(clock: Clock) -> None:
    limited = Throttle(Limited("logins", 2, 60))
    limited.take("alice")
    limited.take("alice")

    clock.now += 31
    limited.take("alice")

    with pytest.raises(TokenIMError):
        limited.take("alice")


def test_an_attempt_that_was_right_is_given_back(clock: Clock) -> None:
    limited = Throttle(Limited("logins", 1, 60))

    for _ in range(5):
        limited.take("alice")
        limited.give_back("alice")


def test_the_keys_that_failed_longest_ago_are_forgotten_first(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "KEYS", 2)
    limited = Throttle(Limited("logins", 1, 60))
    for name in ("alice", "bob", "carol"):
        limited.count(name)

    limited.check("alice")
    for name in ("bob", "carol"):
        with pytest.raises(TokenIMError):
            limited.check(name)


def test_what_is_counted_beyond_the_last_attempt_is_owed_but_not_without_end(clock: Clock) -> None:
    limited = Throttle(Limited("logins", 2, 60))
    for _ in range(50):
        limited.count("alice")

    assert limited.left("alice") == -2
    clock.now += 90
    assert limited.left("alice") == 1
