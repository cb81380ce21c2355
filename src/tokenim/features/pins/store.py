"""How are pins kept? One row for each pinned message."""

from tokenim.catalogue import limits
from tokenim.features.pins.model import Pin
from tokenim.kernel import log
from tokenim.kernel.unit_of_work import Entry, Sized, Work

_MESSAGE = ", ".join(f"e.{column}" for column in log.COLUMNS.split(", "))
_WIDTH = len(log.COLUMNS.split(", "))
_PAGE = f"""SELECT {_MESSAGE}, p.pinned_by, p.pinned_at, p.entry
    FROM pins p JOIN entries e ON e.stream = p.conversation_id AND e.seq = p.seq
    WHERE p.conversation_id = :stream AND p.entry < :before AND p.seq > :floor
      AND NOT EXISTS (SELECT 1 FROM hidden h
        WHERE h.user_id = :me AND h.conversation_id = p.conversation_id AND h.seq = p.seq)
    ORDER BY p.entry DESC LIMIT :limit"""


async def guard(work: Work, conversation_id: str) -> None:
    """Make the unit depend on nobody pinning or unpinning in the conversation meanwhile. Call it before reading the pins."""
    name = _pins(conversation_id)
    row = await work.one("SELECT version FROM streams WHERE id = :id", id=name)
    work.expect(name, row[0] if row else 0)


def changes(work: Work, conversation_id: str) -> None:
    """Record that the unit pins or unpins: others that guard the pins depend on this one."""
    work.bump(_pins(conversation_id))


def _pins(conversation_id: str) -> str:
    return f"{conversation_id}/pins"


async def pinned(work: Work, conversation_id: str, seq: int) -> tuple[bool, int]:
    """Return (whether the message is pinned, how many of the conversation are)."""
    row = await work.one(
        """SELECT count(*), coalesce(sum(CASE WHEN seq = :seq THEN 1 ELSE 0 END), 0)
           FROM pins WHERE conversation_id = :stream""",
        stream=conversation_id, seq=seq,
    )  # fmt: skip
    count, mine = row or (0, 0)
    return bool(mine), int(count)


async def page(work: Work, conversation_id: str, floor: int, before: int, limit: int) -> list[Pin]:
    """Return pins of messages that the actor sees, the newest pin first, until they fill a page."""
    values = {
        "stream": conversation_id,
        "me": work.actor.user_id,
        "floor": floor,
        "before": before,
        "limit": limit,
    }
    rows = (await work.many(Sized(_PAGE, values, log.BODY, limits.PAGE_BYTES)))[0]
    return [Pin(log.entry(row[:_WIDTH]), *row[_WIDTH:]) for row in rows]


def pin(work: Work, conversation_id: str, seq: int, entry: Entry) -> None:
    """Record that `entry` pinned a message."""
    work.write(
        """INSERT INTO pins (conversation_id, seq, pinned_by, pinned_at, entry)
           VALUES (:stream, :seq, :pinned_by, :pinned_at, :entry)""",
        stream=conversation_id, seq=seq, pinned_by=work.actor.user_id, pinned_at=work.now, entry=entry,
    )  # fmt: skip


def unpin(work: Work, conversation_id: str, seq: int) -> None:
    """Record that a message is pinned no more; without a pin nothing changes."""
    work.write(
        "DELETE FROM pins WHERE conversation_id = :stream AND seq = :seq", stream=conversation_id, seq=seq
    )
