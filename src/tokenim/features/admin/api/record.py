"""How do operators read the record of what was done with power?"""

import msgspec

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.features.audit import service as audit
from tokenim.features.audit.model import EntryShown
from tokenim.kernel import page
from tokenim.kernel.actor import Actor
from tokenim.kernel.operation import Empty, Example, operation
from tokenim.kernel.unit_of_work import Work


class ListRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Which part of the record."""

    cursor: page.Cursor | None = None
    limit: page.Size = limits.PAGE_DEFAULT


class Record(msgspec.Struct):
    """A page of the record."""

    items: list[EntryShown]
    next_cursor: str | None


class Verification(msgspec.Struct):
    """How many entries of the chain are right, and the number of the first that is not."""

    entries: int
    broken_at: int | None


_STRANGER = Example("A user asks", {}, errors.PERMISSION_MISSING)


@operation(
    "admin.audit.list",
    http="GET /admin/audit",
    permission=Permission.ADMIN_AUDIT,
    errors=(errors.CURSOR_INVALID,),
    examples=(Example("What was done lately?", {"limit": 20}, actor="admin"), _STRANGER),
)
async def listed(work: Work, actor: Actor, body: ListRecord) -> Record:
    """List what administrators and applications changed, and changes of logins, the newest first."""
    items, next_cursor = await audit.listed(work, body.cursor or "", body.limit)
    return Record(items, next_cursor)


@operation(
    "admin.audit.verify",
    http="GET /admin/audit/verification",
    permission=Permission.ADMIN_AUDIT,
    examples=(Example("Is the record whole?", {}, actor="admin"), _STRANGER),
)
async def verify(work: Work, actor: Actor, body: Empty) -> Verification:
    """Follow the chain of hashes: a changed, removed or inserted entry breaks it.

    What was cut off at the end shows only in the number of entries: compare it with a number you noted
    elsewhere.
    """
    entries, broken_at = await audit.verify(work)
    return Verification(entries, broken_at)
