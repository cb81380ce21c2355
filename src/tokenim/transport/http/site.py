"""What is served besides operations? Documents, pages and probes, at exact paths, below a path, and to lost browsers."""

import re
from collections.abc import Awaitable, Callable

from tokenim.transport.http.answers import Answer
from tokenim.transport.http.origins import Origins
from tokenim.transport.http.request import Request

Page = Callable[[Request], Awaitable[Answer]]

_API = re.compile(r"/v\d+(/|$)")


class Site:
    """The pages by path, and which other origins' pages may use what is served."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.pages: dict[str, Page] = {}
        self._below: dict[str, Page] = {}
        self._lost: Page | None = None

    def page(self, path: str, page: Page) -> None:
        """Serve `page` for GET at exactly this path."""
        self.pages[path] = page

    def prefix(self, path: str, page: Page) -> None:
        """Serve `page` for GET at every path that begins so and has no page of its own."""
        self._below[path] = page

    def lost(self, page: Page) -> None:
        """Answer `page`, as not found, to a browser that asks for an address of nobody; programs get a refusal."""
        self._lost = page

    def find_for(self, request: Request) -> Page | None:
        """Return what is served to this request: the page at its path, or the one for lost browsers."""
        page = self.find(request.path)
        if page is not None or self._lost is None or request.method not in ("GET", "HEAD"):
            return page
        is_lost = b"text/html" in request.headers.get(b"accept", b"") and not _API.match(request.path)
        return self._lost if is_lost else None

    def find(self, path: str) -> Page | None:
        """Return what is served at the path."""
        page = self.pages.get(path)
        if page is not None or not self._below:
            return page
        return next((page for start, page in self._below.items() if path.startswith(start)), None)
