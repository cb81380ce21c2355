"""Is a feature one object, whose names are its own?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.kernel.ground import NOTES
from tokenim.catalogue.errors import Code
from tokenim.catalogue.event import Event
from tokenim.catalogue.limits import Limit
from tokenim.catalogue.permissions import Permission
from tokenim.kernel.feature import BUILT_IN, Feature, catalogue, operations


def test_the_operations_of_all_features_are_found_by_name() -> None:
    reading, adding = NOTES["note.read"], NOTES["note.add"]

    found = operations([Feature("readers", (reading,)), Feature("writers", (adding,))])

    assert found == {"note.read": reading, "note.add": adding}
    assert list(found) == ["note.read", "note.add"]


def test_an_operation_that_two_features_have_is_refused() -> None:
    with pytest.raises(ValueError, match=r"The operation note\.read of thieves is there already\."):
        operations([Feature("readers", (NOTES["note.read"],)), Feature("thieves", (NOTES["note.read"],))])


def test_a_route_that_two_operations_have_is_refused() -> None:
    other = NOTES["note.read"]._replace(name="note.steal")
    with pytest.raises(ValueError, match=r"note\.steal and note\.read have one route, GET /notes\."):
        operations([Feature("readers", (NOTES["note.read"], other))])


async def test_a_feature_need_not_start_or_stop_anything() -> None:
    plain = Feature("plain")
    nowhere: Any = None

    await plain.start(nowhere)
    await plain.stop(nowhere)

    assert (plain.operations, plain.jobs) == ((), ())


class Rang(Event, frozen=True):
    """A bell rang."""

    kind = "bells.rang"


BELLS = Feature(
    "bells",
    errors=(Code("bells.broken", 409, "The bell is broken"),),
    events=(Rang,),
    limits={"bells.each": Limit(3, "bells", "Bells of one user")},
)


def test_a_catalogue_has_what_the_features_add_and_the_built_in_one_stays() -> None:
    found = catalogue([BELLS])

    assert found.errors["bells.broken"] is BELLS.errors[0]
    assert found.events["bells.rang"] is Rang
    assert found.limits["bells.each"].value == 3
    assert found.permissions == BUILT_IN.permissions
    assert "bells.broken" not in BUILT_IN.errors
    assert list(found.errors)[:-1] == list(BUILT_IN.errors)


@pytest.mark.parametrize(
    ("again", "said"),
    [
        (Feature("bells2", errors=BELLS.errors), r"The code bells\.broken of bells2 is there already"),
        (Feature("bells2", events=BELLS.events), r"The event bells\.rang of bells2 is there already"),
        (Feature("bells2", limits=BELLS.limits), r"The limit bells\.each of bells2 is there already"),
        (
            Feature("bells2", permissions=(Permission.USERS_READ,)),
            "The permission users:read of bells2 is there already",
        ),
    ],
)
def test_an_entry_of_the_catalogue_that_is_there_already_is_refused(again: Feature, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        catalogue([BELLS, again])
