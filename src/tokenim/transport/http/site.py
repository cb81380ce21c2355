"""What is served besides operations? Documents, pages and probes, at exact paths."""

from collections.abc import Awaitable, Callable

from tokenim.transport.http.answers import Answer
from tokenim.transport.http.request import Request

Page = Callable[[Request], Awaitable[Answer]]


class Site:
    """The pages by path."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}

    def page(self, path: str, page: Page) -> None:
        """Serve `page` for GET at exactly this path."""
        self.pages[path] = page
