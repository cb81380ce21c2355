"""How is the API described for HTTP? OpenAPI 3.1, made of the operation table and the catalogue."""

from collections.abc import Iterable
from typing import Any

from tokenim import __version__
from tokenim.catalogue import limits
from tokenim.catalogue.permissions import ROLES, SENTENCES, Permission
from tokenim.catalogue.tags import TAGS
from tokenim.kernel.examples import SAMPLES, filled
from tokenim.kernel.feature import BUILT_IN, Catalogue
from tokenim.kernel.operation import Example, Operation
from tokenim.transport import responses
from tokenim.transport.http import conditions, fields
from tokenim.transport.schemas import Schema, Schemas, references

_INTRO = """Chat for your own servers. The same operations are served over HTTP, described here, and over the
WebSocket, described at [/docs/events](/docs/events).

Every refusal is a `Problem` with a stable `code`; all codes are listed at [/docs/errors](/docs/errors)."""

CONTACT = {"name": "The TokenIM project"}
_SERVERS = [
    {"url": "/", "description": "The server that gave this document"},
    {
        "url": "{origin}",
        "description": "A server elsewhere",
        "variables": {"origin": {"default": "http://127.0.0.1:8000", "description": "Scheme, host and port"}},
    },
]
SECURITY: Schema = {
    "userToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The access token of a user (`tka_…`), from `auth.login`, `auth.register` or `auth.refresh`",
    },
    "applicationKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "The key of an application server (`tks_…`), from `admin.apps.create`",
    },
}
KEY: Schema = {
    "type": "string", "minLength": 1, "maxLength": int(limits.IDEMPOTENCY_KEY_CHARS), "pattern": "^[\\x21-\\x7e]+$",
}  # fmt: skip
"""What an idempotency key is, on both transports."""
_HOLDERS = {"userToken": ("user", "admin"), "applicationKey": ("application",)}


def build(
    operations: Iterable[Operation], version: int = 1, catalogue: Catalogue = BUILT_IN, *, whole: bool = False
) -> Schema:
    """Return the document of the newest shapes; the `whole` one has events, and tells contents apart, for TypeScript."""
    listed = sorted_by_tag(operations)
    schemas = Schemas(listed, catalogue)
    if not whole:
        schemas.open_contents()
    paths: Schema = {}
    for operation in listed:
        item = paths.setdefault(f"/v{version}{operation.path}", {})
        item[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "TokenIM",
            "version": __version__,
            "description": _INTRO,
            "contact": CONTACT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": _SERVERS,
        "tags": tags(listed),
        "paths": paths,
        "components": {
            "schemas": schemas.components if whole else schemas.used_in(paths),
            "examples": _used("examples", responses.problems(catalogue.errors.values()), paths),
            "headers": _used("headers", responses.HEADERS, paths),
            "securitySchemes": SECURITY,
        },
    }


def sorted_by_tag(operations: Iterable[Operation]) -> list[Operation]:
    """Return the operations in the order in which people need them: by group, as declared within one."""
    places = {tag: place for place, tag in enumerate(TAGS)}
    return sorted(operations, key=lambda operation: places.get(operation.tag, len(places)))


def tags(operations: Iterable[Operation]) -> list[Schema]:
    """Return the groups of the operations in their order, with their sentences."""
    named = dict.fromkeys(operation.tag for operation in operations)
    return [{"name": tag} | ({"description": TAGS[tag]} if tag in TAGS else {}) for tag in named]


def _used(section: str, components: Schema, paths: Schema) -> Schema:
    """Return those components of a section that the paths refer to."""
    found = references(paths)
    return {name: item for name, item in components.items() if f"#/components/{section}/{name}" in found}


def has_body(operation: Operation) -> bool:
    """Whether some fields of the request stand in a body."""
    elsewhere = set(operation.path_fields)
    return not fields.in_query(operation) and bool(fields.kinds(operation.body).keys() - elsewhere)


def identifier(operation: Operation) -> str:
    """Return the name that generated clients give to the operation."""
    return operation.name.replace(".", "_")


def _described(operation: Operation, schemas: Schemas) -> Schema:
    properties, needed = schemas.fields(operation)
    described: Schema = {
        "operationId": identifier(operation),
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": _text(operation),
        "security": _security(operation),
        "parameters": _parameters(operation, properties, needed),
        "responses": responses.described(operation, schemas),
        "x-permission": str(operation.permission),
        "x-operation": operation.name,
        "x-cost": operation.cost,
        "x-socket": operation.socket,
    }
    if has_body(operation):
        described["requestBody"] = _request(operation, schemas, needed)
    if failing := [example for example in operation.examples if example.error]:
        described["x-failures"] = [_failure(example) for example in failing]
    if operation.deprecated:
        described["deprecated"] = True
    return described


def _security(operation: Operation) -> list[Schema]:
    """Return whose credentials the operation takes: those of the roles that hold its permission."""
    if operation.permission is Permission.PUBLIC:
        return []
    return [
        {scheme: []}
        for scheme, roles in _HOLDERS.items()
        if any(operation.permission in ROLES[role] for role in roles)
    ]


def _failure(example: Example) -> Schema:
    code = example.error.name if example.error else ""
    return {"title": example.title, "request": filled(example.body, SAMPLES), "code": code}


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
    if conditions.FIELD in properties:
        found.append(_condition())
    return found


def _condition() -> Schema:
    return {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "Change it only while it has this `ETag`; in the body, and on a socket, that is `if_version`",
        "schema": {"type": "string", "pattern": '^("[0-9]+"|\\*)$'},
    }


def _idempotency() -> Schema:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A retry with the same key and body gets the first answer; another body is refused",
        "schema": KEY,
    }


def _request(operation: Operation, schemas: Schemas, needed: set[str]) -> Schema:
    elsewhere = operation.path_fields
    examples = {
        _slug(example.title): {"summary": example.title, "value": _body_of(example, elsewhere)}
        for example in operation.examples
        if example.error is None
    }
    content: Schema = {"schema": schemas.body(operation, elsewhere)}
    if examples:
        content["examples"] = examples
    return {"required": bool(needed - set(elsewhere)), "content": {responses.JSON: content}}


def _body_of(example: Example, elsewhere: Iterable[str]) -> Any:
    body = filled(example.body, SAMPLES)
    return {name: value for name, value in body.items() if name not in set(elsewhere)}


def _slug(title: str) -> str:
    return "_".join("".join(char if char.isalnum() else " " for char in title.lower()).split())
