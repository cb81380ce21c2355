"""What can go wrong? A refusal of the server, or a connection that is gone."""

from typing import Any

import msgspec

UNREADABLE = "client.unreadable_answer"
"""The code of an answer that is not the server's: from a proxy in front of it."""


class TokenIMError(Exception):
    """The server refused a request.

    `code` is stable and made for programs, `detail` for developers, `user_message` for the people in front of
    the screen. `retryable` says that the same request may succeed later, `retry_after_ms` when. `errors` names
    the fields at fault.
    """

    def __init__(self, problem: "Problem") -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.code = problem.code
        self.status = problem.status
        self.detail = problem.detail
        self.user_message = problem.user_message
        self.request_id = problem.request_id
        self.retryable = problem.retryable
        self.retry_after_ms = problem.retry_after_ms
        self.errors = problem.errors


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A refusal as the server sends it (RFC 9457)."""

    code: str = UNREADABLE
    status: int = 0
    detail: str = ""
    user_message: str = ""
    request_id: str = ""
    retryable: bool = False
    retry_after_ms: int | None = None
    errors: list[dict[str, Any]] = []


class NotConnected(Exception):
    """There is no connection, or it broke before the answer: whether the request was carried out is unknown."""


class Unsettled(Exception):
    """The connection was closed for good before the server answered: the message may be stored or not.

    Send it again with the same `client_id` to find out: it is stored at most once.
    """

    def __init__(self, client_id: str) -> None:
        super().__init__(client_id)
        self.client_id = client_id


class Ended(Exception):
    """The server closed the connection and does not want this client back as it is; `reason` says why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.close_code = code
        self.reason = reason
