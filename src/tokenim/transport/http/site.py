"""What is served besides operations? Documents, pages and probes at exact paths, programs below a prefix."""

from collections.abc import Awaitable, Callable
from typing import Any

from tokenim.transport.http.answers import Answer
from tokenim.transport.http.request import Request

Page = Callable[[Request], Awaitable[Answer]]
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Site:
    """The pages by path, and the ASGI applications by the beginning of the path."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self._mounted: list[tuple[str, Application]] = []

    def page(self, path: str, page: Page) -> None:
        """Serve `page` for GET at exactly this path."""
        self.pages[path] = page

    def mount(self, prefix: str, application: Application) -> None:
        """Serve an ASGI application below `prefix`, which ends with a slash."""
        self._mounted.append((prefix, application))

    def mounted(self, path: str) -> tuple[str, Application] | None:
        """Return the application that serves this path, and its prefix."""
        return next((mount for mount in self._mounted if path.startswith(mount[0])), None)
