"""How are reactions kept, so that what a message shows of them does not cost as much as there are?"""

from typing import NamedTuple

from tokenim.catalogue import limits
from tokenim.kernel.among import packed_rows, rows
from tokenim.kernel.unit_of_work import Entry, Row, Work

# A page of history lies close together: the index is read through. Others, such as pins, are looked up one by one.
_CLOSE = "BETWEEN :first AND :upto"
_APART = f"IN (SELECT seq FROM {rows('seqs', seq=int)})"
# The first users of each emoji, in the order in which they reacted: the index is read up to the last that is shown.
_FIRST = """WITH ends AS MATERIALIZED (
      SELECT c.seq, c.emoji, CASE WHEN c.users > :shown THEN
          (SELECT r.entry FROM reactions r
           WHERE r.conversation_id = c.conversation_id AND r.seq = c.seq AND r.emoji = c.emoji
           ORDER BY r.entry LIMIT 1 OFFSET :shown - 1) ELSE :highest END AS last
      FROM reaction_counts c WHERE c.conversation_id = :stream AND c.seq {which})
    SELECT r.seq, r.emoji, r.user_id FROM ends CROSS JOIN reactions r
    WHERE r.conversation_id = :stream AND r.seq = ends.seq AND r.emoji = ends.emoji AND r.entry <= ends.last
    ORDER BY r.seq, r.emoji, r.entry"""
# How many there are where not all are shown, whether the actor is one of them, and the last entry that tells of one.
_COUNTS = """SELECT c.seq, c.emoji, c.users, r.user_id,
      (SELECT max(e.entry) FROM reacted e WHERE e.conversation_id = c.conversation_id AND e.seq = c.seq)
    FROM reaction_counts c LEFT JOIN reactions r
      ON r.conversation_id = c.conversation_id AND r.seq = c.seq AND r.emoji = c.emoji AND r.user_id = :me
    WHERE c.conversation_id = :stream AND c.seq {which} AND c.users > :shown"""
_SHOWN_CLOSE = _FIRST.format(which=_CLOSE), _COUNTS.format(which=_CLOSE)
_SHOWN_APART = _FIRST.format(which=_APART), _COUNTS.format(which=_APART)
_PRESENT = """SELECT c.emoji, r.user_id IS NOT NULL FROM reaction_counts c LEFT JOIN reactions r
      ON r.conversation_id = c.conversation_id AND r.seq = c.seq AND r.emoji = c.emoji AND r.user_id = :me
    WHERE c.conversation_id = :stream AND c.seq = :seq"""
_PAGE = """SELECT emoji, user_id, at, entry FROM reactions WHERE conversation_id = :stream AND seq = :seq"""
_OF_ONE = f"{_PAGE} AND emoji = :emoji AND entry > :entry ORDER BY entry LIMIT :limit"
_OF_ALL = f"{_PAGE} AND (emoji, entry) > (:emoji, :entry) ORDER BY emoji, entry LIMIT :limit"


class Reactions(NamedTuple):
    """What a message shows: emoji -> users, emoji -> how many where not all are shown, and then the last entry counted."""

    users: dict[str, list[str]]
    counts: dict[str, int]
    seq: int = 0


class After(NamedTuple):
    """A place in the list of the reactions to a message: by emoji, and by the entry that told of it."""

    emoji: str
    entry: int


async def shown(work: Work, conversation_id: str, seqs: list[int]) -> dict[int, Reactions]:
    """Return what messages show, by seq: the first users of each emoji, and the actor if among the others."""
    first, upto = min(seqs), max(seqs)
    values = {"stream": conversation_id, "shown": limits.REACTION_USERS}
    if upto - first < 2 * len(seqs):
        sql, values = _SHOWN_CLOSE, values | {"first": first, "upto": upto}
    else:
        sql, values = _SHOWN_APART, values | {"seqs": packed_rows((seq,) for seq in seqs)}
    users, counts = await work.many(
        (sql[0], values | {"highest": 2**63 - 1}), (sql[1], values | {"me": work.actor.user_id})
    )
    found: dict[int, Reactions] = {}
    for seq, emoji, user_id in users:
        found.setdefault(seq, Reactions({}, {})).users.setdefault(emoji, []).append(user_id)
    for seq, emoji, count, me, last in counts:
        found[seq] = _counted(found[seq], emoji, count, me)._replace(seq=last)
    return found


def _counted(message: Reactions, emoji: str, count: int, me: str | None) -> Reactions:
    users = message.users[emoji]
    if me is not None and me not in users:
        users.append(me)
    if count > len(users):
        message.counts[emoji] = count
    return message


async def present(work: Work, conversation_id: str, seq: int) -> dict[str, bool]:
    """Return emoji -> whether the actor reacted with it, of all that the message has."""
    rows = await work.all(_PRESENT, stream=conversation_id, seq=seq, me=work.actor.user_id)
    return {emoji: bool(mine) for emoji, mine in rows}


async def who_reacted(
    work: Work, conversation_id: str, seq: int, after: After, limit: int, *, of_one: bool
) -> list[Row]:
    """Return (emoji, user id, when, entry) by emoji and in the order in which they reacted; `of_one`: of one emoji alone."""
    sql = _OF_ONE if of_one else _OF_ALL
    place = {"stream": conversation_id, "seq": seq, "emoji": after.emoji, "entry": after.entry}
    return await work.all(sql, limit=limit, **place)


def react(work: Work, conversation_id: str, seq: int, emoji: str, entry: Entry) -> None:
    """Record a reaction that `entry` tells; the same one twice collides."""
    _reacted(work, conversation_id, seq, entry)
    work.write(
        """INSERT INTO reactions (conversation_id, seq, emoji, user_id, at, entry)
           VALUES (:conversation_id, :seq, :emoji, :user_id, :at, :entry)""",
        conversation_id=conversation_id, seq=seq, emoji=emoji, user_id=work.actor.user_id, at=work.now, entry=entry,
    )  # fmt: skip
    work.write(
        """INSERT INTO reaction_counts (conversation_id, seq, emoji, users)
           VALUES (:conversation_id, :seq, :emoji, 1)
           ON CONFLICT (conversation_id, seq, emoji) DO UPDATE SET users = reaction_counts.users + 1""",
        conversation_id=conversation_id, seq=seq, emoji=emoji,
    )  # fmt: skip


def unreact(work: Work, conversation_id: str, seq: int, emoji: str, entry: Entry) -> None:
    """Record that a reaction was taken back, as `entry` tells; twice counts once."""
    _reacted(work, conversation_id, seq, entry)
    place = {"conversation_id": conversation_id, "seq": seq, "emoji": emoji}
    one = "conversation_id = :conversation_id AND seq = :seq AND emoji = :emoji"
    its = f"FROM reactions WHERE {one} AND user_id = :user_id"
    work.write(
        f"UPDATE reaction_counts SET users = users - 1 WHERE {one} AND EXISTS (SELECT 1 {its})",
        user_id=work.actor.user_id, **place,
    )  # fmt: skip
    work.write(f"DELETE FROM reaction_counts WHERE {one} AND users = 0", **place)
    work.write(f"DELETE {its}", user_id=work.actor.user_id, **place)


def _reacted(work: Work, conversation_id: str, seq: int, entry: Entry) -> None:
    work.write(
        "INSERT INTO reacted (conversation_id, seq, entry) VALUES (:conversation_id, :seq, :entry)",
        conversation_id=conversation_id, seq=seq, entry=entry,
    )  # fmt: skip
