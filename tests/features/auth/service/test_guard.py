"""Are guesses limited from everywhere, while the owner of the account always gets in?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.features.auth.service.test_throttle import Clock
from tests.features.world import refused
from tokenim.catalogue import errors
from tokenim.features.auth.service import guard, throttle
from tokenim.features.auth.service.guard import Guard

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.1"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(throttle, "time", clock)
    return clock


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let waiting take no time, and note how long it would have been."""
    slept: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return slept


def guess(limits: Guard, name: str, address: str) -> None:
    limits.attempt(name, address).begin()


async def test_a_name_from_one_address_is_limited_and_from_another_it_is_not(clock: Clock) -> None:
    limits = Guard(3)
    for _ in range(3):
        guess(limits, "alice", ELSEWHERE)

    with refused(errors.RATE_LIMITED) as caught:
        limits.attempt("alice", ELSEWHERE)
    owner = limits.attempt("alice", HOME)
    await owner.wait()
    owner.begin()

    assert caught.value.limit == ("logins", 3, 60)
    assert caught.value.retry_after_ms == 20_001


async def test_guesses_that_came_while_the_attempt_waited_count_when_it_begins(clock: Clock) -> None:
    limits = Guard(2)
    waiting = [limits.attempt("alice", ELSEWHERE) for _ in range(5)]

    begun = 0
    for attempt in waiting:
        try:
            attempt.begin()
        except errors.TokenIMError:
            continue
        begun += 1

    assert begun == 2


async def test_an_attempt_that_succeeded_is_given_back(clock: Clock) -> None:
    limits = Guard(1)
    for _ in range(5):
        attempt = limits.attempt("alice", HOME)
        attempt.begin()
        attempt.succeeded()
        attempt.succeeded()

    assert limits.by_network.left(HOME) == 10


async def test_one_address_is_limited_over_all_names_but_who_logged_in_there_gets_in(clock: Clock) -> None:
    limits = Guard(1)
    limits.attempt("alice", HOME).succeeded()
    for number in range(10):
        guess(limits, f"user{number}", HOME)

    stranger = limits.attempt("bob", HOME)
    assert stranger.strained
    with refused(errors.RATE_LIMITED) as caught:
        await stranger.wait()
    with refused(errors.RATE_LIMITED):
        stranger.begin()
    owner = limits.attempt("alice", HOME)
    await owner.wait()
    owner.begin()

    assert not owner.strained
    assert caught.value.limit == ("logins_of_address", 10, 60)


async def test_a_network_of_ipv6_is_one_address(clock: Clock) -> None:
    limits = Guard(1)
    guess(limits, "alice", "2001:db8::1")

    with refused(errors.RATE_LIMITED):
        limits.attempt("alice", "2001:db8::2")
    limits.attempt("alice", "2001:db8:0:1::1")


async def test_guesses_from_many_addresses_slow_strangers_down_and_refuse_nobody(
    clock: Clock, slept: list[float]
) -> None:
    limits = Guard(1)
    limits.attempt("alice", HOME).succeeded()
    for number in range(40):
        guess(limits, "alice", f"203.0.113.{number}")

    owner, away = limits.attempt("alice", HOME), limits.attempt("alice", ELSEWHERE)
    await owner.wait()
    assert slept == []
    await away.wait()
    away.begin()

    assert slept == [guard.SLOW_SECONDS]
    assert away.strained
    clock.now += 50
    await limits.attempt("alice", "198.51.100.2").wait()
    assert len(slept) == 2
    assert 0 < slept[1] < 1
    clock.now += 60
    await limits.attempt("alice", "198.51.100.3").wait()
    assert len(slept) == 2


async def test_one_attempt_of_a_network_is_held_back_at_a_time(clock: Clock, slept: list[float]) -> None:
    limits = Guard(2)
    for number in range(40):
        guess(limits, "alice", f"203.0.113.{number}")
    first, second = limits.attempt("alice", ELSEWHERE), limits.attempt("alice", ELSEWHERE)

    waiting = asyncio.create_task(first.wait())
    await asyncio.sleep(0)
    with refused(errors.RATE_LIMITED) as caught:
        await second.wait()
    await waiting
    await second.wait()

    assert caught.value.limit == ("logins_of_name", 6, 60)


async def test_no_more_attempts_are_held_back_than_there_is_room_for(
    clock: Clock, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "HELD_BACK", 0)
    limits = Guard(1)
    for number in range(10):
        guess(limits, "alice", f"203.0.113.{number}")

    with refused(errors.RATE_LIMITED):
        await limits.attempt("alice", ELSEWHERE).wait()


async def test_the_networks_known_for_longest_are_forgotten_first(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "KNOWN", 2)
    limits = Guard(1)
    for name in ("alice", "bob", "alice", "carol"):
        limits.attempt(name, HOME).succeeded()

    known: Callable[[str], bool] = lambda name: limits.attempt(name, HOME).known  # noqa: E731
    assert [known(name) for name in ("alice", "bob", "carol")] == [True, False, True]
