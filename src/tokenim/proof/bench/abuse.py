"""Which abuse is one connection able to? Bytes to begin with, and bytes to go on with, for each kind."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

BODY_BYTES = 60_000


class Victim(NamedTuple):
    """What the abuser of a server has: an account, and a conversation with a long history."""

    token: str
    conversation: str
    epoch: str


class Abuse(NamedTuple):
    """One kind: what is sent once after connecting, and what is sent without end.

    Who abuses comes back as soon as `until` was answered, if it is given. `unread`: it never reads.
    """

    opening: bytes = b""
    flood: bytes = b""
    until: str = ""
    unread: bool = False


def frames(victim: Victim) -> dict[str, Abuse]:
    """Return floods of WebSocket frames. Who is nobody may ask nothing; who said hello may, at a rate. Who is cut comes back."""
    cut = "too_many_refused"
    said_hello = _upgrade(victim.token) + _frame("hello", {})
    return {
        "before_hello": Abuse(_upgrade(), _frame("users.me", {}), until=cut),
        "malformed": Abuse(said_hello, _framed("{"), until=cut),
        "valid": Abuse(said_hello, _frame("users.me", {}), until=cut),
        "pings": Abuse(said_hello, _framed("", kind=9)),
    }


def requests(victim: Victim) -> dict[str, Abuse]:
    """Return HTTP requests without a pause on one connection that is kept."""
    return {
        "valid": Abuse(flood=_get("/v1/users/me", victim.token)),
        "refused": Abuse(flood=_get("/v1/users/me")),
        "probes": Abuse(flood=_get("/healthz")),
        "malformed": Abuse(flood=b"nonsense\r\n\r\n"),
        "bodies": Abuse(flood=_post("/v1/users/me", BODY_BYTES)),
        "pages": Abuse(flood=_get(_history(victim), victim.token)),
    }


def reconnects(victim: Victim) -> dict[str, Abuse]:
    """Return connections that are left as soon as they were answered."""
    hello = _frame("hello", {})
    return {
        "valid": Abuse(_upgrade(victim.token) + hello, until='"epoch"'),
        "refused": Abuse(_upgrade("tka_nobody.nothing") + hello, until='"error"'),
        "requests": Abuse(_get("/v1/users/me", victim.token), until="HTTP/1.1"),
    }


def unread(victim: Victim) -> dict[str, Abuse]:
    """Return big answers that are asked for and not read, or not to their end."""
    resume = {"epoch": victim.epoch, "positions": {victim.conversation: 0}}
    opening = _upgrade(victim.token) + _frame("hello", {"resume": resume})
    page = _get(_history(victim), victim.token)
    asked = {"conversation_id": victim.conversation, "limit": 1000}
    return {
        "resumes": Abuse(opening, until='"epoch"'),
        "pages": Abuse(page, until="HTTP/1.1"),
        "pipelined": Abuse(flood=page, unread=True),
        "on_socket": Abuse(opening, _frame("messages.list", asked), unread=True),
    }


def _history(victim: Victim) -> str:
    return f"/v1/conversations/{victim.conversation}/messages?limit=1000"


def _get(path: str, token: str = "") -> bytes:
    credentials = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{credentials}\r\n".encode()


def _post(path: str, size: int) -> bytes:
    """Return a request that is refused before its body is read."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + b" " * size


def _upgrade(token: str = "") -> bytes:
    return (
        _get("/v1/ws", token)[:-2] + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )  # fmt: skip


def _frame(op: str, body: dict[str, Any]) -> bytes:
    return _framed(json.dumps({"id": 1, "op": op, "body": body}))


def _framed(text: str, kind: int = 1) -> bytes:
    """Return a WebSocket frame; its masking key is zero."""
    payload = text.encode()
    size = len(payload)
    length = bytes([size | 0x80]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([0x80 | kind]) + length + bytes(4) + payload
