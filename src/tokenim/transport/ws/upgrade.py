"""Is this a request that opens a WebSocket (RFC 6455, 4.2.1)? Checked before anything else, refused like any request."""

import binascii
from base64 import b64decode

from picows import WSUpgradeRequest

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.transport.versions.served import VERSIONS

VERSION = "13"


def check(request: WSUpgradeRequest) -> None:
    """Raise unless the request may open a socket; put headers with several words into the one form that picows knows."""
    headers = request.headers
    VERSIONS.named(request.path.split(b"/", 2)[1].removeprefix(b"v"))
    if not headers.get("Host"):
        raise TokenIMError(errors.REQUEST_MALFORMED, "The header Host is missing")
    for name, word in (("Upgrade", "websocket"), ("Connection", "upgrade")):
        if word not in _words(headers.getall(name, [])):
            raise TokenIMError(errors.SOCKET_UPGRADE_REQUIRED, f"The header {name} does not say {word}")
        headers[name] = word
    if headers.get("Sec-WebSocket-Version") != VERSION:
        raise TokenIMError(
            errors.SOCKET_UPGRADE_REQUIRED, f"Only version {VERSION} of the protocol is spoken"
        )
    if not _is_key(headers.get("Sec-WebSocket-Key", "")):
        raise TokenIMError(errors.REQUEST_MALFORMED, "The header Sec-WebSocket-Key is not 16 bytes in base64")


def _words(values: list[str]) -> list[str]:
    return [word.strip().lower() for value in values for word in value.split(",")]


def _is_key(key: str) -> bool:
    try:
        return len(b64decode(key, validate=True)) == 16
    except (ValueError, binascii.Error):
        return False
