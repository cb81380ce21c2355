"""How is the record kept? Rows are added and sealed, never changed or removed."""

import msgspec

from tokenim.features.audit.model import Entry
from tokenim.kernel.unit_of_work import Work

_ENTRY = "SELECT id, at, actor, operation, target, parameters, address, number, hash FROM audit "
_ADD = """INSERT INTO audit (id, at, actor, operation, target, parameters, address)
          VALUES (:id, :at, :actor, :operation, :target, :parameters, :address)"""
_UNSEALED = _ENTRY + "WHERE number IS NULL ORDER BY id LIMIT :limit"
_LAST = _ENTRY + "WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1"
_SEALED = _ENTRY + "WHERE number > :after ORDER BY number LIMIT :limit"
_PAGE = _ENTRY + "WHERE (:before = '' OR id < :before) ORDER BY id DESC LIMIT :limit"


def add(work: Work, entry: Entry) -> None:
    """Record an entry that is not sealed yet."""
    values = msgspec.structs.asdict(entry)
    work.write(_ADD, **{name: value for name, value in values.items() if name not in ("number", "hash")})


async def page(work: Work, before: str, limit: int) -> list[Entry]:
    """Return entries, the newest first."""
    return [Entry(*row) for row in await work.all(_PAGE, before=before, limit=limit)]


async def sealed(work: Work, after: int, limit: int) -> list[Entry]:
    """Return entries in the order of the chain."""
    return [Entry(*row) for row in await work.all(_SEALED, after=after, limit=limit)]


async def last_and_unsealed(work: Work, limit: int) -> tuple[Entry | None, list[Entry]]:
    """Return the end of the chain and what waits for its place, from one snapshot."""
    last, unsealed = await work.many((_LAST, {}), (_UNSEALED, {"limit": limit}))
    return (Entry(*last[0]) if last else None), [Entry(*row) for row in unsealed]


def seal(work: Work, entry_id: str, number: int, digest: bytes) -> None:
    """Record an entry's place; two seals of one place are a conflict, which the database refuses."""
    work.write(
        "UPDATE audit SET number = :number, hash = :hash WHERE id = :id",
        number=number,
        hash=digest,
        id=entry_id,
    )
