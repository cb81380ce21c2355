"""How is it recorded, chained and checked what was done with power?"""

from typing import Any

import msgspec

from tokenim.features.audit import model, store
from tokenim.features.audit.model import GENESIS, Entry, EntryShown
from tokenim.kernel import ids, masking, page
from tokenim.kernel.operation import Operation
from tokenim.kernel.unit_of_work import Work

AT_ONCE = 500


def witness(work: Work, operation: Operation, body: Any) -> None:
    """Record a change by an administrator or an application; this is `Calls.witness`."""
    target = str(getattr(body, operation.path_fields[0])) if operation.path_fields else ""
    record(work, operation.name, target, parameters=msgspec.to_builtins(masking.masked(body)))


def record(
    work: Work, operation: str, target: str, *, actor: str = "", parameters: dict[str, Any] | None = None
) -> None:
    """Record that `actor`, or else the caller, did something; stored with the change itself."""
    encoded = msgspec.json.encode(parameters or {}, order="sorted")
    who = actor or work.actor.principal
    store.add(work, Entry(ids.new("a"), work.now, who, operation, target, encoded, work.actor.address))


async def listed(work: Work, cursor: str, limit: int) -> tuple[list[EntryShown], str | None]:
    """Return a page of the record, the newest first, and the next cursor."""
    (before,) = page.unpack(cursor, tuple[str]) if cursor else ("",)
    found = await store.page(work, before, limit + 1)
    return [model.shown(entry) for entry in found[:limit]], (
        page.pack(found[limit - 1].id) if len(found) > limit else None
    )


async def seal(work: Work) -> int:
    """Record the place in the chain of entries that have none; answer how many. The caller commits the unit.

    Where several nodes do this at once, one wins and the others' units are refused as `Conflict`: they lose
    nothing.
    """
    last, unsealed = await store.last_and_unsealed(work, AT_ONCE)
    number, previous = (last.number or 0, last.hash or GENESIS) if last else (0, GENESIS)
    for entry in unsealed:
        number += 1
        previous = model.link(previous, entry, number)
        store.seal(work, entry.id, number, previous)
    return len(unsealed)


async def verify(work: Work) -> tuple[int, int | None]:
    """Follow the chain; return how many entries are right, and the number of the first wrong one.

    What was cut off at the end leaves no trace in the chain itself: compare its length with a copy kept
    elsewhere.
    """
    number, previous = 0, GENESIS
    while entries := await store.sealed(work, number, AT_ONCE):
        for entry in entries:
            if entry.number != number + 1 or entry.hash != model.link(previous, entry, number + 1):
                return number, number + 1
            number, previous = number + 1, entry.hash
    return number, None
