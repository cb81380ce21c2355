"""How does a list go on? A cursor is the sort key of the last item, in base64url; clients give it back as it is."""

import base64
import binascii
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits

T = TypeVar("T")
Size = Annotated[int, Meta(ge=1, le=limits.PAGE_ITEMS)]
Cursor = Annotated[str, Meta(min_length=1, max_length=512)]
Place = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""A number in a sort key: cursors may be forged, and a database takes no larger ones."""


def pack(*key: object) -> str:
    """Return the cursor for a sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def unpack(cursor: str, shape: type[T]) -> T:
    """Return the sort key of a cursor, a tuple of `shape`; raise `cursor.invalid`."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise errors.TokenIMError(errors.CURSOR_INVALID) from error
