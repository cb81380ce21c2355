"""Would a race be found? The same seed is the same run, and a check that is left out shows."""

from __future__ import annotations

import pytest

from tests.interleavings import judge, logins, races
from tests.interleavings.judge import Made, at_once
from tests.interleavings.loop import SeededLoop, Stuck
from tests.interleavings.stage import run
from tests.profile import scaled
from tokenim.kernel.unit_of_work import Work

SEEDS = 500
REPLAYS = scaled(quick=3, deep=20)


@pytest.mark.parametrize("race", [races.SendAndLeave, logins.SuspendAndLogIn], ids=lambda race: race.__name__)
def test_a_seed_is_the_same_run_step_by_step(race: Made) -> None:
    first, *others = (run(at_once(race), 7) for _ in range(REPLAYS))

    assert len(first.trace) > 100
    assert all(other == first for other in others)


def test_other_seeds_are_other_runs() -> None:
    traces = {tuple(run(at_once(races.SendAndLeave), seed).trace) for seed in range(5)}

    assert len(traces) == 5


def _expect_nothing(self: Work, stream: str, version: int) -> None:
    """Rely on what was read, as if nobody could change it meanwhile."""


@pytest.mark.parametrize(
    "race",
    [
        races.SendAndDissolve,
        races.EditAndRecall,
        races.DropAndAct,
        logins.RefreshTwice,
        logins.SuspendAndLogIn,
        logins.DropAndAdministrate,
    ],
    ids=lambda race: race.__name__,
)
def test_a_version_that_nobody_looks_at_is_found(race: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = judge.explained(race)
    monkeypatch.setattr(Work, "expect", _expect_nothing)

    found = judge.first_found(race, range(SEEDS), allowed)

    assert found is not None
    seed, why = found
    print(f"{race.__name__} goes wrong with seed {seed}: {why}")
    again = [judge.complaint(run(at_once(race), seed), allowed) for _ in range(REPLAYS)]
    assert again == [why] * REPLAYS


def test_a_wait_for_nothing_is_an_error() -> None:
    loop = SeededLoop(1)
    with pytest.raises(Stuck):
        loop.run_until_complete(loop.create_future())
    loop.close()
