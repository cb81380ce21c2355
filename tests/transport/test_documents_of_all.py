"""Do the documents hold for all that the features declare?"""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from openapi_spec_validator import validate

from tokenim.catalogue import errors
from tokenim.kernel.examples import SAMPLES, filled
from tokenim.stack import OPERATIONS
from tokenim.transport import asyncapi, openapi

NAMES = sorted(OPERATIONS)
Documents = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def documents() -> Documents:
    return openapi.build(OPERATIONS.values()), asyncapi.build(OPERATIONS.values())


@pytest.mark.slow
def test_the_openapi_document_is_valid(documents: Documents) -> None:
    validate(documents[0])


def test_every_group_of_operations_has_a_sentence(documents: Documents) -> None:
    for document in (documents[0], documents[1]["info"]):
        assert [tag["name"] for tag in document["tags"] if not tag.get("description")] == []


def test_every_shape_has_a_title_of_its_own_that_is_no_path_of_a_module(documents: Documents) -> None:
    for document in documents:
        schemas = document["components"]["schemas"]
        titles = [schema["title"] for schema in schemas.values() if "title" in schema]
        assert len(titles) == len(set(titles))
        assert [name for name in schemas if "." in name] == []


def test_whoever_may_call_an_operation_is_named_by_a_security_scheme(documents: Documents) -> None:
    found = {item["x-operation"]: item["security"] for item in _operations(documents[0])}

    assert found["auth.login"] == []
    assert found["messages.send"] == [{"userToken": []}]
    assert found["server.users.create"] == [{"applicationKey": []}]


def test_requests_that_fail_are_no_examples_of_requests(documents: Documents) -> None:
    sending = next(item for item in _operations(documents[0]) if item["x-operation"] == "messages.send")

    examples = sending["requestBody"]["content"]["application/json"]["examples"]
    assert {item["title"] for item in sending["x-failures"]}.isdisjoint(
        item["summary"] for item in examples.values()
    )
    assert {"title", "request", "code"} == set(sending["x-failures"][0])


def test_asyncapi_names_the_field_that_tells_shapes_apart(documents: Documents) -> None:
    message = documents[1]["components"]["messages"]["messages_send"]

    assert message["payload"]["properties"]["body"]["discriminator"] == "type"


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
        assert validator.is_valid(example["value"]), example["summary"]
        assert not set(example["value"]) & set(OPERATIONS[name].path_fields)


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for path in document["paths"].values() for item in path.values()]


def _body(document: dict[str, Any], name: str) -> dict[str, Any]:
    described = next(item for item in _operations(document) if item["x-operation"] == name)
    content: dict[str, Any] = described["requestBody"]["content"]["application/json"]
    return content
