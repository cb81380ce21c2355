"""Does every operation that is dear for the server cost its caller more, and do the documents say so?"""

from __future__ import annotations

import msgspec
import pytest

from tokenim.catalogue import costs
from tokenim.kernel.operation import Operation
from tokenim.stack import OPERATIONS
from tokenim.transport import asyncapi, openapi

_SECRETS = {"password", "current_password", "new_password"}


def fields(operation: Operation) -> set[str]:
    """Return the fields of an operation's requests."""
    shapes = msgspec.json.schema_components([operation.body])[1].values()
    return {name for shape in shapes for name in shape.get("properties", {})}


def test_every_cost_is_of_an_operation_that_there_is() -> None:
    assert set(costs.COSTS) <= set(OPERATIONS)
    assert [each.tokens for each in costs.CLASSES] == sorted(each.tokens for each in costs.CLASSES)
    assert costs.of("messages.send") is costs.CALL
    assert {costs.of(name) for name in OPERATIONS} == set(costs.CLASSES)


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_reads_many_things_or_gives_a_password_pays_more(name: str) -> None:
    operation = OPERATIONS[name]
    asked = fields(operation)

    many = operation.method == "GET" and asked & {
        "limit",
        "cursor",
        "token",
        "user_ids",
        "ids",
        "conversation_ids",
    }
    assert bool(many) <= (operation.cost >= costs.PAGE.tokens)
    assert (costs.of(name) is costs.PASSWORD) == bool(asked & _SECRETS)


def test_the_documents_say_what_a_call_costs() -> None:
    paths = openapi.build(OPERATIONS.values())["paths"]
    described = {each["x-operation"]: each["x-cost"] for path in paths.values() for each in path.values()}
    spoken = asyncapi.build(OPERATIONS.values())["operations"]

    assert described == {name: operation.cost for name, operation in OPERATIONS.items()}
    assert spoken["users_search"]["x-cost"] == costs.SEARCH.tokens
