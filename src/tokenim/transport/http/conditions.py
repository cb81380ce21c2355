"""Over which state does somebody write? `ETag` names the version of what is answered, `If-Match` the one to be changed."""

import re
from typing import Any

import msgspec

from tokenim.catalogue import errors
from tokenim.kernel.operation import Operation
from tokenim.transport.http import fields
from tokenim.transport.http.answers import Headers

FIELD = "if_version"
_NO_VERSION = b"%d" % (2**63 - 1)
"""What stands for a tag that was never given: the operation refuses it, as it refuses callers without a right before."""
_TAG = re.compile(rb'"(0|[1-9][0-9]{0,17})"')


class _Versioned(msgspec.Struct):
    version: int | None = None


def has_version(operation: Operation) -> bool:
    """Whether what the operation answers has a version."""
    return "version" in getattr(operation.answer, "__struct_fields__", ())


def member(given: bytes, shape: fields.Kinds) -> list[bytes]:
    """Return the field of the request that an `If-Match` stands for; refuse it where it could not be kept.

    `*` asks for nothing but that there is something. A tag that is none of ours matches nothing.
    """
    if FIELD not in shape:
        raise errors.invalid("If-Match", "This operation takes no If-Match.")
    if given.strip() == b"*":
        return []
    match = _TAG.fullmatch(given.strip())
    return [b'"%b":%b' % (FIELD.encode(), match[1] if match else _NO_VERSION)]


def tag(answer: Any) -> Headers:
    """Return the header that names the version of an answer."""
    if isinstance(answer, msgspec.Raw):
        answer = msgspec.json.decode(answer, type=_Versioned)
    version = getattr(answer, "version", None)
    return [(b"etag", b'"%d"' % version)] if isinstance(version, int) else []
