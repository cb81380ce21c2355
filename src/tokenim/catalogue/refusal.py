"""How is a refusal said? The shape of a code, the exception that carries it, and the object that clients get."""

from typing import Any, NamedTuple

from tokenim.catalogue.languages import DEFAULT, LANGUAGES, OTHERS, spoken


class Code(NamedTuple):
    """One way a request can be refused: HTTP status, title, and whether the same request may succeed later.

    `texts` are (tag, sentence) pairs for users, where the languages of the server have none: those of a feature from outside.
    """

    name: str
    status: int
    title: str
    retryable: bool = False
    texts: tuple[tuple[str, str], ...] = ()

    def text(self, language: str = DEFAULT) -> str:
        """Return what an application may show to its user; the title where the language has no sentence for it."""
        return LANGUAGES[language].texts.get(self.name) or dict(self.texts).get(language, self.title)


CODES: dict[str, Code] = {}


def code(name: str, status: int, title: str, *, retryable: bool = False) -> Code:
    """Return a new code that the outside knows; raise `ValueError` where there is one of this name."""
    if name in CODES:
        raise ValueError(f"Two refusals are called {name}; give one of them another name")
    made = CODES[name] = Code(name, status, title, retryable)
    return made


class Limited(NamedTuple):
    """The limit that was hit: its name, so many at once, and in how many seconds as many again."""

    name: str
    quota: int
    window: int


class TokenIMError(Exception):
    """A refusal with a catalogue code; the only exception that features raise on purpose.

    `detail` is for the developer, `errors` names the fields at fault, `retry_after_ms` says when to come back, `limit`
    which limit was hit, `permission` what the caller lacks. An item of `errors` has `field` and `message`; with the message
    in another language, under the tag of that language, it is a sentence for people.
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


def problem(error: TokenIMError, request_id: str, language: str = DEFAULT) -> dict[str, Any]:
    """Return the error as the object that every transport sends (RFC 9457 members and ours), for a language or a tag of it."""
    code, language = error.code, spoken(language) or DEFAULT
    body: dict[str, Any] = {
        "type": f"/docs/errors#{code.name}",
        "title": code.title,
        "status": code.status,
        "detail": error.detail,
        "code": code.name,
        "user_message": code.text(language),
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
        body["errors"] = [_named(item, language) for item in error.errors]
        if not error.errors[0].keys().isdisjoint(OTHERS):
            body["user_message"] = body["errors"][0]["message"]
    return body


def _named(item: dict[str, str], language: str) -> dict[str, str]:
    return {"field": item["field"], "message": item.get(language, item["message"])}
