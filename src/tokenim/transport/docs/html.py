"""How does a page of the documentation look? Plain HTML in one calm frame; the only style is `style.css`."""

import re
from html import escape

from tokenim.transport.docs.tables import Table

PAGES = {
    "/docs/start": "Start",
    "/docs": "HTTP",
    "/docs/events": "WebSocket",
    "/docs/operations": "Operations",
    "/docs/contents": "Contents",
    "/docs/errors": "Errors",
    "/docs/limits": "Limits",
    "/docs/permissions": "Permissions",
    "/docs/settings": "Settings",
}

_CODE = re.compile(r"`([^`]+)`")
_STRESS = re.compile(r"\*([^*\s][^*]*)\*")


def page(title: str, path: str, body: str, *, head: str = "") -> bytes:
    """Return a whole page."""
    links = "".join(_link(target, name, here=target == path) for target, name in PAGES.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)} · TokenIM</title>
<link rel="icon" href="/docs/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/assets/style.css">
<script src="/docs/assets/filter.js" defer></script>
<script src="/docs/assets/here.js" defer></script>
{head}</head>
<body>
<header><nav aria-label="Documentation"><a class="name" href="/docs/start">TokenIM</a>{links}
<a class="chat" href="/">Open the chat</a></nav></header>
<main>
{body}
</main>
</body>
</html>
""".encode()


def absent() -> bytes:
    """Return the page of an address where nothing stands."""
    links = "".join(f"<li>{_link(target, name, here=False)}</li>" for target, name in PAGES.items())
    return page(
        "No such page", "", f"<h1>There is no page here</h1><p>These are the pages:</p><ul>{links}</ul>"
    )


def reference(table: Table, path: str) -> bytes:
    """Return the page of one table."""
    heads = "".join(f"<th scope=col>{escape(column)}</th>" for column in table.columns)
    rows = "".join(_row(table.columns, row) for row in table.rows)
    body = f"<h1>{escape(table.title)}</h1>{paragraphs(table.intro)}{grid(heads, rows)}"
    return page(table.title, path, body)


def grid(heads: str, rows: str) -> str:
    """Return a table that becomes a list of cards on a phone."""
    return f"<table class=grid><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def cell(column: str, content: str) -> str:
    """Return one cell; the column's name is shown beside it where there is no room for a head."""
    return f'<td data-column="{escape(column)}">{content}</td>'


def inline(text: str) -> str:
    """Return text as HTML, with what stands in backticks as code."""
    return _STRESS.sub(r"<em>\1</em>", _CODE.sub(r"<code>\1</code>", escape(text, quote=False)))


def paragraphs(text: str) -> str:
    """Return text with blank lines as paragraphs."""
    return "".join(f"<p>{inline(part)}</p>" for part in text.split("\n\n"))


def _row(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    name = escape(row[0])
    cells = "".join(cell(column, inline(text)) for column, text in zip(columns[1:], row[1:], strict=True))
    return f'<tr id="{name}"><th scope=row><a href="#{name}"><code>{name}</code></a></th>{cells}</tr>'


def _link(target: str, name: str, *, here: bool) -> str:
    current = ' aria-current="page"' if here else ""
    return f'<a href="{target}"{current}>{escape(name)}</a>'
