"""Is what somebody stores counted, forgotten with time, and known after a restart?"""

from __future__ import annotations

import time

import pytest

from tokenim.kernel import storage
from tokenim.kernel.storage import Storage


class Clock:
    """A monotonic clock that a test turns."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        patch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_who_passes_the_quota_waits_until_that_has_leaked_away(clock: Clock) -> None:
    counted = Storage(1_000, 10)
    counted.add("u_a", 900)
    assert counted.wait("u_a") == 0
    counted.add("u_a", 200)

    assert counted.wait("u_a") == 10
    clock.now += 4
    assert counted.wait("u_a") == 6
    clock.now += 6
    assert counted.wait("u_a") == 0
    assert counted.wait("u_b") == 0


def test_what_has_leaked_away_is_not_room_for_more_than_the_quota(clock: Clock) -> None:
    counted = Storage(1_000, 10)
    counted.add("u_a", 50)
    clock.now += 1_000
    counted.leak()

    counted.add("u_a", 1_020)

    assert counted.wait("u_a") == 2


def test_only_what_counts_much_and_changed_is_noted(clock: Clock) -> None:
    counted = Storage(1_000, 1)
    counted.add("u_little", 1_000 // storage.MUCH)
    counted.add("u_much", 300)

    assert counted.notes() == ({"u_much": 300}, [])
    clock.now += 10
    assert counted.notes() == ({}, [])
    counted.add("u_much", 20)
    assert counted.notes() == ({"u_much": 310}, [])


def test_a_note_is_dropped_once_it_says_little(clock: Clock) -> None:
    counted = Storage(1_000, 1)
    counted.add("u_a", 300)
    counted.notes()

    clock.now += 280

    assert counted.notes() == ({}, ["u_a"])
    assert counted.notes() == ({}, [])


def test_many_notes_are_made_little_by_little(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "ROWS", 2)
    counted = Storage(1_000, 1)
    for number in range(3):
        counted.add(f"u_{number}", 300)

    assert [len(counted.notes().kept) for _ in range(3)] == [2, 1, 0]
    clock.now += 1_000
    assert [len(counted.notes().dropped) for _ in range(3)] == [2, 1, 0]


def test_notes_are_gone_on_from_less_what_leaked_meanwhile(clock: Clock) -> None:
    counted = Storage(1_000, 10)

    counted.restore([("u_a", 1_500, 20.0), ("u_b", 100, 60.0)])

    assert counted.wait("u_a") == 30
    assert counted.wait("u_b") == 0
    assert counted.notes() == ({}, ["u_b"])
