"""How do operators read the record of what was done with power?"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.features.audit import model as audit_model
from tokenim.features.audit import service as audit
from tokenim.features.audit.model import EntryShown
from tokenim.kernel import page
from tokenim.kernel.operation import Empty, Example, operation
from tokenim.kernel.unit_of_work import Work

FOR_EVER = 2**63 - 1
Named = Annotated[str, Meta(max_length=limits.ID_CHARS)]
Moment = Annotated[
    str, Meta(max_length=40, description="RFC 3339, with a time zone; empty where it does not matter")
]


class ListRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Which part of the record; filters that are left out do not matter."""

    actor: Annotated[Named, Meta(description="Who did it: the id of a user or application")] = ""
    operation: Annotated[Named, Meta(description="What was done, such as `admin.users.suspend`")] = ""
    target: Annotated[Named, Meta(description="To whom or what it was done: an id")] = ""
    outcome: Annotated[Named, Meta(description="`ok`, or the code of a refusal")] = ""
    granted_by: Annotated[
        Named, Meta(description="The application that opened the session it was done in")
    ] = ""
    since: Moment = ""
    until: Moment = ""
    cursor: page.Cursor | None = None
    limit: page.Size = limits.PAGE_DEFAULT


class Record(msgspec.Struct):
    """A page of the record."""

    items: list[EntryShown]
    next_cursor: str | None


class Verification(msgspec.Struct):
    """How many entries of the chain are right, and the number of the first that is not.

    `reason` is empty where the record is whole, else `changed`, `missing`, `cut off`, or `checkpoint` where what is
    kept outside of the database is not what the server wrote.
    """

    entries: int
    broken_at: int | None
    reason: str


_STRANGER = Example("A user asks", {}, errors.PERMISSION_MISSING)


@operation(
    "admin.audit.list",
    http="GET /admin/audit",
    permission=Permission.ADMIN_AUDIT,
    errors=(errors.CURSOR_INVALID,),
    examples=(
        Example("Who registered lately?", {"operation": "auth.register", "limit": 20}, actor="admin"),
        Example(
            "Who guessed at Alice's password?", {"target": "$alice", "operation": "auth.login"}, actor="admin"
        ),
        Example("No time", {"since": "yesterday"}, errors.REQUEST_INVALID, actor="admin"),
        _STRANGER,
    ),
)
async def listed(work: Work, body: ListRecord) -> Record:
    """List what was done with power, the newest first.

    Changes by administrators, applications and owners of groups, logins and registrations; what was refused of it,
    wrong passwords and keys; what administrators read. What happens often within a minute is one entry that says how
    many `times`. It holds ids, no names: those of a deleted user stand nowhere in it.
    """
    wanted = audit_model.Wanted(
        actor=body.actor,
        operation=body.operation,
        target=body.target,
        outcome=body.outcome,
        granted_by=body.granted_by,
        since=_moment("since", body.since, 0),
        until=_moment("until", body.until, FOR_EVER),
    )
    items, next_cursor = await audit.listed(work, wanted, body.cursor or "", body.limit)
    return Record(items, next_cursor)


@operation(
    "admin.audit.verify",
    http="GET /admin/audit/verification",
    permission=Permission.ADMIN_AUDIT,
    examples=(Example("Is the record whole?", {}, actor="admin"), _STRANGER),
)
async def verify(work: Work, body: Empty) -> Verification:
    """Follow the chain of hashes to where the server knows that it ends.

    A changed, removed, inserted or reordered entry breaks it, and so does an end that was cut off: the server keeps the
    end of the chain outside of the database.
    """
    verdict = await audit.verify(work)
    return Verification(verdict.entries, verdict.broken_at, verdict.reason)


def _moment(field: str, text: str, default: int) -> int:
    """Return a time in milliseconds."""
    if not text:
        return default
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise errors.wrong(field, "time.wrong") from None
    if at.tzinfo is None:
        raise errors.wrong(field, "time.no_zone")
    return min(max(int(at.timestamp() * 1000), 0), FOR_EVER)
