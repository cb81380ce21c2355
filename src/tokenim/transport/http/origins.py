"""Which pages of other origins may use the API from a browser? Cookies are not involved, nor allowed."""

from tokenim.transport.http.answers import Answer, Headers
from tokenim.transport.http.request import Request

_EXPOSED = (
    b"x-request-id, x-version, retry-after, ratelimit, ratelimit-policy, deprecation, sunset, etag, location, "
    b"idempotent-replayed"
)
_SENT = b"authorization, content-type, idempotency-key, if-match, x-version, accept-language"
_AGE_SECONDS = b"600"


class Origins:
    """The allowed origins, from a setting: comma separated, `*` for any."""

    def __init__(self, setting: str) -> None:
        named = {
            origin.strip().rstrip("/").lower().encode() for origin in setting.split(",") if origin.strip()
        }
        self._any = b"*" in named
        self._named = named

    def headers(self, request: Request) -> Headers:
        """Return what lets the page of an allowed origin read the answer."""
        origin = request.headers.get(b"origin")
        if origin is None:
            return []
        vary = (b"vary", b"Origin")
        if not self._allowed(origin):
            return [vary]
        shown = b"*" if self._any else origin
        return [vary, (b"access-control-allow-origin", shown), (b"access-control-expose-headers", _EXPOSED)]

    def preflight(self, request: Request, allowed: bytes) -> Answer:
        """Answer an OPTIONS request: the methods, and for an allowed page what it may send."""
        headers: Headers = [(b"allow", allowed)]
        if b"access-control-request-method" in request.headers and self._allowed(
            request.headers.get(b"origin", b"")
        ):
            headers += [
                (b"access-control-allow-methods", allowed),
                (b"access-control-allow-headers", _SENT),
                (b"access-control-max-age", _AGE_SECONDS),
            ]
        return Answer(204, headers, b"")

    def _allowed(self, origin: bytes) -> bool:
        return self._any or origin.lower() in self._named
