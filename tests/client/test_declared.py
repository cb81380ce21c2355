"""Do the methods of the client ask what the server declares: operations, fields and the shapes of answers?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.processes import ROOT
from tokenim.stack import OPERATIONS
from tokenim.transport import openapi
from tools import python_client
from tools.python_types import Types, name_of

API = ROOT / "clients/python/src/tokenim_client"
DOCUMENT = openapi.build(OPERATIONS.values(), whole=True)
DECLARED = {described["x-operation"]: described for _, _, described in python_client.operations(DOCUMENT)}
TYPES = Types(DOCUMENT["components"]["schemas"])


class Asked(NamedTuple):
    """One call of `ask`: the operation, the shape of its answer, and the fields that are named there."""

    operation: str
    answer: str
    fields: list[str]


def asked() -> list[Asked]:
    """Return every call in the methods whose operation is written out."""
    return [
        found for path in sorted((API / "api").glob("*.py")) for found in _calls(ast.parse(path.read_text()))
    ]


def _calls(tree: ast.AST) -> Iterator[Asked]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self._ask":
            operation, answer = node.args
            if isinstance(operation, ast.Constant):
                fields = [keyword.arg for keyword in node.keywords if keyword.arg]
                yield Asked(str(operation.value), ast.unparse(answer), fields)


def declared(described: dict[str, Any]) -> set[str]:
    """Return what the client calls the answers of an operation."""
    return {_called(schema) for schema in python_client.answers(described)} or {"type(None)"}


def _called(schema: dict[str, Any]) -> str:
    item = TYPES.item_of(schema)
    if item is not None:
        return f"Page[{_called(item)}]"
    return name_of(schema["$ref"].rpartition("/")[2])


@pytest.mark.parametrize("call", asked(), ids=lambda call: call.operation)
def test_a_method_asks_what_is_declared(call: Asked) -> None:
    described = DECLARED[call.operation]

    assert {call.answer} == declared(described)
    assert set(call.fields) <= TYPES.request(described).keys()


def test_almost_every_operation_is_written_out() -> None:
    assert len({call.operation for call in asked()}) > len(OPERATIONS) - 8
