"""How are JSON Schemas and examples shown to a reader? As tables of fields, whose types link to the shapes below."""

import json
from html import escape
from typing import Any

from tokenim.transport.docs import html
from tokenim.transport.schemas import REF, Schema


def block(value: Any) -> str:
    """Return a value as JSON in a block of its own."""
    return f"<pre>{escape(json.dumps(value, indent=2, ensure_ascii=False), quote=False)}</pre>"


def section(name: str, badge: str, text: str, body: str) -> str:
    """Return one entry that opens on demand: its name, a badge, what it is, and all of it."""
    label = f" <small>{escape(badge)}</small>" if badge else ""
    about = f" <span class=about>{html.inline(_first_sentence(text))}</span>"
    head = f"<code>{escape(name)}</code>{label}{about}"
    return f'<details id="{escape(name)}"><summary>{head}</summary>{html.paragraphs(text)}{body}</details>'


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0].split("\n", maxsplit=1)[0].rstrip(".")


def shape(name: str, schema: Schema) -> str:
    """Return the entry of a component, which types link to."""
    anchor = f"shape-{escape(name)}"
    body = fields(schema) if "properties" in schema else f"<p>{kind(schema)}</p>"
    text = html.paragraphs(schema.get("description", ""))
    return f"<details id={anchor}><summary><code>{escape(name)}</code></summary>{text}{body}</details>"


def fields(schema: Schema) -> str:
    """Return the table of the fields of an object, or what else the value is."""
    if "$ref" in schema or "oneOf" in schema:
        return f"<p>{kind(schema)}</p>"
    needed = schema.get("required", ())
    rows = "".join(_field(name, item, name in needed) for name, item in schema.get("properties", {}).items())
    heads = "<th scope=col>Field</th><th scope=col>Type</th><th scope=col>Meaning</th>"
    return html.grid(heads, rows) if rows else "<p>No fields.</p>"


def _field(name: str, schema: Schema, needed: bool) -> str:  # noqa: FBT001 - a fact of the field
    mark = "" if needed else " <small>optional</small>"
    cells = html.cell("Type", kind(schema)) + html.cell("Meaning", html.inline(_meaning(schema)))
    return f"<tr><th scope=row><code>{escape(name)}</code>{mark}</th>{cells}</tr>"


def _meaning(schema: Schema) -> str:
    own: str = schema.get("description", "")
    found = [own, *(variant.get("description", "") for variant in schema.get("anyOf", ()))]
    return next((text for text in found if text), "")


def kind(schema: Schema) -> str:
    """Say in a few words what a value looks like."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(REF))
        return f'<a href="#shape-{name}">{name}</a>'
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " or ".join(f"<code>{escape(json.dumps(value))}</code>" for value in values)
    if variants := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(kind(variant) for variant in variants)
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    return escape(_plain(schema.get("type", "anything")) + _bounds(schema))


def _plain(kind: Any) -> str:
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _bounds(schema: Schema) -> str:
    if "format" in schema:
        return f" ({schema['format']})"
    if "maxLength" in schema:
        return f", {schema.get('minLength', 0)} to {schema['maxLength']} characters"
    return ""
