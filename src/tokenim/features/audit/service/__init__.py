"""What was done with power, by whom, and is the record of it whole?

`recording` writes a row with the change itself, `notes` gathers what changes nothing, `chain` seals and verifies.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from tokenim.features.audit import model, store
from tokenim.features.audit.model import EntryShown, Verdict, Wanted
from tokenim.features.audit.service.chain import Chain
from tokenim.features.audit.service.notes import Notes, Store
from tokenim.features.audit.service.recording import granting, record, target, witness
from tokenim.kernel import ids, page
from tokenim.kernel.actor import Actor
from tokenim.kernel.jobs import Step
from tokenim.kernel.operation import Operation
from tokenim.kernel.ports import Checkpoints
from tokenim.kernel.state import Key
from tokenim.kernel.unit_of_work import Context, Work

__all__ = [
    "RECORD", "Record", "close", "listed", "note", "observe", "open_", "purge", "record", "seal", "verify", "witness",
]  # fmt: skip

DAY_MS = 86_400_000
_END = (2**63 - 1, "")


class Record(NamedTuple):
    """What a node keeps of its record in memory."""

    chain: Chain
    notes: Notes
    days: int


RECORD: Key[Record] = Key("audit")


async def open_(checkpoints: Checkpoints, store: Store, work: Work) -> None:
    """Begin the record on this node; what `work` then holds is the caller's to store."""
    context = work.context
    record = Record(Chain(checkpoints), Notes(context, store), context.settings.audit_days)
    await context.state.put(RECORD, record).chain.open(work)


async def close(context: Context, once: Callable[[Step], Awaitable[None]]) -> None:
    """Record, seal and keep everything; `once` stores what a step records."""
    node = context.state[RECORD]
    await node.notes.settle()
    await once(seal)
    await node.chain.save()


def note(work: Work, actor: str, operation: str, target: str, outcome: str) -> None:
    """Count something that changed nothing and belongs into the record: a refusal, a guess, a reading."""
    node = work.context.state.get(RECORD)
    if node is not None:
        node.notes.add(actor, operation, target, outcome, work.actor.address)


def observe(context: Context, operation: Operation, actor: Actor, body: Any, outcome: str) -> None:
    """Note a refused act with power, and what an administrator reads."""
    if outcome or operation.permission.startswith("admin:"):
        named = target(operation, body)
        # What a product calls somebody may be an address or a name.
        about = named if ids.is_one(named) else ""
        opened_by = granting(actor)
        context.state[RECORD].notes.add(
            actor.principal, operation.name, about, outcome, actor.address, opened_by
        )


async def listed(work: Work, wanted: Wanted, cursor: str, limit: int) -> tuple[list[EntryShown], str | None]:
    """Return a page of the record, the newest first, and the next cursor."""
    await work.context.state[RECORD].notes.settle()
    before = page.unpack(cursor, tuple[int, str]) if cursor else _END
    found = await store.page(work, wanted, before, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return [model.shown(entry) for entry in found[:limit]], page.pack(last.at, last.id) if last else None


async def seal(work: Work) -> None:
    """Keep where the chain ended last time, seal more, and record what is due; a job for every second."""
    node = work.context.state[RECORD]
    await node.chain.save()
    await node.chain.seal(work)
    node.notes.record(work)


async def verify(work: Work) -> Verdict:
    """Follow the chain; return how many entries are right, and where and how it is broken."""
    return await work.context.state[RECORD].chain.verify(work)


async def purge(work: Work) -> None:
    """Remove what is older than the operator wants to keep; a job for now and then."""
    node = work.context.state[RECORD]
    if node.days:
        await node.chain.trim(work, work.now - node.days * DAY_MS)
