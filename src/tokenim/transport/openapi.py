"""How is the API described for HTTP? OpenAPI 3.1, made of the operation table and the catalogue."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from tokenim import __version__
from tokenim.catalogue import errors
from tokenim.catalogue.errors import CODES, Code, TokenIMError
from tokenim.catalogue.permissions import SENTENCES, Permission
from tokenim.kernel.examples import SAMPLES, filled
from tokenim.kernel.operation import Example, Operation
from tokenim.transport.http import fields
from tokenim.transport.schemas import REF, Schema, Schemas

PROBLEM = "application/problem+json"
JSON = "application/json"

_INTRO = """Chat for your own servers. The same operations are served over HTTP, described here, and over the
WebSocket, described at [/docs/events](/docs/events).

Every refusal is a `Problem` with a stable `code`; all codes are listed at [/docs/errors](/docs/errors)."""

_REQUEST_ID = "01a2b3c4-1f"
_WITH_BODY = (
    errors.REQUEST_TOO_LARGE,
    errors.REQUEST_TOO_DEEP,
    errors.REQUEST_UNSUPPORTED_TYPE,
    errors.REQUEST_TIMEOUT,
)


def build(operations: Iterable[Operation], version: int = 1) -> Schema:
    """Return the document of the newest shapes."""
    listed = list(operations)
    schemas = Schemas(listed)
    paths: Schema = {}
    for operation in listed:
        item = paths.setdefault(f"/v{version}{operation.path}", {})
        item[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "TokenIM", "version": __version__, "description": _INTRO, "license": _license()},
        "tags": [{"name": tag} for tag in sorted({operation.tag for operation in listed})],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "examples": _problems(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "An access token"}
            },
        },
    }


def has_body(operation: Operation) -> bool:
    """Whether some fields of the request stand in a body."""
    elsewhere = set(operation.path_fields)
    return not fields.in_query(operation) and bool(fields.kinds(operation.body).keys() - elsewhere)


def identifier(operation: Operation) -> str:
    """Return the name that generated clients give to the operation."""
    return operation.name.replace(".", "_")


def codes(operation: Operation) -> list[Code]:
    """Return every refusal that the operation can give over HTTP, in the order of their status."""
    found = {code.name: code for code in operation.errors}
    if operation.method != "GET":
        found |= {code.name: code for code in _WITH_BODY}
    if operation.replay:
        found[errors.IDEMPOTENCY_REUSED.name] = errors.IDEMPOTENCY_REUSED
    found |= {example.error.name: example.error for example in operation.examples if example.error}
    return sorted(found.values(), key=lambda code: (code.status, code.name))


def _described(operation: Operation, schemas: Schemas) -> Schema:
    properties, needed = schemas.fields(operation)
    described: Schema = {
        "operationId": identifier(operation),
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": _text(operation),
        "security": [] if operation.permission is Permission.PUBLIC else [{"bearer": []}],
        "parameters": _parameters(operation, properties, needed),
        "responses": _responses(operation, schemas),
        "x-permission": str(operation.permission),
        "x-operation": operation.name,
    }
    if has_body(operation):
        described["requestBody"] = _request(operation, schemas, needed)
    if operation.deprecated:
        described["deprecated"] = True
    return described


def _text(operation: Operation) -> str:
    if operation.permission is Permission.PUBLIC:
        return f"{operation.text}\n\nNeeds no login."
    sentence = SENTENCES[operation.permission]
    return f"{operation.text}\n\nNeeds the permission `{operation.permission}`: {sentence.lower()}."


def _parameters(operation: Operation, properties: dict[str, Schema], needed: set[str]) -> list[Schema]:
    example: Schema = next((filled(it.body, SAMPLES) for it in operation.examples if it.error is None), {})
    found = []
    for name, schema in properties.items():
        place = "path" if name in operation.path_fields else "query"
        if place == "query" and not fields.in_query(operation):
            continue
        parameter: Schema = {
            "name": name, "in": place, "required": place == "path" or name in needed, "schema": schema,
        }  # fmt: skip
        if name in example:
            parameter["example"] = example[name]
        found.append(parameter)
    if operation.replay:
        found.append(_idempotency())
    return found


def _idempotency() -> Schema:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A retry with the same key and body gets the first answer; another body is refused",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
    }


def _request(operation: Operation, schemas: Schemas, needed: set[str]) -> Schema:
    elsewhere = operation.path_fields
    examples = {
        _slug(example.title): {"summary": _summary(example), "value": _body_of(example, elsewhere)}
        for example in operation.examples
    }
    content: Schema = {"schema": schemas.body(operation, elsewhere)}
    if examples:
        content["examples"] = examples
    return {"required": bool(needed - set(elsewhere)), "content": {JSON: content}}


def _body_of(example: Example, elsewhere: Iterable[str]) -> Any:
    body = filled(example.body, SAMPLES)
    return {name: value for name, value in body.items() if name not in set(elsewhere)}


def _responses(operation: Operation, schemas: Schemas) -> Schema:
    answer: Schema = {"description": HTTPStatus(operation.status).phrase}
    if operation.status != 204:
        answer["content"] = {JSON: {"schema": schemas.answer(operation)}}
    found: Schema = {str(operation.status): answer}
    grouped: dict[int, list[Code]] = {}
    for code in codes(operation):
        grouped.setdefault(code.status, []).append(code)
    for status, listed in grouped.items():
        found[str(status)] = _refusals(operation, listed)
    other = {"schema": {"$ref": REF + "Problem"}}
    found["default"] = {"description": "Any other refusal", "content": {PROBLEM: other}}
    return found


def _refusals(operation: Operation, listed: list[Code]) -> Schema:
    names = [code.name for code in listed]
    schema = {"allOf": [{"$ref": REF + "Problem"}, {"properties": {"code": {"enum": names}}}]}
    examples = {name: {"$ref": "#/components/examples/" + name} for name in names}
    text = "\n".join(_refusal(operation, code) for code in listed)
    return {"description": text, "content": {PROBLEM: {"schema": schema, "examples": examples}}}


def _refusal(operation: Operation, code: Code) -> str:
    titles = [example.title for example in operation.examples if example.error is code]
    return f"- `{code.name}`: {code.title}" + (f" (example: {', '.join(titles)})" if titles else "")


def _problems() -> Schema:
    return {
        code.name: {"summary": code.title, "value": errors.problem(TokenIMError(code), _REQUEST_ID)}
        for code in CODES.values()
    }


def _summary(example: Example) -> str:
    return f"{example.title} → {example.error.name}" if example.error else example.title


def _slug(title: str) -> str:
    return "_".join("".join(char if char.isalnum() else " " for char in title.lower()).split())


def _license() -> Schema:
    return {"name": "Apache-2.0", "identifier": "Apache-2.0"}
