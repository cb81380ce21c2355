"""What do an operator's machines ask? Alive, ready, figures; and a client: which versions."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.transport.http.answers import JSON, NO_STORE, NOSNIFF, Answer, encode
from tokenim.transport.http.request import Request
from tokenim.transport.http.site import Site
from tokenim.transport.metrics import Metrics
from tokenim.transport.versions.served import Versions

Check = Callable[[], Awaitable[object]]

READY_SECONDS = 2
_METRICS = [(b"content-type", CONTENT_TYPE_LATEST.encode()), NO_STORE, NOSNIFF]


class Probes:
    """The pages for machines. `check` raises or does not return while the node cannot serve.

    `token` is what the figures are asked for with; none are given while it is empty.
    """

    def __init__(self, check: Check, metrics: Metrics, versions: Versions, token: str = "") -> None:
        self._check = check
        self._metrics = metrics
        self._versions = encode(versions.described())
        self._sockets = [f"/v{version.number}/ws" for version in versions.served]
        self._stopping = False
        self._token = token

    def stop(self) -> None:
        """From now on, say that requests should go elsewhere."""
        self._stopping = True

    def add_to(self, site: Site) -> None:
        """Put the pages in their places."""
        site.page("/healthz", self.alive)
        site.page("/readyz", self.ready)
        site.page("/metrics", self.figures)
        site.page("/versions", self.versions)
        for path in self._sockets:
            site.page(path, self.socket)

    async def alive(self, request: Request) -> Answer:
        """Answer at all: the event loop runs."""
        return Answer(200, JSON, b'{"status":"alive"}')

    async def ready(self, request: Request) -> Answer:
        """Answer whether requests should be sent here."""
        if self._stopping:
            raise TokenIMError(errors.SERVER_BUSY, "The server is stopping")
        try:
            await asyncio.wait_for(self._check(), READY_SECONDS)
        except Exception as error:
            raise TokenIMError(
                errors.SERVER_BUSY, "The database does not answer", retry_after_ms=1000
            ) from error
        return Answer(200, JSON, b'{"status":"ready"}')

    async def figures(self, request: Request) -> Answer:
        """Answer the metrics, to who has the token."""
        if not self._token:
            raise TokenIMError(errors.OPERATION_UNKNOWN, "The setting metrics_token is empty")
        if request.token is None:
            raise TokenIMError(errors.AUTH_REQUIRED)
        if not hmac.compare_digest(request.token.encode(), self._token.encode()):
            raise TokenIMError(errors.AUTH_TOKEN_INVALID)
        return Answer(200, _METRICS, self._metrics.page())

    async def versions(self, request: Request) -> Answer:
        """Answer which versions are served, and until when."""
        return Answer(200, JSON, self._versions)

    async def socket(self, request: Request) -> Answer:
        """Answer a plain request, on a connection used before, where a socket should be opened."""
        raise TokenIMError(errors.SOCKET_UPGRADE_REQUIRED)
