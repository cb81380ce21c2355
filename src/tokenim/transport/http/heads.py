"""Is the head of a request read the same by everybody? And how is one written that another protocol will read?"""

from tokenim.transport.http.answers import Headers

_ONCE = frozenset((b"host", b"authorization", b"idempotency-key", b"content-type"))
_NOT_PASSED_ON = (b"upgrade", b"http2-settings")


def is_plain(version: str, headers: Headers) -> bool:
    """Whether everybody reads the same in a head: one Host, no transfer coding but chunked, no credentials twice."""
    given = [name for name, _ in headers if name in _ONCE]
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if version not in ("1.0", "1.1") or len(given) != len(set(given)):
        return False
    if version == "1.0":
        return not codings
    return b"host" in given and codings in ([], [b"chunked"])


def written(method: bytes, url: bytes, version: bytes, headers: Headers) -> bytes:
    """Return the bytes of a head."""
    lines = [b"%b %b HTTP/%b" % (method, url, version)]
    lines += [b"%b: %b" % header for header in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def without_upgrade(headers: Headers) -> Headers:
    """Return the headers without their offer to upgrade."""
    return [header for header in headers if header[0] not in _NOT_PASSED_ON]
