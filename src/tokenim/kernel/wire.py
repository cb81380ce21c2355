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
    return f"{{{_facts(entry)}".encode() + entry.body[1:]


def frame(entry: Entry) -> bytes:
    """Return the event that a device receives for an entry."""
    head = f'{{"event":"{entry.kind}","stream":"{entry.stream}","seq":{entry.seq},"data":{{'
    if entry.kind == "message.sent":
        return f"{head}{_facts(entry)}".encode() + entry.body[1:] + b"}"
    rest = entry.body[1:]
    comma = "" if rest == b"}" else ","
    return f'{head}"by":"{entry.sender_id}","at":"{rfc3339(entry.at)}"{comma}'.encode() + rest + b"}"


def _facts(entry: Entry) -> str:
    """Return what a message begins with, before its body."""
    client_id = "" if entry.client_id is None else f'"client_id":{_encode(entry.client_id).decode()},'
    return f'"seq":{entry.seq},"sender_id":"{entry.sender_id}",{client_id}"sent_at":"{rfc3339(entry.at)}",'


def ephemeral(stream: str, event: Event) -> bytes:
    """Return the event that a device receives for something that is not kept."""
    return b'{"event":"%b","stream":"%b","data":%b}' % (event.kind.encode(), stream.encode(), _encode(event))


def array(items: list[bytes]) -> msgspec.Raw:
    """Return a JSON array of encoded items."""
    return msgspec.Raw(b"[" + b",".join(items) + b"]")


def raw(encoded: bytes) -> Any:
    """Return encoded JSON as a part of an answer, whatever shape the answer declares."""
    return msgspec.Raw(encoded)
