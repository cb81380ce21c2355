"""Is the head of a request read the same by everybody? And how is one written that another protocol will read?"""

from tokenim.transport.http.answers import Headers

_ONCE = frozenset((b"host", b"authorization", b"idempotency-key", b"content-type"))
_NOT_PASSED_ON = (b"upgrade", b"http2-settings")


def is_plain(version: str, headers: Headers) -> bool:
    """Whether everybody reads the same in a head: one Host, no transfer coding but chunked, no credentials twice."""
    names = [name for name, _ in headers]
    coded = b"transfer-encoding" in names
    if version == "1.1":
        chunked = not coded or _codings(headers) == [b"chunked"]
        return chunked and b"host" in names and (len(set(names)) == len(names) or not _repeats(names))
    return version == "1.0" and not coded and not _repeats(names)


def _repeats(names: list[bytes]) -> bool:
    """Whether something is there twice that may be there once."""
    return any(names.count(name) > 1 for name in _ONCE)


def _codings(headers: Headers) -> list[bytes]:
    return [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]


def written(method: bytes, url: bytes, version: bytes, headers: Headers) -> bytes:
    """Return the bytes of a head."""
    lines = [b"%b %b HTTP/%b" % (method, url, version)]
    lines += [b"%b: %b" % header for header in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def without_upgrade(headers: Headers) -> Headers:
    """Return the headers without their offer to upgrade."""
    return [header for header in headers if header[0] not in _NOT_PASSED_ON]
