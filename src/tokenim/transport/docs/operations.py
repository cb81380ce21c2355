"""How does a person read what can be asked? As one page: each operation with its fields, answer, examples and refusals."""

from html import escape
from typing import Any

from tokenim.transport.docs import html, samples, shapes
from tokenim.transport.schemas import Schema

PATH = "/docs/operations"
_INTRO = """<p>Each is served over HTTP at its path, and over the <a href="/docs/events">WebSocket</a> by its name.
As a document for machines: <a href="/v1/openapi.json">openapi.json</a>.</p>
<p>In the samples <code>$URL</code> is the address of your server, <code>$TOKEN</code> the access token of a user and
<code>$KEY</code> an application key; <code>client</code> and <code>live</code> are those of the TypeScript and the
Python client.</p>"""


def page(document: Schema) -> bytes:
    """Return the page of an OpenAPI document."""
    found: dict[str, list[str]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            found[described["tags"][0]].append(_entry(method, path, described))
    sentences = {tag["name"]: tag.get("description", "") for tag in document["tags"]}
    groups = [_group(name, sentences[name], entries) for name, entries in found.items()]
    components = document["components"]["schemas"]
    listed = [shapes.shape(name, schema) for name, schema in components.items()]
    body = ["<h1>Operations</h1>", _INTRO, *groups, "<h2 id=shapes>Shapes</h2>", *listed]
    return html.page("Operations", PATH, "\n".join(body))


def _group(name: str, sentence: str, entries: list[str]) -> str:
    return f"<h2 id=group-{escape(name)}>{escape(name)}</h2>{html.paragraphs(sentence)}{''.join(entries)}"


def _entry(method: str, path: str, described: Schema) -> str:
    route = f"{method.upper()} {path}"
    body = [
        f"<p><code>{escape(route)}</code>, cost {described['x-cost']}</p>",
        _parameters(described), _body(described), _answer(described), samples.samples(method, path, described),
        _examples(described), _failures(described), _codes(described),
    ]  # fmt: skip
    return shapes.section(described["x-operation"], route, described["description"], "".join(body))


def _parameters(described: Schema) -> str:
    listed = [item for item in described["parameters"] if item["in"] != "header"]
    if not listed:
        return ""
    properties = {item["name"]: item["schema"] for item in listed}
    needed = [item["name"] for item in listed if item["required"]]
    return "<h3>In the address</h3>" + shapes.fields({"properties": properties, "required": needed})


def _body(described: Schema) -> str:
    content = _content(described.get("requestBody", {}))
    return f"<h3>In the body</h3>{shapes.fields(content['schema'])}" if content else ""


def _answer(described: Schema) -> str:
    status, answer = next(iter(described["responses"].items()))
    content = _content(answer)
    return f"<h3>Answer</h3><p>{status} {shapes.kind(content['schema']) if content else 'without a body'}</p>"


def _examples(described: Schema) -> str:
    examples = _content(described.get("requestBody", {})).get("examples", {})
    return "".join(f"<h3>{escape(it['summary'])}</h3>{shapes.block(it['value'])}" for it in examples.values())


def _failures(described: Schema) -> str:
    return "".join(
        f"<h3>{escape(item['title'])}: {_code(item['code'])}</h3>{shapes.block(item['request'])}"
        for item in described.get("x-failures", ())
    )


def _codes(described: Schema) -> str:
    codes = [code for answer in described["responses"].values() for code in answer.get("x-codes", ())]
    return f"<h3>Refusals</h3><p>{', '.join(_code(code) for code in codes)}</p>"


def _code(code: str) -> str:
    return f'<a href="/docs/errors#{escape(code)}"><code>{escape(code)}</code></a>'


def _content(described: Schema) -> Any:
    return next(iter(described.get("content", {}).values()), {})
