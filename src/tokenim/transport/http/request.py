"""What does an HTTP request say, and is it said in a way that we accept?"""

import re
from typing import Any

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import Limited, TokenIMError
from tokenim.kernel.addresses import Proxies
from tokenim.kernel.ratelimit import Bucket
from tokenim.transport import languages
from tokenim.transport.http import answers

Scope = dict[str, Any]

COST, PROBE, REFUSED = "cost", "probe", "refused"

_FORWARDED = b"x-forwarded-for"

_BEARER = re.compile(rb"[Bb]earer +([A-Za-z0-9._~+/=-]{1,4096})")
_PRINTABLE = re.compile(rb"[\x21-\x7e]{1,%d}" % int(limits.IDEMPOTENCY_KEY_CHARS))
_JSON = re.compile(rb"application/json *(?:;.*)?", re.IGNORECASE)


class Gone(Exception):
    """The client hung up before its request was whole."""


class Request:
    """One request; headers are looked at where they are needed."""

    __slots__ = (
        "address",
        "bucket",
        "headers",
        "id",
        "language",
        "limit",
        "method",
        "path",
        "query",
        "raw_path",
        "state",
    )

    def __init__(self, scope: Scope, proxies: Proxies) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.raw_path: bytes = scope["raw_path"]
        self.query: bytes = scope["query_string"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        client = scope["client"]
        self.address = proxies.client(client[0] if client else "", self._forwarded(scope))
        self.state: dict[str, str] = scope["state"]
        """What the connection is told: `COST`, where it is not that of a call."""
        self.id = answers.request_id()
        self.language = ""
        self.bucket: Bucket | None = None
        """Whose rate the request was counted in."""
        self.limit: Limited | None = None
        """The limit that the request hit."""

    def _forwarded(self, scope: Scope) -> str:
        """Return who the proxies say that the client is, one after the other."""
        if _FORWARDED not in self.headers:
            return ""
        return b",".join(value for name, value in scope["headers"] if name == _FORWARDED).decode("latin-1")

    @property
    def token(self) -> str | None:
        """The bearer token, if there is one."""
        given = self.headers.get(b"authorization")
        if given is None:
            return None
        match = _BEARER.fullmatch(given)
        if match is None:
            raise TokenIMError(
                errors.AUTH_TOKEN_INVALID, "The header is not of the form `Authorization: Bearer …`"
            )
        return match[1].decode()

    @property
    def idempotency_key(self) -> str:
        """The key of the request, or nothing."""
        given = self.headers.get(b"idempotency-key")
        if given is None:
            return ""
        if not _PRINTABLE.fullmatch(given):
            message = f"Must be 1 to {limits.IDEMPOTENCY_KEY_CHARS} printable ASCII characters without spaces"
            raise _invalid("Idempotency-Key", message)
        return given.decode()

    def spoken(self) -> str:
        """Return the language to answer in, when the profile names none."""
        if not self.language:
            self.language = languages.preferred(self.headers.get(b"accept-language", b"").decode("latin-1"))
        return self.language

    def refuse_query(self) -> None:
        """Refuse a query where fields belong into the body."""
        if self.query:
            name = self.query.split(b"&")[0].split(b"=")[0].decode("ascii", "replace")
            raise _invalid(name, "This operation takes its fields in the body, not in the query")

    async def body(self, receive: Any) -> bytes:
        """Read the whole body; raise before it is read when it is too large or of another type."""
        length = self.headers.get(b"content-length")
        if length is not None and int(length) > limits.BODY_BYTES:
            raise _too_large()
        message = await receive()
        body: bytes = message.get("body", b"")
        while message.get("more_body"):
            if len(body) > limits.BODY_BYTES:
                raise _too_large()
            message = await receive()
            body += message.get("body", b"")
        if message["type"] == "http.disconnect":
            raise Gone
        if len(body) > limits.BODY_BYTES:
            raise _too_large()
        if body and not _JSON.fullmatch(self.headers.get(b"content-type", b"")):
            raise TokenIMError(
                errors.REQUEST_UNSUPPORTED_TYPE, "Send the body as `Content-Type: application/json`"
            )
        return body


def _too_large() -> TokenIMError:
    return TokenIMError(errors.REQUEST_TOO_LARGE, f"A body has at most {limits.BODY_BYTES} bytes")


def _invalid(field: str, message: str) -> TokenIMError:
    return TokenIMError(
        errors.REQUEST_INVALID, f"{field}: {message}", errors=({"field": field, "message": message},)
    )
