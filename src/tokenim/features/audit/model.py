"""What does an entry of the record hold, and how is it chained?"""

from hashlib import sha256
from typing import Any

import msgspec

from tokenim.catalogue.events import Time
from tokenim.kernel import clock

GENESIS = bytes(32)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One thing that was done, as stored. `number` and `hash` are missing until it is sealed."""

    id: str
    at: int
    actor: str
    operation: str
    target: str
    parameters: bytes
    address: str
    number: int | None = None
    hash: bytes | None = None


class EntryShown(msgspec.Struct, kw_only=True):
    """One thing that was done."""

    id: str
    at: Time
    actor: str
    operation: str
    target: str
    parameters: dict[str, Any]
    address: str
    number: int | None
    hash: str | None


def link(previous: bytes, entry: Entry, number: int) -> bytes:
    """Return the hash that ties the entry to all before it."""
    row = (
        number,
        entry.id,
        entry.at,
        entry.actor,
        entry.operation,
        entry.target,
        entry.parameters,
        entry.address,
    )
    return sha256(previous + msgspec.json.encode(row)).digest()


def shown(entry: Entry) -> EntryShown:
    """Return what an administrator sees."""
    return EntryShown(
        id=entry.id,
        at=clock.rfc3339(entry.at),
        actor=entry.actor,
        operation=entry.operation,
        target=entry.target,
        parameters=msgspec.json.decode(entry.parameters),
        address=entry.address,
        number=entry.number,
        hash=entry.hash.hex() if entry.hash else None,
    )
