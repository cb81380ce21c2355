"""What do the reference pages say? Composed from the catalogue and the operations: never wrong."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from tokenim import features
from tokenim.catalogue import contents, errors, events, limits, permissions, settings
from tokenim.kernel import operation

NOTE = "<!-- Generated from the code by `make docs`; edit the code. -->"
Schema = dict[str, Any]


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
        "settings.md": settings_page,
    }
    return {name: "\n".join([NOTE, "", *write(), ""]) for name, write in writers.items()}


def errors_page() -> list[str]:
    """List every error code."""
    rows = (
        (f"`{code.name}`", code.status, "yes" if code.retryable else "no", code.title, code.en, code.zh)
        for code in errors.CODES.values()
    )
    head = ("code", "status", "retryable", "meaning", "English text", "Chinese text")
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
            event.__doc__ or "",
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
        page += ["", f"## {name}", "", content.__doc__ or "", "", *fields(content)]
    return page


def limits_page() -> list[str]:
    """List every number that bounds a client."""
    rows = (
        (f"`{name}`", f"{limit.value:,}", limit.unit, limit.text) for name, limit in limits.LIMITS.items()
    )
    return ["# Limits", "", *table(("limit", "value", "unit", "meaning"), rows)]


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
    """List every operation with its route, permission and errors."""
    page = ["# Operations", "", "The same over HTTP and on the socket, unless it says *HTTP only*."]
    for name, each in sorted(operation.OPERATIONS.items()):
        where = f"`{each.method} /v1{each.path}`" + ("" if each.socket else ", HTTP only")
        refusals = ", ".join(f"[`{code.name}`](errors.md)" for code in each.errors)
        page += ["", f"## {name}", "", each.text, "", f"{where}; permission `{each.permission}`.", ""]
        page += [*fields(each.body), "", f"Errors: {refusals}."]
    return page


def fields(shape: Any) -> list[str]:
    """List the fields of a shape; a sentence where it has none."""
    (reference,), components = msgspec.json.schema_components([shape])
    schema = components[reference["$ref"].rpartition("/")[2]] if "$ref" in reference else reference
    properties: dict[str, Schema] = schema.get("properties", {})
    if not properties:
        return ["No fields."]
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
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind(each) for each in schema["anyOf"]))
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
