"""Is everything that comes out of a race what some order of the same acts would have brought, for every seed?"""

from __future__ import annotations

import pytest

from tests.interleavings import judge, logins, races
from tests.interleavings.judge import Made
from tests.profile import scaled

SEEDS = scaled(quick=25, deep=500)
RACES: list[Made] = [
    races.SendAndLeave,
    races.SendAndDissolve,
    races.SendAndRemove,
    races.EditAndRecall,
    races.JoinAndFetch,
    races.ConnectAndJoin,
    races.TwoConnectAndSend,
    races.TwoCursors,
    races.DropAndAct,
    logins.RevokeAndSend,
    logins.RefreshTwice,
    logins.SuspendAndLogIn,
    logins.DropAndAdministrate,
]


@pytest.mark.timeout(scaled(quick=60, deep=900))
@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_some_order_explains_what_comes_out_of(race: Made) -> None:
    found = judge.first_found(race, range(SEEDS), judge.explained(race))

    assert found is None, f"seed {found[0]}: {found[1]}"
