"""What goes back over HTTP? JSON for what was asked, problem+json (RFC 9457) for every refusal."""

import math
from functools import cache
from http import HTTPStatus
from itertools import count
from secrets import token_hex
from typing import Any, NamedTuple

from msgspec.json import Encoder

from tokenim.catalogue import errors, languages
from tokenim.catalogue.errors import Code, Limited, TokenIMError
from tokenim.kernel.ratelimit import UNLIMITED, Bucket

Headers = list[tuple[bytes, bytes]]

NOSNIFF = (b"x-content-type-options", b"nosniff")
NO_STORE = (b"cache-control", b"no-store")
JSON: Headers = [(b"content-type", b"application/json"), NO_STORE, NOSNIFF]
PROBLEM: Headers = [(b"content-type", b"application/problem+json"), NO_STORE, NOSNIFF]
BARE: Headers = [NO_STORE, NOSNIFF]
REPLAYED = (b"idempotent-replayed", b"true")

encode = Encoder().encode
_process = token_hex(4)
_numbers = count(1)


class Answer(NamedTuple):
    """A whole HTTP answer; lengths and request ids are added where it is sent."""

    status: int
    headers: Headers
    body: bytes


def request_id() -> str:
    """Return a new name for a request, unique over restarts."""
    return f"{_process}-{next(_numbers):x}"


def answered(status: int, value: Any, more: Headers) -> Answer:
    """Return what an operation answered, with more headers."""
    if value is None:
        return Answer(204, BARE + more, b"")
    return Answer(status, JSON + more, encode(value))


def refused(error: TokenIMError, request: str, language: str) -> Answer:
    """Return a refusal, with the headers that its status asks for."""
    headers = PROBLEM
    if error.retry_after_ms is not None:
        headers = [*headers, (b"retry-after", b"%d" % _seconds(error))]
    if error.code.status == 401:
        headers = [*headers, (b"www-authenticate", _challenge(error.code))]
    if error.code is errors.SOCKET_UPGRADE_REQUIRED:
        headers = [*headers, (b"upgrade", b"websocket")]
    return Answer(error.code.status, headers, encode(errors.problem(error, request, language)))


def raw(refusal: TokenIMError, bucket: Bucket | None) -> bytes:
    """Return the bytes of a refusal, for those whose request is not passed on; `bucket` is what it was counted in."""
    answer = refused(refusal, request_id(), languages.DEFAULT)
    lines = [b"HTTP/1.1 %d %b" % (answer.status, HTTPStatus(answer.status).phrase.encode())]
    headers = answer.headers + rates(bucket, refusal.limit, answer.headers)
    lines += [b"%b: %b" % header for header in headers]
    lines += [b"content-length: %d" % len(answer.body), b"connection: close", b"", answer.body]
    return b"\r\n".join(lines)


def _seconds(error: TokenIMError) -> int:
    return max(1, math.ceil((error.retry_after_ms or 0) / 1000))


def rates(bucket: Bucket | None, hit: Limited | None, headers: Headers) -> Headers:
    """Return the RateLimit fields of an answer: of the limit that was hit, or else of the caller's rate of calls."""
    if hit is not None:
        wait = next((value for name, value in headers if name == b"retry-after"), b"1")
        return [
            (b"ratelimit-policy", _policy(*hit)),
            (b"ratelimit", b'"%b";r=0;t=%b' % (hit.name.encode(), wait)),
        ]
    if bucket is None or bucket.policy is UNLIMITED:
        return []
    policy = bucket.policy
    name, burst = policy.name, policy.burst
    left = b'"%b";r=%d;t=%d' % (name.encode(), bucket.left, bucket.full_in)
    return [(b"ratelimit-policy", _policy(name, int(burst), policy.window)), (b"ratelimit", left)]


@cache
def _policy(name: str, quota: int, window: int) -> bytes:
    return b'"%b";q=%d;w=%d' % (name.encode(), quota, window)


def _challenge(code: Code) -> bytes:
    return b'Bearer error="invalid_token"' if code is errors.AUTH_TOKEN_INVALID else b"Bearer"
