"""How are messages read, and what is kept beside the log?"""

from typing import NamedTuple

from tokenim.catalogue import limits
from tokenim.kernel import log
from tokenim.kernel.unit_of_work import Entry, Row, Sized, Work

_NOT_HIDDEN = """ AND NOT EXISTS (SELECT 1 FROM hidden h
    WHERE h.user_id = :user_id AND h.conversation_id = stream AND h.seq = entries.seq)"""
_MESSAGES = f"SELECT {log.COLUMNS} FROM entries WHERE stream = :stream AND kind = 'message.sent'{_NOT_HIDDEN}"
_AFTER = f"{_MESSAGES} AND seq > :after ORDER BY seq LIMIT :limit"
_BEFORE = f"{_MESSAGES} AND seq > :floor AND seq < :before ORDER BY seq DESC LIMIT :limit"
_ONE = f"{_MESSAGES} AND seq > :floor AND seq = :seq"
_SENT = f"""SELECT {log.COLUMNS} FROM entries
    WHERE client_id = :client_id AND sender_id = :sender_id AND stream = :stream"""


class Place(NamedTuple):
    """Whose view of which conversation; entries up to `floor` are not in it."""

    stream: str
    user_id: str
    floor: int


async def after(work: Work, place: Place, seq: int, limit: int) -> list[Entry]:
    """Return messages with a higher seq, in order, until they fill a page."""
    return _entries((await work.many(_after(place, seq, limit)))[0])


async def before(work: Work, place: Place, seq: int, limit: int) -> list[Entry]:
    """Return the last messages with a lower seq, newest first."""
    return _entries((await work.many(_before(place, seq, limit)))[0])


async def around(work: Work, place: Place, seq: int, limit: int) -> tuple[list[Entry], list[Entry]]:
    """Return (messages up to `seq`, newest first; messages after it, in order), half of the limit each."""
    half = max(1, limit // 2)
    first, second = await work.many(
        _before(place, min(seq + 1, 2**63 - 1), half), _after(place, seq, limit - half)
    )
    return _entries(first), _entries(second)


async def get(work: Work, place: Place, seq: int) -> Entry | None:
    """Return one message, if it is in the view."""
    row = await work.one(_ONE, stream=place.stream, user_id=place.user_id, floor=place.floor, seq=seq)
    return None if row is None else log.entry(row)


async def sent(work: Work, conversation_id: str, client_id: str) -> Entry | None:
    """Return the entry that the actor sent under this client id."""
    row = await work.one(_SENT, stream=conversation_id, sender_id=work.actor.user_id, client_id=client_id)
    return None if row is None else log.entry(row)


async def guard(work: Work, conversation_id: str, seq: int) -> None:
    """Make the unit depend on the message not being changed from now on. Call it before reading the message."""
    name = _message(conversation_id, seq)
    row = await work.one("SELECT version FROM streams WHERE id = :id", id=name)
    work.expect(name, row[0] if row else 0)


def changes(work: Work, conversation_id: str, seq: int) -> None:
    """Record that the unit changes the message: others that guard it depend on this one."""
    work.bump(_message(conversation_id, seq))


def _message(conversation_id: str, seq: int) -> str:
    return f"{conversation_id}/{seq}"


async def next_revision(work: Work, conversation_id: str, seq: int) -> int:
    """Return the number of the next revision of a message; what it held before is not read."""
    row = await work.one(
        "SELECT max(number) FROM revisions WHERE conversation_id = :conversation_id AND seq = :seq",
        conversation_id=conversation_id, seq=seq,
    )  # fmt: skip
    return int(row[0]) + 1 if row and row[0] else 1


async def revision_sizes(
    work: Work, conversation_id: str, seq: int, after: int, limit: int
) -> list[tuple[int, int]]:
    """Return (number, bytes) of what the message held before, oldest first; nothing is left of a recalled one."""
    rows = await work.all(
        """SELECT number, length(body) FROM revisions WHERE conversation_id = :conversation_id AND seq = :seq
           AND number > :after AND length(body) > 0 ORDER BY number LIMIT :limit""",
        conversation_id=conversation_id, seq=seq, after=after, limit=limit,
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def revisions(work: Work, conversation_id: str, seq: int, after: int, upto: int) -> list[Row]:
    """Return (number, body, until when) of what the message held before, `after` < number <= `upto`."""
    return await work.all(
        """SELECT number, body, at FROM revisions WHERE conversation_id = :conversation_id AND seq = :seq
           AND number > :after AND number <= :upto AND length(body) > 0 ORDER BY number""",
        conversation_id=conversation_id, seq=seq, after=after, upto=upto,
    )  # fmt: skip


def replace(work: Work, message: Entry, number: int, before: bytes, change: Entry) -> None:
    """Record that `change` gave the message the body it has now."""
    work.write(
        """INSERT INTO revisions (conversation_id, seq, number, body, at, changed_by)
           VALUES (:stream, :seq, :number, :body, :at, :changed_by)""",
        stream=message.stream, seq=message.seq, number=number, body=before, at=work.now, changed_by=change,
    )  # fmt: skip
    work.write(
        "UPDATE entries SET body = :body WHERE stream = :stream AND seq = :seq",
        stream=message.stream, seq=message.seq, body=message.body,
    )  # fmt: skip


def erase(work: Work, message: Entry, edited: bytes) -> None:
    """Record that nothing remains of what the message ever held or got: in revisions, entries, reactions, mentions."""
    place = {"stream": message.stream, "seq": message.seq}
    work.write(
        """UPDATE entries SET body = :body WHERE stream = :stream AND kind = 'message.edited' AND seq IN
           (SELECT changed_by FROM revisions WHERE conversation_id = :stream AND seq = :seq)""",
        body=edited, **place,
    )  # fmt: skip
    work.write(
        "UPDATE revisions SET body = :empty WHERE conversation_id = :stream AND seq = :seq",
        empty=b"",
        **place,
    )
    work.write(
        """UPDATE entries SET body = :body WHERE stream = :stream AND seq IN
           (SELECT entry FROM reacted WHERE conversation_id = :stream AND seq = :seq)""",
        body=b'{"target_seq":%d}' % message.seq, **place,
    )  # fmt: skip
    work.write("DELETE FROM reacted WHERE conversation_id = :stream AND seq = :seq", **place)
    work.write("DELETE FROM reactions WHERE conversation_id = :stream AND seq = :seq", **place)
    work.write("DELETE FROM reaction_counts WHERE conversation_id = :stream AND seq = :seq", **place)
    work.write("DELETE FROM mentions WHERE conversation_id = :stream AND seq = :seq", **place)


def mention(
    work: Work, conversation_id: str, seq: Entry | int, user_ids: list[str], *, everybody: bool
) -> None:
    """Record who is mentioned by a message."""
    for user_id in dict.fromkeys([*user_ids, ""] if everybody else user_ids):
        work.write(
            "INSERT INTO mentions (user_id, conversation_id, seq) VALUES (:user_id, :conversation_id, :seq)",
            user_id=user_id, conversation_id=conversation_id, seq=seq,
        )  # fmt: skip


def unmention(work: Work, conversation_id: str, seq: int) -> None:
    """Record that nobody is mentioned by the message any more."""
    work.write(
        "DELETE FROM mentions WHERE conversation_id = :conversation_id AND seq = :seq",
        conversation_id=conversation_id, seq=seq,
    )  # fmt: skip


def hide(work: Work, conversation_id: str, seq: int) -> None:
    """Record that the actor does not want to see the message any more; twice is once."""
    work.write(
        """INSERT INTO hidden (user_id, conversation_id, seq) VALUES (:user_id, :conversation_id, :seq)
           ON CONFLICT DO NOTHING""",
        user_id=work.actor.user_id, conversation_id=conversation_id, seq=seq,
    )  # fmt: skip


def _after(place: Place, seq: int, limit: int) -> Sized:
    start = max(seq, place.floor)
    values = {"stream": place.stream, "user_id": place.user_id, "after": start, "limit": limit}
    return Sized(_AFTER, values, log.BODY, limits.PAGE_BYTES)


def _before(place: Place, seq: int, limit: int) -> Sized:
    values = {
        "stream": place.stream,
        "user_id": place.user_id,
        "floor": place.floor,
        "before": seq,
        "limit": limit,
    }
    return Sized(_BEFORE, values, log.BODY, limits.PAGE_BYTES)


def _entries(rows: list[Row]) -> list[Entry]:
    return [log.entry(row) for row in rows]
