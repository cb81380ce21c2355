"""The server closed the socket: come back, come back with new credentials, or stay away?"""

from typing import Literal

import msgspec

Again = Literal["yes", "credentials", "no"]

# Codes whose answer does not follow from the range they are in.
_EXCEPTIONS: dict[int, Again] = {
    1000: "no",
    1002: "no",
    1003: "no",
    1007: "no",
    1009: "no",
    4429: "no",
    4501: "credentials",
    4502: "credentials",
}


class Reason(msgspec.Struct):
    """What the server says with a close: why, and when to come back."""

    code: str = ""
    retry_after_ms: int | None = None


def again(code: int) -> Again:
    """Return whether to come back after this close code: yes below 4500 and after a loss, no from there on."""
    if code in _EXCEPTIONS:
        return _EXCEPTIONS[code]
    return "no" if code >= 4500 else "yes"


def reason(text: str) -> Reason:
    """Read the reason of a close; proxies close with texts of their own."""
    try:
        return msgspec.json.decode(text, type=Reason)
    except msgspec.DecodeError:
        return Reason(text)
