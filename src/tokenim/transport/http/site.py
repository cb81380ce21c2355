"""What is served besides operations? Documents, pages and probes, at exact paths, and one page at all below another."""

from collections.abc import Awaitable, Callable

from tokenim.transport.http.answers import Answer
from tokenim.transport.http.request import Request

Page = Callable[[Request], Awaitable[Answer]]


class Site:
    """The pages by path."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self._below: dict[str, Page] = {}

    def page(self, path: str, page: Page) -> None:
        """Serve `page` for GET at exactly this path."""
        self.pages[path] = page

    def below(self, path: str, page: Page) -> None:
        """Serve `page` for GET at every path that begins so and has no page of its own."""
        self._below[path] = page

    def find(self, path: str) -> Page | None:
        """Return what is served at the path."""
        page = self.pages.get(path)
        if page is not None or not self._below:
            return page
        return next((page for start, page in self._below.items() if path.startswith(start)), None)
