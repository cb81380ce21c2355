"""Is a run judged by its times too, is what was not tried told, and are faults made from the seed alone?"""

from __future__ import annotations

import pytest

from tests.proof.checker import clean
from tokenim.proof.checker import invariants
from tokenim.proof.checker.history import History
from tokenim.proof.verify import page
from tokenim.proof.verify.evidence import EVIDENCE
from tokenim.proof.verify.plan import Plan
from tokenim.proof.verify.trouble import schedule
from tokenim.proof.verify.verdict import Run, judge

GOOD = Run(settled_seconds=0.2, resume_seconds=[0.01] * 2000, read_anew=2, restart_seconds=[1.0, 2.0])


def _states(run: Run) -> dict[str, str]:
    return {promise.name: promise.state for promise in judge(clean.copied(1), run).promises}


def test_every_promise_says_by_how_much_it_was_tried() -> None:
    assert set(EVIDENCE) == set(invariants.PROMISES)
    assert all(EVIDENCE[name](clean.copied(1)) for name in EVIDENCE)


def test_a_run_in_time_keeps_everything() -> None:
    assert set(_states(GOOD).values()) == {"kept"}


@pytest.mark.parametrize(
    ("promise", "run"),
    [
        ("R7", Run(settled_seconds=5.1, resume_seconds=[0.1])),
        ("R7", Run(settled_seconds=None)),
        ("R9", Run(settled_seconds=0.2, resume_seconds=[0.01] * 999, read_anew=1)),
        ("R11", Run(settled_seconds=0.2, restart_seconds=[1.0, 5.1])),
    ],
)
def test_a_run_that_is_late_or_reads_anew_breaks_a_promise(promise: str, run: Run) -> None:
    assert [name for name, state in _states(run).items() if state == "broken"] == [promise]


def test_what_was_not_tried_is_not_called_kept() -> None:
    verdict = judge(History(), Run(settled_seconds=0.1))

    assert {promise.state for promise in verdict.promises if promise.name != "R7"} == {"not tried"}
    assert "Not tried here: I1, I2" in page.closing(verdict)


def test_the_seed_alone_says_what_is_broken_and_when() -> None:
    plan = Plan(seconds=30, seed=4, cuts=7, kills=3, stops=2, freezes=1)
    troubles = schedule(plan)

    assert troubles == schedule(plan)
    assert troubles != schedule(Plan(seconds=30, seed=5, cuts=7, kills=3, stops=2, freezes=1))
    assert [trouble.at for trouble in troubles] == sorted(trouble.at for trouble in troubles)
    assert (len(troubles), troubles[-1].at) == (13, 30)
