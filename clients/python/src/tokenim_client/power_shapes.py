"""What do the answers to applications and operators hold, beside what all answers do?

Generated from the server by `make docs`; edit the server.
"""

from __future__ import annotations

from typing import Any

from tokenim_client.shapes import (
    Struct,
)


class Application(Struct, kw_only=True):
    """A program that may come in with a key. `used_at` is right to some minutes."""

    id: str
    name: str
    scopes: list[str]
    created_at: str
    revoked_at: str | None
    used_at: str | None


class AuditEntry(Struct, kw_only=True):
    """One thing that was done, or refused: then `outcome` is not `ok` but the code of the refusal.

    `actor` is the user or application that did it; `granted_by` the application that opened the user's session, if one did.
    """

    id: str
    at: str
    actor: str
    operation: str
    target: str
    parameters: dict[str, Any]
    address: str
    outcome: str
    granted_by: str | None
    number: int | None
    hash: str | None


class AuditVerification(Struct, kw_only=True):
    """How many entries of the chain are right, and the number of the first that is not.

    `reason` is empty where the record is whole, else `changed`, `missing`, `cut off`, or `checkpoint` where what is
    kept outside of the database is not what the server wrote.
    """

    entries: int
    broken_at: int | None
    reason: str


class Opened(Struct, kw_only=True):
    """The conversation."""

    id: str
    kind: str


class NewApplication(Application, kw_only=True):
    """A program with its key, which is shown this once."""

    key: str
