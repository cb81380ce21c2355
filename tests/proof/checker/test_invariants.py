"""Does the checker see every bug that was planted, and none where there is none?"""

from __future__ import annotations

import random
import time

import pytest

from tests.proof.checker import clean, plants_company, plants_messages
from tests.proof.checker.plants import PLANTS
from tokenim.proof.checker import invariants

PLANTERS = (plants_messages, plants_company)
"""Importing them plants the bugs."""
CHECK_SECONDS = 10.0


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_is_caught_whatever_the_seed(name: str) -> None:
    promise, bug = PLANTS[name]

    for seed in range(20):
        history = clean.copied(seed)
        bug(history, random.Random(seed))
        assert any(invariants.PROMISES[promise](history)), f"seed {seed}"


def test_every_promise_has_a_planted_bug() -> None:
    assert {promise for promise, _ in PLANTS.values()} == set(invariants.PROMISES)


def test_a_clean_history_raises_no_alarm() -> None:
    for seed in range(40):
        assert invariants.broken(clean.made(seed)) == []


def test_an_outcome_that_is_unknown_may_go_either_way() -> None:
    history = clean.made(1)
    answered = {acked.key for acked in history.acked} | {refusal.key for refusal in history.refused}
    unknown = {sent.key for sent in history.sent} - answered
    stored = {item.key for item in history.finals[0].items}

    assert unknown & stored
    assert unknown - stored
    assert invariants.broken(history) == []


def test_a_long_history_is_checked_without_looking_back() -> None:
    history = clean.made(1, sends=12_000)
    began = time.monotonic()

    assert len(history) > 150_000
    assert invariants.broken(history) == []
    assert time.monotonic() - began < CHECK_SECONDS
