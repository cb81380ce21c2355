"""How does a person read the AsyncAPI document? As one page: requests, events, closes and shapes."""

import json
from html import escape
from typing import Any

from tokenim.transport.docs import html
from tokenim.transport.schemas import REF, Schema

PATH = "/docs/events"


def page(document: Schema) -> bytes:
    """Return the page of an AsyncAPI document."""
    messages = document["components"]["messages"]
    asked = [operation for operation in document["operations"].values() if operation["action"] == "receive"]
    told = [name for name, message in messages.items() if "x-durable" in message]
    shapes = document["components"]["schemas"]
    channel = next(iter(document["channels"].values()))
    body = [
        "<h1>The WebSocket</h1>",
        html.paragraphs(document["info"]["description"]),
        '<p>As a document for machines: <a href="/v1/asyncapi.json">asyncapi.json</a>.</p>',
        "<h2 id=events>Events</h2>",
        *[_event(messages[name]) for name in told],
        "<h2 id=requests>Requests</h2>",
        *[_request(operation, messages) for operation in asked],
        "<h2 id=closes>When the server closes</h2>",
        _closes(channel["x-close-codes"]),
        "<h2 id=shapes>Shapes</h2>",
        *[_shape(name, schema) for name, schema in sorted(shapes.items())],
    ]
    return html.page("The WebSocket", PATH, "\n".join(body))


def _event(message: Schema) -> str:
    badge = "durable" if message["x-durable"] else "not kept"
    data = message["payload"]["properties"]["data"]
    return _section(message["name"], badge, message["description"], _fields(data))


def _request(operation: Schema, messages: Schema) -> str:
    name = operation["messages"][0]["$ref"].rpartition("/")[2]
    message = messages[name]
    answer = messages[name + "_answer"]["payload"]["properties"]["ok"]
    parts = [_fields(message["payload"]["properties"]["body"]), f"<p>Answer: {_type(answer)}</p>"]
    for example in message.get("examples", ())[:1]:
        text = json.dumps(example["payload"], indent=2, ensure_ascii=False)
        parts.append(f"<pre>{escape(text, quote=False)}</pre>")
    return _section(operation["title"], "", message["description"], "".join(parts))


def _section(name: str, badge: str, text: str, body: str) -> str:
    label = f" <small>{escape(badge)}</small>" if badge else ""
    about = f"<span class=about>{html.inline(_first_sentence(text))}</span>"
    head = f"<code>{escape(name)}</code>{label}{about}"
    return f'<details id="{escape(name)}"><summary>{head}</summary>{html.paragraphs(text)}{body}</details>'


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0].split("\n", maxsplit=1)[0].rstrip(".")


def _shape(name: str, schema: Schema) -> str:
    anchor = f"shape-{escape(name)}"
    body = _fields(schema) if "properties" in schema else f"<p>{_type(schema)}</p>"
    text = html.paragraphs(schema.get("description", ""))
    return f"<details id={anchor}><summary><code>{escape(name)}</code></summary>{text}{body}</details>"


def _fields(schema: Schema) -> str:
    if "$ref" in schema:
        return f"<p>{_type(schema)}</p>"
    needed = schema.get("required", ())
    rows = "".join(_field(name, item, name in needed) for name, item in schema.get("properties", {}).items())
    heads = "<th scope=col>Field</th><th scope=col>Type</th><th scope=col>Meaning</th>"
    return html.grid(heads, rows) if rows else "<p>No fields.</p>"


def _field(name: str, schema: Schema, needed: bool) -> str:  # noqa: FBT001 - a fact of the field
    mark = "" if needed else " <small>optional</small>"
    kind, text = html.cell("Type", _type(schema)), html.cell("Meaning", html.inline(_meaning(schema)))
    return f"<tr><th scope=row><code>{escape(name)}</code>{mark}</th>{kind}{text}</tr>"


def _meaning(schema: Schema) -> str:
    own: str = schema.get("description", "")
    found = [own, *(variant.get("description", "") for variant in schema.get("anyOf", ()))]
    return next((text for text in found if text), "")


def _type(schema: Schema) -> str:
    """Say in a few words what a value looks like."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(REF))
        return f'<a href="#shape-{name}">{name}</a>'
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " or ".join(f"<code>{escape(json.dumps(value))}</code>" for value in values)
    if "anyOf" in schema:
        return " or ".join(_type(variant) for variant in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(_plain(schema.get("type", "anything")) + _bounds(schema))


def _plain(kind: Any) -> str:
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _bounds(schema: Schema) -> str:
    if "format" in schema:
        return f" ({schema['format']})"
    if "maxLength" in schema:
        return f", {schema.get('minLength', 0)} to {schema['maxLength']} characters"
    return ""


def _closes(closes: list[Schema]) -> str:
    rows = "".join(
        f"<tr><th scope=row><code>{close['code']}</code></th>"
        + html.cell("Name", escape(close["name"]))
        + html.cell("Come back?", escape(close["again"]))
        + html.cell("Why", html.inline(close["text"]))
        + "</tr>"
        for close in closes
    )
    heads = "".join(f"<th scope=col>{name}</th>" for name in ("Code", "Name", "Come back?", "Why"))
    return html.grid(heads, rows)
