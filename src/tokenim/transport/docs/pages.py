"""Which documents and documentation pages does the server serve, and where?"""

from collections.abc import Callable, Iterable
from functools import partial

from msgspec.json import Encoder

from tokenim.kernel.feature import BUILT_IN, Catalogue
from tokenim.kernel.operation import Operation
from tokenim.transport import asyncapi, openapi
from tokenim.transport.docs import contents, events, html, start, swagger, tables
from tokenim.transport.docs import operations as operations_page
from tokenim.transport.docs.tables import Table
from tokenim.transport.http.answers import NOSNIFF, Answer
from tokenim.transport.http.documents import Document
from tokenim.transport.http.request import Request
from tokenim.transport.http.site import Site
from tokenim.transport.versions.served import Versions

_HTML = "text/html; charset=utf-8"
_JSON = "application/json"
# Swagger UI writes style attributes; scripts come from this server's files alone.
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_GUARDED = [(b"content-security-policy", _POLICY), (b"referrer-policy", b"no-referrer")]

_encode = Encoder(order="deterministic").encode


def add_to(
    site: Site, operations: Iterable[Operation], versions: Versions, catalogue: Catalogue = BUILT_IN
) -> None:
    """Put the documents and pages in their places."""
    listed, newest = list(operations), versions.newest.number
    for version in versions.served:
        number = version.number
        _document(site, f"/v{number}/openapi.json", partial(_openapi, listed, number, versions, catalogue))
        _document(site, f"/v{number}/asyncapi.json", partial(_asyncapi, listed, number, catalogue))
    for name, (_, kind) in swagger.ASSETS.items():
        site.page(f"/docs/assets/{name}", Document(kind, partial(swagger.asset, name)))
    _page(site, "/docs", swagger.page)
    _page(site, events.PATH, lambda: events.page(asyncapi.build(listed, newest, catalogue)))
    _page(site, operations_page.PATH, lambda: operations_page.page(openapi.build(listed, newest, catalogue)))
    _page(site, contents.PATH, contents.page)
    _reference(site, "/docs/errors", partial(tables.errors, catalogue))
    _reference(site, "/docs/limits", partial(tables.limits, catalogue))
    _reference(site, "/docs/permissions", lambda: tables.permissions(listed, catalogue))
    _reference(site, "/docs/settings", tables.operator_settings)
    _page(site, start.PATH, start.page)
    site.prefix("/docs/", _elsewhere)


async def _elsewhere(request: Request) -> Answer:
    """Lead from an address with a slash at its end to the page, and from all others to the list of pages."""
    meant = request.path.rstrip("/")
    if meant in html.PAGES:
        return Answer(308, [(b"location", meant.encode())], b"")
    headers = [(b"content-type", _HTML.encode()), (b"cache-control", b"no-store"), NOSNIFF, *_GUARDED]
    return Answer(404, headers, html.absent())


def _openapi(operations: list[Operation], number: int, versions: Versions, catalogue: Catalogue) -> bytes:
    version = versions.named(b"%d" % number)
    return _encode(version.document(openapi.build(operations, number, catalogue)))


def _asyncapi(operations: list[Operation], number: int, catalogue: Catalogue) -> bytes:
    return _encode(asyncapi.build(operations, number, catalogue))


def _document(site: Site, path: str, make: Callable[[], bytes]) -> None:
    site.page(path, Document(_JSON, make, headers=[(b"access-control-allow-origin", b"*")]))


def _page(site: Site, path: str, make: Callable[[], bytes]) -> None:
    site.page(path, Document(_HTML, make, headers=_GUARDED))


def _reference(site: Site, path: str, table: Callable[[], Table]) -> None:
    _page(site, path, lambda: html.reference(table(), path))
