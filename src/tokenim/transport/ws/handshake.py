"""Who may open a socket? Version, origin, subprotocol and credentials are checked before the upgrade."""

import asyncio
import itertools
import logging
import secrets
from http import HTTPStatus

from picows import WSAutoPingStrategy, WSUpgradeRequest, WSUpgradeResponse, WSUpgradeResponseWithListener
from picows.picows import WSProtocol  # type: ignore[attr-defined]

from tokenim.catalogue import closes, errors
from tokenim.catalogue.errors import Code, TokenIMError, problem
from tokenim.catalogue.settings import Settings
from tokenim.transport.allowed_origins import AllowedOrigins
from tokenim.transport.languages import preferred
from tokenim.transport.versions.served import Version, Versions
from tokenim.transport.ws import protocol, upgrade
from tokenim.transport.ws.codec import Codec
from tokenim.transport.ws.connection import Socket
from tokenim.transport.ws.hello import HelloHandler
from tokenim.transport.ws.hub import Hub

_READ_BUFFER = 2048
READ_BYTES = 4096
GROWN_BYTES = 458_752
"""More room than this the buffer has only once nine tenths of this were filled by one message, which is then too large."""
_HANDSHAKE_SECONDS = 10
NO_LIMIT = 2**62

_log = logging.getLogger("picows.server")
_log.setLevel(logging.CRITICAL)


class _Quiet(logging.LoggerAdapter):  # type: ignore[type-arg]
    """Keeps picows from making a logger per connection."""


class Pieces(WSProtocol):  # type: ignore[misc]
    """Reads little at a time, so that a flood is noticed early, and not on when a message grows too large."""

    __slots__ = ()

    def get_buffer(self, size_hint: int) -> memoryview:
        """Return room for the next bytes."""
        room: memoryview = WSProtocol.get_buffer(self, size_hint)
        if len(room) > GROWN_BYTES and self.listener is not None:
            # Soon, not now: the event loop crashes if reading pauses while it asks for room.
            asyncio.get_running_loop().call_soon(self.listener.end, closes.TOO_BIG)
        return room[:READ_BYTES]


class Handshake:
    """Makes the protocol for each new connection."""

    def __init__(self, hub: Hub, hello_handler: HelloHandler, settings: Settings, versions: Versions) -> None:
        self._hub = hub
        self._handler = hello_handler
        self._origins = AllowedOrigins(settings.allowed_origins)
        self._forms = {b"v%d" % version.number: _forms(version) for version in versions.served}
        self._names = itertools.count(1)
        self._prefix = "ws_" + secrets.token_hex(4)
        self._logger = _Quiet(_log, {})

    def protocol(self) -> asyncio.BufferedProtocol:
        """Return the protocol of a new connection."""
        return Pieces(  # type: ignore[no-untyped-call,unused-ignore]
            None, None, False, self._answer, self._logger, True, _HANDSHAKE_SECONDS, False, 20, 20,
            WSAutoPingStrategy.PING_WHEN_IDLE, False, NO_LIMIT, None, _READ_BUFFER,
        )  # fmt: skip

    def _answer(self, request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        try:
            upgrade.check(request)
        except TokenIMError as refusal:
            return _refused(refusal.code, refusal.detail)
        headers = request.headers
        if not self._origin_allowed(headers.get("Origin"), headers.get("Host", "")):
            return _refused(errors.ORIGIN_REFUSED)
        forms = self._forms.get(request.path.split(b"/")[1])
        if forms is None:
            return _refused(errors.VERSION_UNKNOWN)
        offered = [
            item.strip() for item in headers.get("Sec-WebSocket-Protocol", "").split(",") if item.strip()
        ]
        chosen = next((item for item in offered if item in forms), None)
        if offered and chosen is None:
            return _refused(errors.SUBPROTOCOL_UNKNOWN)
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme and scheme.lower() != "bearer":
            return _refused(errors.AUTH_TOKEN_INVALID)
        socket = Socket(
            self._hub, self._handler, forms[chosen or ""],
            language=preferred(headers.get("Accept-Language", "")), name=f"{self._prefix}{next(self._names):x}",
        )  # fmt: skip
        socket.token = token.strip()
        extra = {"Sec-WebSocket-Protocol": chosen} if chosen else None
        return WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(extra), socket)

    def _origin_allowed(self, origin: str | None, host: str) -> bool:
        """A browser names the page's origin: the server's own and those in the settings may connect."""
        return origin is None or self._origins.allow(origin, host=host)


def _forms(version: Version) -> dict[str, Codec]:
    """Return the forms of a version by subprotocol; JSON for those who offer none."""
    plain = Codec(version, binary=False)
    name = f"tokenim.v{version.number}"
    return {"": plain, f"{name}.json": plain, f"{name}.msgpack": Codec(version, binary=True)}


def _refused(code: Code, detail: str = "") -> WSUpgradeResponseWithListener:
    body = protocol.encode(problem(TokenIMError(code, detail), ""))
    headers = {"Content-Type": "application/problem+json", "Connection": "close"}
    if code is errors.SOCKET_UPGRADE_REQUIRED:
        headers |= {"Upgrade": "websocket", "Sec-WebSocket-Version": upgrade.VERSION}
    response = WSUpgradeResponse.create_error_response(HTTPStatus(code.status), body, headers)
    return WSUpgradeResponseWithListener(response, None)
