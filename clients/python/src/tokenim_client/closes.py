"""The socket was closed by somebody else than the application: come back when, and with what?"""

from typing import Literal

import msgspec

# At once, with new credentials, or not before `LATER_MS`: it would end the same way.
Again = Literal["soon", "credentials", "later"]

LATER_MS = 10_000
# A frame was larger than the server takes.
TOO_BIG = 1009

_CREDENTIALS = (4501, 4502)
# The client broke the protocol, or there are too many sockets.
_LATER = (1002, 1003, 1007, 4429)


class Reason(msgspec.Struct):
    """What the server says with a close: why, and when to come back."""

    code: str = ""
    retry_after_ms: int | None = None


def again(code: int) -> Again:
    """Return how to come back after this close code. Proxies set codes as well: none of them is the last word."""
    if code in _CREDENTIALS:
        return "credentials"
    return "later" if code >= 4500 or code in _LATER else "soon"


def reason(text: str) -> Reason:
    """Read the reason of a close; proxies close with texts of their own."""
    try:
        return msgspec.json.decode(text, type=Reason)
    except msgspec.DecodeError:
        return Reason(text)
