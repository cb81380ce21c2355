"""What does a user see of conversations? One statement a page; unread and mentions know what the user can see.

Both are counted after the read cursor: messages that the user hid are left out, and so are mentions of messages that were
recalled or lie before what the member may see.
"""

from collections.abc import Sequence
from typing import Any

from tokenim.catalogue import limits
from tokenim.features.conversations.model import Listed, Standing
from tokenim.kernel import log
from tokenim.kernel.among import among, packed
from tokenim.kernel.unit_of_work import Row, Work

# `p` has id, read_to, read_count, count and visible_after; `:hiding` is a message that is about to be hidden, or 0.
_UNREAD = """p.count - p.read_count - (SELECT count(*) FROM hidden h
      WHERE h.user_id = :user_id AND h.conversation_id = p.id AND h.seq > p.read_to AND h.seq <> :hiding)
    - CASE WHEN :hiding > p.read_to THEN 1 ELSE 0 END"""
_MENTIONS = """(SELECT count(DISTINCT n.seq) FROM mentions n WHERE n.user_id IN (:user_id, '')
      AND n.conversation_id = p.id AND n.seq > p.read_to AND n.seq > p.visible_after AND n.seq <> :hiding
      AND NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user_id = :user_id AND h.conversation_id = p.id AND h.seq = n.seq))"""
_LAST = """(SELECT l.seq FROM entries l WHERE l.stream = p.id AND l.kind = 'message.sent' AND l.seq > p.visible_after
      AND NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user_id = :user_id AND h.conversation_id = p.id AND h.seq = l.seq)
      ORDER BY l.seq DESC LIMIT 1)"""
# Who has read a message has it on a device, whatever that device said.
DELIVERED = "CASE WHEN m.delivered_seq < m.read_seq THEN m.read_seq ELSE m.delivered_seq END"

_MINE = f"""SELECT c.id, c.kind, c.name, c.description, c.avatar_url, c.history, c.created_by, c.created_at,
      c.dissolved_at, c.pair, c.member_count, m.role, m.read_seq AS read_to, m.read_count, {DELIVERED} AS delivered_seq, m.pinned,
      m.muted, m.visible_after, m.invited_by, coalesce(s.last_seq, 0) AS last_seq, coalesce(s.count, 0) AS count,
      coalesce(s.batch, 0) AS batch, coalesce(s.version, 0) AS version
    FROM members m JOIN conversations c ON c.id = m.conversation_id LEFT JOIN streams s ON s.id = c.id
    WHERE m.user_id = :user_id"""
_AFTER = """ AND (m.pinned < :pinned OR (m.pinned = :pinned AND (coalesce(s.batch, 0) < :batch
      OR (coalesce(s.batch, 0) = :batch AND c.id < :id))))
    ORDER BY m.pinned DESC, coalesce(s.batch, 0) DESC, c.id DESC LIMIT :limit"""
_SINCE = """ AND (coalesce(s.batch, 0) > :since OR (coalesce(s.batch, 0) = :since AND :after <> '' AND c.id > :after))
    ORDER BY coalesce(s.batch, 0), c.id LIMIT :limit"""


def _shown(rows: str) -> str:
    """Return the statement that adds to rows of conversations what their user sees in them."""
    message = ", ".join(f"e.{column}" for column in log.COLUMNS.split(", "))
    return f"""SELECT p.id, p.kind, p.name, p.description, p.avatar_url, p.history, p.created_by, p.created_at,
      p.dissolved_at, p.pair, p.role, p.read_to, p.delivered_seq, p.pinned, p.muted, p.last_seq, p.batch, p.version, p.invited_by,
      {_UNREAD}, {_MENTIONS}, p.member_count, {message}
    FROM ({rows}) p LEFT JOIN entries e ON e.stream = p.id AND e.seq = {_LAST}"""


_LAST_AT = Listed._fields.index("last")
_LAST_BODY = _LAST_AT + log.BODY
_ORDER = " ORDER BY p.pinned DESC, p.batch DESC, p.id DESC"
_PAGE = _shown(_MINE + _AFTER) + _ORDER
_PAGE_OF = _shown(f"{_MINE} AND {among('c.id', 'ids')}{_AFTER}") + _ORDER
_CHANGED = _shown(_MINE + _SINCE) + " ORDER BY p.batch, p.id"
_ONE = _shown(_MINE + " AND c.id = :id")

_STANDING = f"""SELECT p.read_seq, p.delivered_seq, p.upto, p.last_seq, {_UNREAD}, {_MENTIONS}, p.version
    FROM (SELECT m.conversation_id AS id, m.read_seq, {DELIVERED} AS delivered_seq, e.count AS upto, m.visible_after,
        coalesce(s.last_seq, 0) AS last_seq, coalesce(s.count, 0) AS count, coalesce(v.version, 0) AS version,
        CASE WHEN e.seq > m.read_seq THEN e.seq ELSE m.read_seq END AS read_to,
        CASE WHEN e.seq > m.read_seq THEN e.count ELSE m.read_count END AS read_count
      FROM members m LEFT JOIN streams s ON s.id = m.conversation_id LEFT JOIN streams v ON v.id = :view
      LEFT JOIN entries e ON e.stream = m.conversation_id AND e.seq = :seq
      WHERE m.conversation_id = :id AND m.user_id = :user_id) p"""


async def listed(
    work: Work, user_id: str, after: tuple[int, int, str], limit: int, *, ids: Sequence[str] | None = None
) -> list[Listed]:
    """Return the user's conversations until they fill a page: pinned first, then the one that something happened in last.

    With `ids` only those of them that have one of these.
    """
    pinned, batch, conversation_id = after
    values: dict[str, Any] = {"user_id": user_id, "hiding": 0, "limit": limit}
    values |= {"pinned": pinned, "batch": batch, "id": conversation_id}
    sql = _PAGE
    if ids is not None:
        sql, values["ids"] = _PAGE_OF, packed(ids)
    return [_row(row) for row in await work.sized(sql, _LAST_BODY, limits.PAGE_BYTES, **values)]


async def changed(work: Work, user_id: str, since: tuple[int, str], limit: int) -> list[Listed]:
    """Return the user's conversations that a later batch touched, oldest change first, until they fill a page.

    `since` is a batch, and the id of the last one of its conversations that is known, or nothing where all of them are.
    """
    values = {"user_id": user_id, "hiding": 0, "since": since[0], "after": since[1], "limit": limit}
    return [_row(row) for row in await work.sized(_CHANGED, _LAST_BODY, limits.PAGE_BYTES, **values)]


async def one_listed(work: Work, user_id: str, conversation_id: str) -> Listed | None:
    """Return the conversation as the user's list shows it."""
    row = await work.one(_ONE, user_id=user_id, hiding=0, id=conversation_id)
    return None if row is None else _row(row)


async def standing(
    work: Work, conversation_id: str, user_id: str, *, seq: int = 0, hiding: int = 0
) -> Standing | None:
    """Return where a member stands once everything up to `seq` is read and the message `hiding` is hidden."""
    row = await work.one(
        _STANDING, id=conversation_id, user_id=user_id, seq=seq, hiding=hiding,
        view=_view(conversation_id, user_id),
    )  # fmt: skip
    return None if row is None else Standing(*row)


def expect_view(
    work: Work, conversation_id: str, user_id: str, version: int, *, change: bool = False
) -> None:
    """Make the unit depend on the member hiding nothing meanwhile; a `change` makes others depend on this one."""
    name = _view(conversation_id, user_id)
    work.expect(name, version)
    if change:
        work.bump(name)


def _view(conversation_id: str, user_id: str) -> str:
    return f"{conversation_id}/{user_id}"


def _row(row: Row) -> Listed:
    """Return a row by its names: the columns are in the order of the fields, those of the last message come last."""
    found = Listed._make((*row[:_LAST_AT], None if row[_LAST_AT] is None else row[_LAST_AT:]))
    return found if found.unread >= 0 else found._replace(unread=0)
