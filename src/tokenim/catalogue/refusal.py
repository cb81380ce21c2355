"""How is a refusal said? The shape of a code, the exception that carries it, and the object that clients get."""

from typing import Any, NamedTuple


class Code(NamedTuple):
    """One way a request can be refused."""

    name: str
    status: int
    title: str
    en: str
    zh: str
    retryable: bool = False


class Limited(NamedTuple):
    """The limit that was hit: its name, so many at once, and in how many seconds as many again."""

    name: str
    quota: int
    window: int


class TokenIMError(Exception):
    """A refusal with a catalogue code; the only exception that features raise on purpose.

    `detail` is for the developer, `errors` names the fields at fault, `retry_after_ms` says when to come back, `limit`
    which limit was hit, `permission` what the caller lacks. An item of `errors` has `field` and `message`; with `zh`, the
    message in Chinese, it is a sentence for people.
    """

    def __init__(
        self,
        code: Code,
        detail: str | None = None,
        *,
        errors: tuple[dict[str, str], ...] = (),
        retry_after_ms: int | None = None,
        limit: Limited | None = None,
    ) -> None:
        super().__init__(code.name, detail)
        self.code = code
        self.detail = detail or code.title
        self.errors = errors
        self.retry_after_ms = retry_after_ms
        self.limit = limit
        self.permission = ""


def problem(error: TokenIMError, request_id: str, language: str = "en") -> dict[str, Any]:
    """Return the error as the object that every transport sends (RFC 9457 members and ours)."""
    code, chinese = error.code, language.startswith("zh")
    body: dict[str, Any] = {
        "type": f"/docs/errors#{code.name}",
        "title": code.title,
        "status": code.status,
        "detail": error.detail,
        "code": code.name,
        "user_message": code.zh if chinese else code.en,
        "request_id": request_id,
        "retryable": code.retryable,
    }
    if error.retry_after_ms is not None:
        body["retry_after_ms"] = error.retry_after_ms
    if error.limit is not None:
        body["limit"] = error.limit.name
    if error.permission:
        body["permission"] = error.permission
    if error.errors:
        body["errors"] = [_named(item, chinese=chinese) for item in error.errors]
        if "zh" in error.errors[0]:
            body["user_message"] = body["errors"][0]["message"]
    return body


def _named(item: dict[str, str], *, chinese: bool) -> dict[str, str]:
    message = item.get("zh", item["message"]) if chinese else item["message"]
    return {"field": item["field"], "message": message}
