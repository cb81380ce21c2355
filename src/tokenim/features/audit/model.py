"""What does an entry of the record hold, and how is it chained?"""

from hashlib import sha256
from typing import Any

import msgspec

from tokenim.catalogue.events import Time
from tokenim.kernel import clock

GENESIS = bytes(32)
DONE = "ok"
"""The outcome that is shown of what was not refused."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One thing that was done or refused, as stored. `number` and `hash` are missing until it is sealed.

    `outcome` is empty where it was done, and the code of the refusal otherwise. `granted_by` is the application that opened
    the session of the actor, if one did.
    """

    id: str
    at: int
    actor: str
    operation: str
    target: str
    parameters: bytes
    address: str
    outcome: str = ""
    granted_by: str = ""
    number: int | None = None
    hash: bytes | None = None


class Link(msgspec.Struct, frozen=True, gc=False):
    """A place in the chain, and the hash of the entry there; of nothing before the first one."""

    number: int = 0
    hash: bytes = GENESIS


class Checkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of the chain outside of the database: where it begins and ends.

    Entries up to `base` were removed when their time was over. `adopt` says to take the chain over as the database
    holds it: an operator restored a backup.
    """

    base: Link = Link()
    last: Link = Link()
    adopt: bool = False


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries somebody asks for; what is empty does not matter. Times in milliseconds, `until` not included."""

    actor: str = ""
    operation: str = ""
    target: str = ""
    outcome: str = ""
    granted_by: str = ""
    since: int = 0
    until: int = 2**63 - 1


class Verdict(msgspec.Struct, frozen=True):
    """How many entries of the chain are right, and where and how it is broken."""

    entries: int
    broken_at: int | None = None
    reason: str = ""


class EntryShown(msgspec.Struct, kw_only=True):
    """One thing that was done, or refused: then `outcome` is not `ok` but the code of the refusal.

    `actor` is the user or application that did it; `granted_by` the application that opened the user's session, if one did.
    """

    id: str
    at: Time
    actor: str
    operation: str
    target: str
    parameters: dict[str, Any]
    address: str
    outcome: str
    granted_by: str | None
    number: int | None
    hash: str | None


def link(previous: bytes, entry: Entry, number: int) -> bytes:
    """Return the hash that ties the entry to all before it."""
    row: tuple[Any, ...] = (
        number,
        entry.id,
        entry.at,
        entry.actor,
        entry.operation,
        entry.target,
        entry.parameters,
        entry.address,
    )
    if entry.outcome:
        row = (*row, entry.outcome)
    if entry.granted_by:
        row = (*row, "granted_by", entry.granted_by)
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
        outcome=entry.outcome or DONE,
        granted_by=entry.granted_by or None,
        number=entry.number,
        hash=entry.hash.hex() if entry.hash else None,
    )
