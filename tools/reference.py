"""What do the reference pages say? Composed from the catalogue and the operations: never wrong."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable
from inspect import cleandoc
from typing import Any

import msgspec

from tokenim import features
from tokenim.catalogue import contents, costs, errors, events, limits, permissions, settings
from tokenim.catalogue.languages import LANGUAGES
from tokenim.kernel.examples import SAMPLES, filled
from tokenim.kernel.operation import Operation
from tokenim.stack import OPERATIONS
from tokenim.transport import openapi

NOTE = "<!-- Generated from the code by `make docs`; edit the code. -->"
Schema = dict[str, Any]

_OPERATIONS = (
    "The same over HTTP and on the socket, unless it says *HTTP only*. "
    "What the answers are made of: [shapes](shapes.md)."
)


def pages() -> dict[str, str]:
    """Compose every page of the reference: file name and text."""
    for found in pkgutil.walk_packages(features.__path__, features.__name__ + "."):
        importlib.import_module(found.name)
    writers: dict[str, Callable[[], list[str]]] = {
        "contents.md": contents_page,
        "errors.md": errors_page,
        "events.md": events_page,
        "limits.md": limits_page,
        "operations.md": operations_page,
        "permissions.md": permissions_page,
        "shapes.md": shapes_page,
        "settings.md": settings_page,
    }
    return {name: "\n".join([NOTE, "", *write(), ""]) for name, write in writers.items()}


def errors_page() -> list[str]:
    """List every error code."""
    rows = (
        (
            f"`{code.name}`",
            code.status,
            "yes" if code.retryable else "no",
            code.title,
            *map(code.text, LANGUAGES),
        )
        for code in errors.CODES.values()
    )
    texts = (f"{language.name} text" for language in LANGUAGES.values())
    head = ("code", "status", "retryable", "meaning", *texts)
    return ["# Errors", "", "Codes are never renamed or reused; texts may change.", "", *table(head, rows)]


def events_page() -> list[str]:
    """Tell every event, who receives it and what it holds."""
    page = ["# Events", "", *(events.__doc__ or "").strip().splitlines()[2:]]
    for kind, event in events.EVENTS.items():
        durability = "durable" if event.durable else "not kept"
        page += [
            "",
            f"## {kind}",
            "",
            cleandoc(event.__doc__ or ""),
            "",
            f"Audience: {event.audience}; {durability}.",
            "",
        ]
        page += fields(event)
    return page


def contents_page() -> list[str]:
    """Tell what a message of each type holds."""
    page = ["# Message contents", "", "The `type` of a message names the shape of its `content`."]
    for name, content in contents.CONTENTS.items():
        page += ["", f"## {name}", "", cleandoc(content.__doc__ or ""), "", *fields(content)]
    return page


def limits_page() -> list[str]:
    """List every number that bounds a client."""
    rows = (
        (f"`{name}`", f"{limit.value:,}", limit.unit, limit.text) for name, limit in limits.LIMITS.items()
    )
    classes = (
        (f"`{each.name}`", each.tokens, each.text, ", ".join(_costing(each))) for each in costs.CLASSES
    )
    return [
        "# Limits", "", *table(("limit", "value", "unit", "meaning"), rows), "",
        "## Costs", "", *(costs.__doc__ or "").strip().splitlines(), "",
        *table(("class", "tokens", "what it does", "operations"), classes),
    ]  # fmt: skip


def _costing(each: costs.Cost) -> list[str]:
    """Name the operations of a class; those of the first one are all others."""
    named = [f"`{name}`" for name, cost in costs.COSTS.items() if cost is each]
    return named or ["all others"]


def permissions_page() -> list[str]:
    """List every permission and the roles that grant it."""
    rows = (
        (
            f"`{each}`",
            permissions.SENTENCES[each],
            *("yes" if each in held else "" for held in permissions.ROLES.values()),
        )
        for each in permissions.Permission
    )
    return ["# Permissions", "", *table(("permission", "meaning", *permissions.ROLES), rows)]


def settings_page() -> list[str]:
    """List every setting of the server."""
    rows = (
        (f"`{settings.PREFIX}{name.upper()}`", f"`{name}`", f"`{json.dumps(default)}`", meaning)
        for name, default, meaning in settings.described()
    )
    return [
        "# Settings",
        "",
        *(settings.__doc__ or "").strip().splitlines()[2:],
        "",
        *table(("environment", "in the file", "default", "meaning"), rows),
    ]


def operations_page() -> list[str]:
    """List every operation with its route, fields, answer, examples and errors."""
    document = openapi.build(OPERATIONS.values())
    page = ["# Operations", "", _OPERATIONS]
    for each in openapi.sorted_by_tag(OPERATIONS.values()):
        described = document["paths"][f"/v1{each.path}"][each.method.lower()]
        page += ["", f"## {each.name}", "", each.text, "", _where(each), "", *fields(each.body), ""]
        page += [*_answer(each, described), *_examples(each), _errors(each)]
    return page


def _where(each: Operation) -> str:
    where = f"`{each.method} /v1{each.path}`" + ("" if each.socket else ", HTTP only")
    return f"{where}; permission `{each.permission}`; cost {each.cost}, a [{costs.of(each.name).name}](limits.md#costs)."


def _answer(each: Operation, described: Schema) -> list[str]:
    if each.status == 204:
        return ["Answer: 204, without a body.", ""]
    schema = described["responses"][str(each.status)]["content"]["application/json"]["schema"]
    return [f"Answer: {each.status}, {kind(schema)}.", ""]


def _examples(each: Operation) -> list[str]:
    """Show one request that succeeds, and name those that fail."""
    lines: list[str] = []
    for example in [example for example in each.examples if example.error is None][:1]:
        text = json.dumps(filled(example.body, SAMPLES), ensure_ascii=False)
        lines += [f"Example, *{example.title}*:", "", "```json", text, "```", ""]
    failing = [f"*{example.title}* `{example.error.name}`" for example in each.examples if example.error]
    return [*lines, *([f"Refused: {', '.join(failing)}.", ""] if failing else [])]


def _errors(each: Operation) -> str:
    return f"Errors: {', '.join(f'[`{code.name}`](errors.md)' for code in each.errors)}."


def shapes_page() -> list[str]:
    """Tell what the requests and answers are made of."""
    page = [
        "# Shapes",
        "",
        "What requests and answers over HTTP are made of, by the names in the OpenAPI document.",
    ]
    for name, schema in openapi.build(OPERATIONS.values())["components"]["schemas"].items():
        page += ["", f"## {name}", "", schema.get("description", ""), "", *members(schema)]
    return page


def fields(shape: Any) -> list[str]:
    """List the fields of a shape, with all its variants in one table; a sentence where it has none."""
    (reference,), components = msgspec.json.schema_components([shape])
    variants = [_whole(each, components) for each in reference.get("anyOf", [reference])]
    return members(variants[0] if len(variants) == 1 else _merged(variants))


def _whole(schema: Schema, components: dict[str, Schema]) -> Schema:
    return components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _merged(variants: list[Schema]) -> Schema:
    """Return one object with the fields of all variants; what some of them lack says whose it is."""
    names = dict.fromkeys(name for each in variants for name in each["properties"])
    properties = {name: _of_some(name, variants) for name in names}
    needed = set.intersection(*(set(each.get("required", ())) for each in variants))
    return {"properties": properties, "required": needed}


def _of_some(name: str, variants: list[Schema]) -> Schema:
    """Return a field that some variants have; where not all do, its meaning says which."""
    having = [each for each in variants if name in each["properties"]]
    field: Schema = {"anyOf": [each["properties"][name] for each in having]}
    if len(having) < len(variants):
        field["description"] = "of " + ", ".join(f"`{each['title']}`" for each in having)
    return field


def members(schema: Schema) -> list[str]:
    """List the fields of an object; a sentence where it has none."""
    properties: dict[str, Schema] = schema.get("properties", {})
    if not properties:
        return [
            "No fields."
            if schema.get("type", "object") == "object" and "anyOf" not in schema
            else f"{kind(schema)}."
        ]
    required = schema.get("required", ())
    rows = (
        (f"`{name}`", kind(field), "yes" if name in required else "no", field.get("description", ""))
        for name, field in properties.items()
    )
    return table(("field", "type", "required", "meaning"), rows)


def kind(schema: Schema) -> str:
    """Say in a few words which values a schema allows."""
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if variants := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(kind(each) for each in variants))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    bounds = {"minLength": "at least", "maxLength": "at most", "minimum": "from", "maximum": "to"}
    said = [f"{word} {schema[key]:,}" for key, word in bounds.items() if key in schema]
    return " ".join([schema.get("type", "any"), *said])


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """Write a Markdown table."""
    titles = list(head)
    body = (" | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows)
    return ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles), *(f"| {row} |" for row in body)]
