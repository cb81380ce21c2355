"""Is a feature one object, whose names are its own?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.kernel.ground import NOTES
from tokenim.kernel.feature import Feature, operations


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
