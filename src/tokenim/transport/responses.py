"""What can come back over HTTP, in the words of OpenAPI? Answers, refusals with examples, and headers."""

from collections.abc import Iterable

from tokenim.catalogue import errors
from tokenim.catalogue.errors import Code, TokenIMError
from tokenim.catalogue.statuses import STATUSES
from tokenim.kernel.operation import Operation
from tokenim.transport.http import conditions
from tokenim.transport.schemas import REF, Schema, Schemas

PROBLEM = "application/problem+json"
JSON = "application/json"
_REQUEST_ID = "01a2b3c4-1f"
_WITH_BODY = (
    errors.REQUEST_TOO_LARGE,
    errors.REQUEST_TOO_DEEP,
    errors.REQUEST_UNSUPPORTED_TYPE,
    errors.REQUEST_TIMEOUT,
)
_RETRY = "Seconds until the same request may succeed"

HEADERS: dict[str, Schema] = {
    "X-Request-Id": {"description": "Name it when asking for help", "schema": {"type": "string"}},
    "X-Version": {"description": "The version that answered", "schema": {"type": "string"}, "example": "1"},
    "Retry-After": {"description": _RETRY, "schema": {"type": "integer", "minimum": 1}},
    "WWW-Authenticate": {"description": "Which credentials are due", "schema": {"type": "string"}},
    "RateLimit": {
        "description": "What is left of the quota that applies, and seconds until there is more",
        "schema": {"type": "string"},
        "example": '"calls";r=99;t=1',
    },
    "RateLimit-Policy": {
        "description": "The quota that applies: so many calls in so many seconds",
        "schema": {"type": "string"},
        "example": '"calls";q=100;w=5',
    },
    "Location": {
        "description": "Where what was made is from now on",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "ETag": {
        "description": "The version of what is answered, for `If-Match`",
        "schema": {"type": "string"},
        "example": '"7"',
    },
    "Idempotent-Replayed": {
        "description": "The request was made before; this is the answer that it got then",
        "schema": {"type": "string", "const": "true"},
    },
    "Deprecation": {"description": "Since when the operation is deprecated", "schema": {"type": "string"}},
    "Sunset": {"description": "After which day the operation may be gone", "schema": {"type": "string"}},
}


def codes(operation: Operation) -> list[Code]:
    """Return every refusal that the operation can give over HTTP, in the order of their status."""
    found = {code.name: code for code in operation.errors}
    if operation.method != "GET":
        found |= {code.name: code for code in _WITH_BODY}
    if operation.replay:
        found[errors.IDEMPOTENCY_REUSED.name] = errors.IDEMPOTENCY_REUSED
    found |= {example.error.name: example.error for example in operation.examples if example.error}
    return sorted(found.values(), key=lambda code: (code.status, code.name))


def described(operation: Operation, schemas: Schemas) -> Schema:
    """Return the answer and every refusal of an operation, by status."""
    found: Schema = {str(status): _success(operation, status, schemas) for status in operation.statuses}
    grouped: dict[int, list[Code]] = {}
    for code in codes(operation):
        grouped.setdefault(code.status, []).append(code)
    for status, listed in grouped.items():
        found[str(status)] = _refusals(operation, status, listed)
    found["default"] = {"description": "Any other refusal", "content": {PROBLEM: {"schema": _PROBLEM}}}
    return found


def _success(operation: Operation, status: int, schemas: Schemas) -> Schema:
    answer: Schema = {"description": STATUSES[status], "headers": _headers(operation, status)}
    if status != 204:
        answer["content"] = {JSON: {"schema": schemas.answer(operation)}}
    return answer


def problems(listed: Iterable[Code]) -> Schema:
    """Return the example of each refusal."""
    return {
        code.name: {"summary": code.title, "value": errors.problem(TokenIMError(code), _REQUEST_ID)}
        for code in listed
    }


_PROBLEM = {"$ref": REF + "Problem"}


def _refusals(operation: Operation, status: int, listed: list[Code]) -> Schema:
    return {
        "description": "\n".join(_refusal(operation, code) for code in listed),
        "headers": _headers(operation, status),
        "content": {
            PROBLEM: {
                "schema": _PROBLEM,
                "examples": {code.name: {"$ref": "#/components/examples/" + code.name} for code in listed},
            }
        },
        "x-codes": [code.name for code in listed],
    }


def _refusal(operation: Operation, code: Code) -> str:
    titles = [example.title for example in operation.examples if example.error is code]
    return f"- `{code.name}`: {code.title}" + (f" (example: {', '.join(titles)})" if titles else "")


def _headers(operation: Operation, status: int) -> Schema:
    names = ["X-Request-Id", "X-Version", "RateLimit", "RateLimit-Policy"]
    names += ["WWW-Authenticate"] if status == 401 else ["Retry-After"] if status in (429, 503) else []
    if status in operation.statuses:
        names += ["Location"] if status == 201 else []
        names += ["ETag"] if conditions.has_version(operation) else []
        names += ["Idempotent-Replayed"] if operation.replay or operation.keyed else []
    names += ["Deprecation", "Sunset"] if operation.deprecated else []
    return {name: {"$ref": "#/components/headers/" + name} for name in names}
