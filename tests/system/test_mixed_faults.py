"""Are all promises kept by a company that does everything, while connections are cut and the server is killed and stopped?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.profile import scaled
from tokenim.proof.checker import saved
from tokenim.proof.crowd.scenario import Size
from tokenim.proof.verify.plan import Plan
from tokenim.proof.verify.run import verify
from tokenim.proof.verify.verdict import Verdict, judge

SECONDS = scaled(quick=15, deep=600)
FAULTS = scaled(quick=2, deep=60)
REPLAYS = 20

pytestmark = [pytest.mark.system, pytest.mark.timeout(SECONDS * 2 + 120)]


@pytest.fixture(scope="module")
async def verdict() -> Verdict:
    half = FAULTS // 2
    size = Size(users=8, rate=80)
    plan = Plan(SECONDS, size, seed=11, cuts=FAULTS * 2, kills=FAULTS, stops=half, freezes=half)
    return await verify(plan, lambda company, passed: None)


async def test_every_promise_is_kept_through_cuts_kills_and_stops(verdict: Verdict) -> None:
    states = {promise.name: (promise.state, promise.places[:3]) for promise in verdict.promises}

    assert states == dict.fromkeys(states, ("kept", []))
    assert verdict.run is not None
    assert verdict.run.counts["kills"] == FAULTS
    assert len(verdict.run.resume_seconds) > FAULTS * 10


async def test_a_saved_history_gets_the_same_verdict_every_time(verdict: Verdict, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    saved.save(verdict.history, path)
    history = saved.load(path)

    assert history == verdict.history
    for _ in range(REPLAYS):
        again = {one.name: one.places for one in judge(history).promises}
        assert again == {one.name: one.places for one in verdict.promises if one.name in again}
