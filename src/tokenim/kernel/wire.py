"""How do entries and events look to a client? The same bytes for live delivery, catching up and history.

The body of an entry is the event as JSON. Here the facts of its row (who, when, seq) are put in front of it, without
reading it again: `data` of `message.sent` is a message, every other durable event begins with `by` and `at`.
"""

from typing import Any

import msgspec
from msgspec.json import Encoder

from tokenim.catalogue.events import Event
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.unit_of_work import Entry

_encode = Encoder().encode


def message(entry: Entry) -> bytes:
    """Return a `message.sent` entry as a `catalogue.events.Message`."""
    client_id = b"" if entry.client_id is None else b'"client_id":%b,' % _encode(entry.client_id)
    return b'{"seq":%d,"sender_id":"%b",%b"sent_at":"%b",%b' % (
        entry.seq, entry.sender_id.encode(), client_id, rfc3339(entry.at).encode(), entry.body[1:],
    )  # fmt: skip


def frame(entry: Entry) -> bytes:
    """Return the event that a device receives for an entry."""
    return b'{"event":"%b","stream":"%b","seq":%d,"data":%b}' % (
        entry.kind.encode(), entry.stream.encode(), entry.seq,
        message(entry) if entry.kind == "message.sent" else _change(entry),
    )  # fmt: skip


def _change(entry: Entry) -> bytes:
    rest = entry.body[1:]
    comma = b"" if rest == b"}" else b","
    return b'{"by":"%b","at":"%b"%b%b' % (entry.sender_id.encode(), rfc3339(entry.at).encode(), comma, rest)


def told(stream: str, event: Event) -> bytes:
    """Return the event that a device receives for something that is not kept."""
    return b'{"event":"%b","stream":"%b","data":%b}' % (event.kind.encode(), stream.encode(), _encode(event))


def array(items: list[bytes]) -> msgspec.Raw:
    """Return a JSON array of encoded items."""
    return msgspec.Raw(b"[" + b",".join(items) + b"]")


def raw(encoded: bytes) -> Any:
    """Return encoded JSON as a part of an answer, whatever shape the answer declares."""
    return msgspec.Raw(encoded)
