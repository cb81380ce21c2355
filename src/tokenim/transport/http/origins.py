"""Which pages of other origins may use the API from a browser? Cookies are not involved, nor allowed."""

from tokenim.transport.allowed_origins import AllowedOrigins
from tokenim.transport.http.answers import Answer, Headers
from tokenim.transport.http.request import Request

_EXPOSED = (
    b"x-request-id, x-version, retry-after, ratelimit, ratelimit-policy, deprecation, sunset, etag, location, "
    b"idempotent-replayed"
)
_SENT = b"authorization, content-type, idempotency-key, if-match, x-version, accept-language"
_AGE_SECONDS = b"600"


class Origins:
    """What the browser is told of the allowed origins."""

    def __init__(self, allowed: AllowedOrigins) -> None:
        self._allowed = allowed

    def headers(self, request: Request) -> Headers:
        """Return what lets the page of an allowed origin read the answer."""
        origin = request.headers.get(b"origin")
        if origin is None:
            return []
        vary = (b"vary", b"Origin")
        if not self._allowed.allow(origin.decode("latin-1")):
            return [vary]
        shown = b"*" if self._allowed.any else origin
        return [vary, (b"access-control-allow-origin", shown), (b"access-control-expose-headers", _EXPOSED)]

    def preflight(self, request: Request, allowed: bytes) -> Answer:
        """Answer an OPTIONS request: the methods, and for an allowed page what it may send."""
        headers: Headers = [(b"allow", allowed)]
        origin = request.headers.get(b"origin", b"").decode("latin-1")
        if b"access-control-request-method" in request.headers and self._allowed.allow(origin):
            headers += [
                (b"access-control-allow-methods", allowed),
                (b"access-control-allow-headers", _SENT),
                (b"access-control-max-age", _AGE_SECONDS),
            ]
        return Answer(204, headers, b"")
