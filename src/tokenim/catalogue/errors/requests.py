"""Which refusals can any request meet?"""

from tokenim.catalogue import languages
from tokenim.catalogue.refusal import TokenIMError, code

REQUEST_INVALID = code("request.invalid", 422, "The request has fields that are missing, unknown or wrong")
REQUEST_MALFORMED = code("request.malformed", 400, "The request is not well-formed")
REQUEST_TOO_LARGE = code("request.too_large", 413, "The request is larger than allowed")
REQUEST_TOO_DEEP = code("request.too_deep", 400, "The request is nested too deeply")
REQUEST_HEADER_TOO_LARGE = code(
    "request.header_too_large", 431, "The head of the request is larger than allowed",
)
REQUEST_TIMEOUT = code("request.timeout", 408, "The request did not arrive in time", retryable=True)
SOCKET_UPGRADE_REQUIRED = code("socket.upgrade_required", 426, "Only a WebSocket can be opened here")
REQUEST_UNSUPPORTED_TYPE = code("request.unsupported_type", 415, "The content type is not supported")
OPERATION_UNKNOWN = code("operation.unknown", 404, "There is no such operation")
OPERATION_METHOD = code("operation.method_not_allowed", 405, "The method is not allowed here")
VERSION_UNKNOWN = code("version.unknown", 404, "This API version is not served")
RATE_LIMITED = code("rate.limited", 429, "Too many requests", retryable=True)
QUOTA_EXCEEDED = code(
    "quota.exceeded", 429, "The caller has made as many of these as the time allows; `limit` names the quota", retryable=True,
)
PERMISSION_MISSING = code("permission.missing", 403, "The caller lacks the permission for this operation")
IDEMPOTENCY_REUSED = code("idempotency.key_reused", 409, "This idempotency key was used with another request")
CURSOR_INVALID = code("cursor.invalid", 400, "The cursor is not one that this list gave")
PRECONDITION_FAILED = code(
    "precondition.failed", 412, "What was to be changed is no longer at the version that the caller named",
)
SERVER_INTERNAL = code("server.internal", 500, "The server made a mistake", retryable=True)
SERVER_BUSY = code("server.busy", 503, "The server is too busy or stopping", retryable=True)
STORAGE_FULL = code("server.storage_full", 507, "The server cannot store more at the moment", retryable=True)


def invalid(field: str, message: str) -> TokenIMError:
    """Return the refusal of one field, for a mistake that only a program makes."""
    return _of_field({"field": field, "message": message})


def wrong(field: str, sentence: str, *values: object) -> TokenIMError:
    """Return the refusal of one field, for a mistake of people: it is said in every language, by the name of its sentence."""
    return _of_field({"field": field} | languages.sentence(sentence, *values))


def _of_field(said: dict[str, str]) -> TokenIMError:
    field, message = said["field"], said["message"]
    return TokenIMError(REQUEST_INVALID, f"{field}: {message}" if field else message, errors=(said,))
