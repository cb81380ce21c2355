"""Why does the server close a socket, and how does the client come back?

`again` is `yes` (after `retry_after_ms` from the close reason, else with backoff and jitter), `credentials` (with new ones:
when the refresh is refused too, the session is over) or `later` (not before ten seconds: it would end the same way). Only a
client that closed by itself stays away: proxies set codes of their own. The close reason is JSON:
`{"code": ..., "retry_after_ms": ...}`.
"""

from typing import Literal, NamedTuple

Again = Literal["yes", "credentials", "later"]


class Close(NamedTuple):
    """One way a socket ends."""

    code: int
    name: str
    again: Again
    text: str


CLOSES: dict[int, Close] = {}


def _close(code: int, name: str, again: Again, text: str) -> Close:
    if code in CLOSES:
        raise ValueError(f"Two closes have the number {code}; give one of them another")
    close = CLOSES[code] = Close(code, name, again, text)
    return close


NORMAL = _close(
    1000, "normal", "yes", "The answer to the client's own close; from elsewhere it means nothing"
)
PROTOCOL = _close(1002, "protocol_error", "later", "A frame broke RFC 6455")
UNSUPPORTED = _close(1003, "unsupported_data", "later", "A frame of a kind that the subprotocol does not use")
NOT_UTF8 = _close(1007, "invalid_utf8", "later", "A text frame was not valid UTF-8")
TOO_BIG = _close(
    1009,
    "message_too_big",
    "yes",
    "A message passed `socket.frame_bytes_at_most` or `socket.fragments`: do not send it again",
)
INTERNAL = _close(1011, "internal_error", "yes", "The server made a mistake")
RESTART = _close(
    1012, "restart", "yes", "The server is stopping; another one, or the same, will be there soon"
)
TRY_LATER = _close(1013, "try_later", "yes", "The server has too much to do, or the caller connects too often")
SLOW = _close(4408, "slow_consumer", "yes", "The client read too slowly; resume to get what was missed")
TOO_MANY = _close(
    4429, "too_many_sockets", "later", "The user, application or address has as many sockets as allowed"
)
TOO_MANY_REFUSED = _close(
    4420,
    "too_many_refused",
    "yes",
    "The client went on sending what is no request (`socket.refused_frames`); come back after `retry_after_ms`",
)
SILENT = _close(4400, "silent", "yes", "Nothing was heard from the client for two heartbeats")
REVOKED = _close(
    4501,
    "credentials_revoked",
    "credentials",
    "The access token expired, the session ended, or its rights changed",
)
NO_HELLO = _close(4502, "hello_required", "credentials", "No valid hello came in time")


FAULTS = frozenset((PROTOCOL, UNSUPPORTED, NOT_UTF8, TOO_BIG, SLOW, TOO_MANY_REFUSED))
"""The client did what it must not; what it goes on sending is thrown away, so that it learns why it was closed."""


def answer_to(code: int | None) -> int:
    """Return the code that answers a close with this code: the same, unless no endpoint may send it."""
    if code is None:
        return NORMAL.code
    allowed = 3000 <= code <= 4999 or (1000 <= code <= 1014 and code not in (1004, 1005, 1006))
    return code if allowed else PROTOCOL.code
