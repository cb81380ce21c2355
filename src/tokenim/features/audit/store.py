"""How is the record kept? Rows are added and sealed, never changed, and removed when their time is over."""

import msgspec

from tokenim.features.audit import model
from tokenim.features.audit.model import Entry, Wanted
from tokenim.kernel.unit_of_work import Work

_ENTRY = "SELECT id, at, actor, operation, target, parameters, address, outcome, granted_by, number, hash FROM audit "
_ADD = """INSERT INTO audit (id, at, actor, operation, target, parameters, address, outcome, granted_by)
          VALUES (:id, :at, :actor, :operation, :target, :parameters, :address, :outcome, :granted_by)"""
_UNSEALED = _ENTRY + "WHERE number IS NULL ORDER BY id LIMIT :limit"
_LAST = _ENTRY + "WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1"
_SEALED = _ENTRY + "WHERE number > :after ORDER BY number LIMIT :limit"
_FIRST = _ENTRY + "WHERE number IS NOT NULL ORDER BY number LIMIT 1"
_REMOVE = "DELETE FROM audit WHERE number <= :number"
_PAGE = _ENTRY + "WHERE at >= :since AND at < :until AND (at, id) < (:at, :id)"
_NEWEST = " ORDER BY at DESC, id DESC LIMIT :limit"
_BY = ("actor", "operation", "target", "outcome", "granted_by")


def add(work: Work, entry: Entry) -> None:
    """Record an entry that is not sealed yet."""
    values = msgspec.structs.asdict(entry)
    work.write(_ADD, **{name: value for name, value in values.items() if name not in ("number", "hash")})


async def page(work: Work, wanted: Wanted, before: tuple[int, str], limit: int) -> list[Entry]:
    """Return entries before (at, id), the newest first."""
    by = {name: value for name in _BY if (value := getattr(wanted, name))}
    if wanted.outcome == model.DONE:
        by["outcome"] = ""
    sql = _PAGE + "".join(f" AND {name} = :{name}" for name in by) + _NEWEST
    values = {"since": wanted.since, "until": wanted.until, "at": before[0], "id": before[1], "limit": limit}
    return [Entry(*row) for row in await work.all(sql, **by, **values)]


async def sealed(work: Work, after: int, limit: int) -> list[Entry]:
    """Return entries in the order of the chain."""
    return [Entry(*row) for row in await work.all(_SEALED, after=after, limit=limit)]


async def last_and_unsealed(work: Work, limit: int) -> tuple[Entry | None, list[Entry]]:
    """Return the end of the chain and what waits for its place, from one snapshot."""
    last, unsealed = await work.many((_LAST, {}), (_UNSEALED, {"limit": limit}))
    return (Entry(*last[0]) if last else None), [Entry(*row) for row in unsealed]


async def first_and_last(work: Work) -> tuple[Entry, Entry] | None:
    """Return both ends of the chain, or nothing where none is sealed."""
    first, last = await work.many((_FIRST, {}), (_LAST, {}))
    return (Entry(*first[0]), Entry(*last[0])) if first else None


def remove(work: Work, number: int) -> None:
    """Record that the entries up to this place are removed."""
    work.write(_REMOVE, number=number)


def seal(work: Work, entry_id: str, number: int, digest: bytes) -> None:
    """Record an entry's place; two seals of one place are a conflict, which the database refuses."""
    work.write(
        "UPDATE audit SET number = :number, hash = :hash WHERE id = :id",
        number=number,
        hash=digest,
        id=entry_id,
    )
