"""How is the chat served to browsers? Its files were made before; each goes out in the best form the browser takes."""

import asyncio
from functools import partial
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple

from tokenim.transport.http.answers import NOSNIFF, Answer, Headers
from tokenim.transport.http.request import Request
from tokenim.transport.http.site import Page, Site

FOLDER = Path(__file__).parents[2] / "web"
# Addresses inside the chat: all of them are the same page, which looks at the address by itself.
INSIDE = "/c/"

_START = "index.html"
# Names under `assets` hold a hash of what is in them, so they never change.
_UNCHANGING = "assets/"
_FORMS = {b"br": ".br", b"gzip": ".gz"}
# Pictures that people link to may come from elsewhere, over TLS; code, styles and connections may not.
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; "
    b"media-src 'self' blob: https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    b"worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_GUARDED = [
    (b"content-security-policy", _POLICY),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
]
_ABSENT = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>TokenIM: the chat page is not made yet</title>
<link rel="stylesheet" href="/docs/assets/style.css">
<main>
<h1>TokenIM runs, its chat page is not made yet</h1>
<p>In the project's folder, make it with <code>make web</code> and start the server again. It needs the network once,
for the packages it is made of.</p>
<p>Everything else is there: <a href="/docs">the documentation</a>, the API and the sockets.</p>
</main>
"""


class _Read(NamedTuple):
    plain: bytes
    forms: dict[bytes, bytes]
    tag: bytes


class File:
    """One file, read when it is first asked for. Its smaller forms lie beside it."""

    def __init__(self, path: Path, *, unchanging: bool) -> None:
        self._path = path
        self._read: _Read | None = None
        cache = b"public, max-age=31536000, immutable" if unchanging else b"no-cache"
        kind = _kind(path)
        self._headers: Headers = [
            (b"content-type", kind.encode()),
            (b"cache-control", cache),
            (b"vary", b"Accept-Encoding"),
            NOSNIFF,
            *(_GUARDED if kind.startswith("text/html") else []),
        ]

    async def __call__(self, request: Request) -> Answer:
        """Answer the file, or that the browser has it already."""
        read = self._read
        if read is None:
            read = self._read = await asyncio.to_thread(_everything, self._path)
        headers = [*self._headers, (b"etag", read.tag)]
        if read.tag in request.headers.get(b"if-none-match", b""):
            return Answer(304, headers, b"")
        accepted = request.headers.get(b"accept-encoding", b"")
        for name, body in read.forms.items():
            if name in accepted:
                return Answer(200, [*headers, (b"content-encoding", name)], body)
        return Answer(200, headers, read.plain)


async def add_to(site: Site, folder: Path = FOLDER) -> None:
    """Serve what is in the folder; without it, say how it is made."""
    found = await asyncio.to_thread(_files, folder)
    start = found.get(_START, _absent)
    site.page("/", start)
    site.prefix(INSIDE, start)
    site.lost(partial(_lost, start))
    for name, file in found.items():
        site.page(f"/{name}", file)


def _files(folder: Path) -> dict[str, Page]:
    named = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: File(path, unchanging=name.startswith(_UNCHANGING))
        for name, path in named.items()
        if not name.startswith(".") and path.suffix not in _FORMS.values()
    }


async def _lost(start: Page, request: Request) -> Answer:
    """Show the chat to whoever mistyped an address of it; to programs it says that nothing is there."""
    answer = await start(request)
    return answer._replace(status=404) if answer.status == 200 else answer


async def _absent(request: Request) -> Answer:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        NOSNIFF,
        *_GUARDED,
    ]
    return Answer(404, headers, _ABSENT)


def _everything(path: Path) -> _Read:
    plain = path.read_bytes()
    beside = {name: path.with_name(path.name + ending) for name, ending in _FORMS.items()}
    forms = {name: other.read_bytes() for name, other in beside.items() if other.is_file()}
    return _Read(plain, forms, b'W/"' + sha256(plain).hexdigest()[:20].encode() + b'"')


def _kind(path: Path) -> str:
    """Return the media type, by name and not by what the machine has been told of names."""
    ours = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml",
            ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}  # fmt: skip
    kind = ours.get(path.suffix) or guess_type(path.name, strict=True)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
