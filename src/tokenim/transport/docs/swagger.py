"""How is the OpenAPI document made clickable? By Swagger UI, whose files come with a package."""

from pathlib import Path

from swagger_ui_bundle import swagger_ui_path  # type: ignore[import-untyped]

from tokenim.transport.docs import html

_HEAD = """<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<script src="/docs/assets/swagger-ui-bundle.js" defer></script>
<script src="/docs/assets/swagger-start.js" defer></script>
"""
_BODY = """<h1>The HTTP API</h1>
<p>Log in with <code>auth.login</code>, put the <code>access_token</code> into <em>Authorize</em>, and try.
As a document for machines: <a href="/v1/openapi.json">openapi.json</a>.</p>
<noscript><p>This page needs JavaScript; <a href="/docs/operations">the list of operations</a> does not.</p>
</noscript>
<div id="swagger-ui"></div>"""

_OURS = Path(__file__).parent / "static"
_THEIRS = Path(str(swagger_ui_path))

ASSETS = {
    "style.css": (_OURS, "text/css; charset=utf-8"),
    "icon.svg": (_OURS, "image/svg+xml"),
    "swagger-start.js": (_OURS, "text/javascript; charset=utf-8"),
    "filter.js": (_OURS, "text/javascript; charset=utf-8"),
    "here.js": (_OURS, "text/javascript; charset=utf-8"),
    "swagger-ui.css": (_THEIRS, "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (_THEIRS, "text/javascript; charset=utf-8"),
}


def page() -> bytes:
    """Return the page that Swagger UI fills."""
    return html.page("The HTTP API", "/docs", _BODY, head=_HEAD)


def asset(name: str) -> bytes:
    """Read one file that the pages need."""
    folder, _ = ASSETS[name]
    return (folder / name).read_bytes()
