"""Do the documents hold for all that the features declare?"""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from openapi_spec_validator import validate

from tokenim import app
from tokenim.catalogue import errors
from tokenim.kernel.examples import SAMPLES, filled
from tokenim.kernel.operation import OPERATIONS
from tokenim.transport import asyncapi, openapi

app.declare()
NAMES = sorted(OPERATIONS)
Documents = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def documents() -> Documents:
    return openapi.build(OPERATIONS.values()), asyncapi.build(OPERATIONS.values())


def test_the_openapi_document_is_valid(documents: Documents) -> None:
    validate(documents[0])


@pytest.mark.parametrize("name", [name for name in NAMES if OPERATIONS[name].socket])
def test_a_request_on_the_socket_fits_unless_its_shape_is_to_be_refused(
    documents: Documents, name: str
) -> None:
    operation, components = OPERATIONS[name], documents[1]["components"]
    schema = components["messages"][openapi.identifier(operation)]["payload"]["properties"]["body"]
    validator = jsonschema.Draft202012Validator(schema | {"components": components})

    for example in operation.examples:
        fits = validator.is_valid(filled(example.body, SAMPLES))
        assert fits or example.error is errors.REQUEST_INVALID, example.title


@pytest.mark.parametrize("name", [name for name in NAMES if openapi.has_body(OPERATIONS[name])])
def test_a_request_body_over_http_fits_without_the_fields_of_the_path(
    documents: Documents, name: str
) -> None:
    content = _body(documents[0], name)
    schema = content["schema"] | {"components": documents[0]["components"]}
    validator = jsonschema.Draft202012Validator(schema)

    for example in content.get("examples", {}).values():
        refused = example["summary"].endswith("→ request.invalid")
        assert refused or validator.is_valid(example["value"]), example["summary"]
        assert not set(example["value"]) & set(OPERATIONS[name].path_fields)


def _body(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = [item for path in document["paths"].values() for item in path.values()]
    described = next(item for item in found if item["x-operation"] == name)
    content: dict[str, Any] = described["requestBody"]["content"]["application/json"]
    return content
