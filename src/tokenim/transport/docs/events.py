"""How does a person read the AsyncAPI document? As one page: requests, events, closes and shapes."""

from html import escape

from tokenim.transport.docs import html, shapes
from tokenim.transport.schemas import Schema

PATH = "/docs/events"


def page(document: Schema) -> bytes:
    """Return the page of an AsyncAPI document."""
    messages = document["components"]["messages"]
    asked = [operation for operation in document["operations"].values() if operation["action"] == "receive"]
    told = [name for name, message in messages.items() if "x-durable" in message]
    components = document["components"]["schemas"]
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
        *[shapes.shape(name, schema) for name, schema in sorted(components.items())],
    ]
    return html.page("The WebSocket", PATH, "\n".join(body))


def _event(message: Schema) -> str:
    badge = "durable" if message["x-durable"] else "not kept"
    data = message["payload"]["properties"]["data"]
    return shapes.section(message["name"], badge, message["description"], shapes.fields(data))


def _request(operation: Schema, messages: Schema) -> str:
    name = operation["messages"][0]["$ref"].rpartition("/")[2]
    message = messages[name]
    answer = messages[name + "_answer"]["payload"]["properties"]["ok"]
    parts = [shapes.fields(message["payload"]["properties"]["body"]), f"<p>Answer: {shapes.kind(answer)}</p>"]
    parts += [shapes.block(example["payload"]) for example in message.get("examples", ())[:1]]
    return shapes.section(operation["title"], "", message["description"], "".join(parts))


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
