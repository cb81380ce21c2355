"""How is an operation asked in a shell, in Python and in TypeScript? Written from the first example of the document."""

import json
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from tokenim.transport.schemas import Schema

_SECRETS = {"userToken": "$TOKEN", "applicationKey": "$KEY"}


def samples(method: str, path: str, described: Schema) -> str:
    """Return the samples as HTML: for a user in three languages, else for a shell alone, which needs no client."""
    within, query = _parameters(described, "path"), _parameters(described, "query")
    body = _first_example(described)
    secret = next((_SECRETS[name] for one in described["security"] for name in one), "")
    written = {"curl": _curl(method.upper(), _address(path, within, query), body, secret)}
    if secret == "$TOKEN":
        written["TypeScript"] = _typescript(method.upper(), path, within, query, body)
        if described["x-socket"]:
            written["Python"] = _python(described["x-operation"], {**within, **query, **(body or {})})
    return "".join(f"<h3>{name}</h3><pre>{escape(text, quote=False)}</pre>" for name, text in written.items())


def _parameters(described: Schema, place: str) -> dict[str, Any]:
    return {
        it["name"]: it["example"] for it in described["parameters"] if it["in"] == place and "example" in it
    }


def _first_example(described: Schema) -> Any:
    content: Any = next(iter(described.get("requestBody", {}).get("content", {}).values()), {})
    return next((it["value"] for it in content.get("examples", {}).values()), None)


def _address(path: str, within: dict[str, Any], query: dict[str, Any]) -> str:
    for name, value in within.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    return f"$URL{path}?{urlencode(query, doseq=True)}" if query else f"$URL{path}"


def _curl(method: str, address: str, body: Any, secret: str) -> str:
    lines = [f'curl -X {method} "{address}"']
    if secret:
        lines.append(f'-H "Authorization: Bearer {secret}"')
    if body is not None:
        text = json.dumps(body, ensure_ascii=False).replace("'", "'\\''")
        lines += ["-H 'Content-Type: application/json'", f"-d '{text}'"]
    return " \\\n  ".join(lines)


def _typescript(method: str, path: str, within: dict[str, Any], query: dict[str, Any], body: Any) -> str:
    params = {name: fields for name, fields in (("path", within), ("query", query)) if fields}
    options = {
        name: value for name, value in (("params", params or None), ("body", body)) if value is not None
    }
    more = f", {json.dumps(options, indent=2, ensure_ascii=False)}" if options else ""
    return f"await answer(client.rest.{method}('{path}'{more}))"


def _python(name: str, fields: dict[str, Any]) -> str:
    given = "".join(f",\n    {field}={value!r}" for field, value in fields.items())
    return f'await live.ask(\n    "{name}"{given},\n)' if given else f'await live.ask("{name}")'
