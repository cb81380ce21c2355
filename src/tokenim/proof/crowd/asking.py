"""How is an operation asked, whichever transport carries it, and what may come back instead of an answer?"""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple, Protocol

Body = dict[str, Any]


class Denied(Exception):
    """The server refused: a definite answer unless it is `retryable`."""

    def __init__(self, problem: Body) -> None:
        super().__init__(str(problem.get("code", problem)))
        self.code = str(problem.get("code", ""))
        self.retryable = bool(problem.get("retryable", False))
        self.certain = True
        """Whether nothing was asked before whose answer did not come: then it is certain that nothing was done."""


class NoAnswer(Exception):
    """The connection broke first: it may be done or not."""


class Line(Protocol):
    """A login of a user on some transport."""

    user: str
    name: str
    login: str
    token: str
    over: asyncio.Event

    async def ask(self, op: str, body: Body, key: str = "") -> Any:
        """Return the answer; raise `Denied` or `NoAnswer`. `key` makes a change happen once."""


class Request(NamedTuple):
    """An operation as HTTP carries it."""

    method: str
    path: str
    rest: Body


_ROUTES = {
    "auth.end_session": "DELETE /auth/sessions/{session_id}",
    "auth.sessions": "GET /auth/sessions",
    "conversations.create": "POST /conversations",
    "conversations.get": "GET /conversations/{conversation_id}",
    "conversations.list": "GET /conversations",
    "conversations.read": "PUT /conversations/{conversation_id}/read",
    "entries.list": "GET /conversations/{conversation_id}/entries",
    "entries.mine": "GET /users/me/entries",
    "groups.dissolve": "DELETE /conversations/{conversation_id}",
    "members.add": "POST /conversations/{conversation_id}/members",
    "members.remove": "DELETE /conversations/{conversation_id}/members/{user_id}",
    "messages.edit": "PATCH /conversations/{conversation_id}/messages/{seq}",
    "messages.list": "GET /conversations/{conversation_id}/messages",
    "messages.recall": "DELETE /conversations/{conversation_id}/messages/{seq}",
    "messages.send": "POST /conversations/{conversation_id}/messages",
    "presence.get": "GET /presence",
    "presence.watch": "POST /presence/watch",
    "reactions.list": "GET /conversations/{conversation_id}/messages/{seq}/reactions",
    "reactions.add": "PUT /conversations/{conversation_id}/messages/{seq}/reactions/{emoji}",
    "reactions.remove": "DELETE /conversations/{conversation_id}/messages/{seq}/reactions/{emoji}",
    "sync": "GET /sync",
    "typing.start": "POST /conversations/{conversation_id}/typing",
    "users.delete": "DELETE /users/me",
    "admin.apps.create": "POST /admin/apps",
    "admin.audit.list": "GET /admin/audit",
    "admin.audit.verify": "GET /admin/audit/verification",
    "admin.users.delete": "DELETE /admin/users/{user_id}",
    "admin.users.end_sessions": "DELETE /admin/users/{user_id}/sessions",
    "admin.users.restore": "POST /admin/users/{user_id}/restore",
    "admin.users.suspend": "POST /admin/users/{user_id}/suspend",
    "server.tokens.create": "POST /server/users/{user_id}/tokens",
    "server.users.get": "GET /server/users/{user_id}",
    "server.users.create": "POST /server/users",
}


def over_http(op: str, body: Body) -> Request:
    """Return the HTTP request of an operation: fields of the path are taken out of the body."""
    method, path = _ROUTES[op].split(" ")
    rest = dict(body)
    for name in list(rest):
        if "{" + name + "}" in path:
            path = path.replace("{" + name + "}", str(rest.pop(name)))
    return Request(method, "/v1" + path, rest)
