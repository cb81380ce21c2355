"""How is a page that does not change served? Made once when first asked for, kept as bytes with an ETag."""

import asyncio
import gzip
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from tokenim.transport.http.answers import NOSNIFF, Answer, Headers
from tokenim.transport.http.request import Request

_ZIP_FROM_BYTES = 1024


class _Made(NamedTuple):
    plain: bytes
    zipped: bytes
    tag: bytes


class Document:
    """A page whose bytes `make` gives; it is called once, in a thread."""

    def __init__(self, kind: str, make: Callable[[], bytes], *, headers: Headers | None = None) -> None:
        self._make = make
        self._made: _Made | None = None
        self._headers = [
            (b"content-type", kind.encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept-Encoding"),
            NOSNIFF,
            *(headers or []),
        ]

    async def __call__(self, request: Request) -> Answer:
        """Answer the page, or that the client has it already."""
        made = self._made
        if made is None:
            made = self._made = await asyncio.to_thread(_prepared, self._make)
        headers = [*self._headers, (b"etag", made.tag)]
        if made.tag in request.headers.get(b"if-none-match", b""):
            return Answer(304, headers, b"")
        if made.zipped and b"gzip" in request.headers.get(b"accept-encoding", b""):
            return Answer(200, [*headers, (b"content-encoding", b"gzip")], made.zipped)
        return Answer(200, headers, made.plain)


def _prepared(make: Callable[[], bytes]) -> _Made:
    plain = make()
    zipped = gzip.compress(plain) if len(plain) > _ZIP_FROM_BYTES else b""
    return _Made(plain, zipped, b'W/"' + sha256(plain).hexdigest()[:20].encode() + b'"')
