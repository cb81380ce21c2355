"""How are conversations and members kept?"""

from typing import Any

from tokenim.features.conversations.model import Conversation, Member
from tokenim.kernel import faults, log
from tokenim.kernel.unit_of_work import CountOf, Entry, Query, Row, Work

READ_BY_SENDING = """UPDATE members SET read_seq = :seq, read_count = :count
    WHERE conversation_id = :stream AND user_id = :sender AND read_seq < :seq"""

_CONVERSATION = """SELECT c.id, c.kind, c.name, c.description, c.avatar_url, c.history, c.created_by, c.created_at,
    c.dissolved_at, coalesce(s.version, 0)
    FROM conversations c LEFT JOIN streams s ON s.id = c.id WHERE c.id = :id"""
_MEMBERS = "SELECT user_id, role, visible_after FROM members WHERE conversation_id = :id"

_UNREAD = "coalesce(s.count, 0) - m.read_count"
_LISTED = f"""SELECT c.id, c.kind, c.name, c.description, c.avatar_url, c.history, c.created_by, c.created_at,
    c.dissolved_at, coalesce(s.last_seq, 0), {_UNREAD}, m.role, m.read_seq, m.delivered_seq, m.pinned, m.muted,
    coalesce(s.batch, 0), m.visible_after, c.pair
    FROM members m JOIN conversations c ON c.id = m.conversation_id LEFT JOIN streams s ON s.id = c.id
    WHERE m.user_id = :user_id"""
_PAGE = """ AND (m.pinned < :pinned OR (m.pinned = :pinned AND (coalesce(s.batch, 0) < :batch
    OR (coalesce(s.batch, 0) = :batch AND c.id < :id))))
    ORDER BY m.pinned DESC, coalesce(s.batch, 0) DESC, c.id DESC LIMIT :limit"""
_CHANGED = " AND coalesce(s.batch, 0) > :since ORDER BY coalesce(s.batch, 0), c.id LIMIT :limit"

_COUNT = "SELECT count(*) FROM members WHERE conversation_id = :id"
_MENTIONED = """SELECT count(DISTINCT seq) FROM mentions WHERE user_id IN (:user_id, '') AND conversation_id = :id
    AND seq > :read_seq AND seq > :visible_after"""
_LAST_MESSAGE = f"""SELECT {log.COLUMNS} FROM entries
    WHERE stream = :id AND kind = 'message.sent' AND seq > :visible_after AND NOT EXISTS (SELECT 1 FROM hidden h
    WHERE h.user_id = :user_id AND h.conversation_id = stream AND h.seq = entries.seq) ORDER BY seq DESC LIMIT 1"""


def add(work: Work, **values: Any) -> None:
    """Record a new conversation."""
    work.write(
        """INSERT INTO conversations (id, kind, pair, name, description, avatar_url, history, created_by, created_at)
           VALUES (:id, :kind, :pair, :name, :description, :avatar_url, :history, :created_by, :created_at)""",
        **values,
    )


async def get(work: Work, conversation_id: str) -> Conversation | None:
    """Return the conversation with all members, from one snapshot."""
    found, members = await work.many(
        (_CONVERSATION, {"id": conversation_id}), (_MEMBERS, {"id": conversation_id})
    )
    if not found:
        return None
    conversation = Conversation(*found[0])
    conversation.members = {user_id: Member(role, visible_after) for user_id, role, visible_after in members}
    conversation.hidden_upto = max((visible_after for _, _, visible_after in members), default=0)
    return conversation


async def by_pair(work: Work, pair: str) -> str | None:
    """Return the id of the direct conversation of two users."""
    row = await work.one("SELECT id FROM conversations WHERE pair = :pair", pair=pair)
    return None if row is None else str(row[0])


async def listed(work: Work, user_id: str, after: tuple[int, int, str], limit: int) -> list[Row]:
    """Return a page of the user's conversations: pinned first, then the one that something happened in last."""
    pinned, batch, conversation_id = after
    return await work.all(
        _LISTED + _PAGE, user_id=user_id, pinned=pinned, batch=batch, id=conversation_id, limit=limit
    )


async def changed(work: Work, user_id: str, since: int, limit: int) -> list[Row]:
    """Return the user's conversations that a batch after `since` touched, oldest change first."""
    return await work.all(_LISTED + _CHANGED, user_id=user_id, since=since, limit=limit)


async def one_listed(work: Work, user_id: str, conversation_id: str) -> Row | None:
    """Return the conversation as the user's list shows it."""
    return await work.one(_LISTED + " AND c.id = :id", user_id=user_id, id=conversation_id)


async def details(work: Work, user_id: str, rows: list[Row]) -> list[tuple[int, int, Entry | None]]:
    """Return (members, unread mentions, last message) of each listed conversation, from one snapshot."""
    queries: list[Query] = []
    for row in rows:
        place = {"id": row[0], "user_id": user_id, "read_seq": row[12], "visible_after": row[17]}
        queries += [(_COUNT, {"id": row[0]}), (_MENTIONED, place), (_LAST_MESSAGE, place)]
    found = await work.many(*queries) if queries else []
    return [
        (members[0][0], mentions[0][0], log.entry(last[0]) if last else None)
        for members, mentions, last in zip(found[::3], found[1::3], found[2::3], strict=True)
    ]


def update(work: Work, conversation_id: str, changes: dict[str, Any]) -> None:
    """Record new values of columns."""
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    work.write(f"UPDATE conversations SET {columns} WHERE id = :id", id=conversation_id, **changes)


def add_member(
    work: Work, conversation_id: str, user_id: str, role: str, since: Entry | None, *, hide: bool
) -> None:
    """Record a new member who has nothing unread: everything up to the entry `since` counts as read."""
    work.write(
        """INSERT INTO members (conversation_id, user_id, role, joined_at, visible_after, read_seq, read_count)
           VALUES (:conversation_id, :user_id, :role, :at, :hidden, :seq, :count)""",
        conversation_id=conversation_id, user_id=user_id, role=role, at=work.now,
        hidden=since if hide and since else 0, seq=since or 0, count=CountOf(since) if since else 0,
    )  # fmt: skip


def remove_member(work: Work, conversation_id: str, user_id: str) -> None:
    """Record that a user is a member no more."""
    work.write(
        "DELETE FROM members WHERE conversation_id = :conversation_id AND user_id = :user_id",
        conversation_id=conversation_id, user_id=user_id,
    )  # fmt: skip


def update_member(work: Work, conversation_id: str, user_id: str, changes: dict[str, Any]) -> None:
    """Record new values of a membership."""
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    work.write(
        f"UPDATE members SET {columns} WHERE conversation_id = :conversation_id AND user_id = :user_id",
        conversation_id=conversation_id, user_id=user_id, **changes,
    )  # fmt: skip


def move_read(work: Work, conversation_id: str, user_id: str, seq: int, count: int) -> None:
    """Record how far the member has read; a cursor never goes back."""
    faults.hit("read_recorded")
    work.write(
        """UPDATE members SET read_seq = :seq, read_count = :count
           WHERE conversation_id = :conversation_id AND user_id = :user_id AND read_seq < :seq""",
        conversation_id=conversation_id, user_id=user_id, seq=seq, count=count,
    )  # fmt: skip


def move_delivered(work: Work, conversation_id: str, user_id: str, seq: int) -> None:
    """Record how far a device of the member holds the conversation; a cursor never goes back."""
    work.write(
        """UPDATE members SET delivered_seq = :seq
           WHERE conversation_id = :conversation_id AND user_id = :user_id AND delivered_seq < :seq""",
        conversation_id=conversation_id, user_id=user_id, seq=seq,
    )  # fmt: skip


async def cursors(work: Work, conversation_id: str, user_id: str, seq: int) -> tuple[int, int, int] | None:
    """Return (read seq, delivered seq, running count at `seq`), or nothing if there is no such entry or member."""
    row = await work.one(
        """SELECT m.read_seq, m.delivered_seq, e.count FROM members m
           JOIN entries e ON e.stream = m.conversation_id AND e.seq = :seq
           WHERE m.conversation_id = :conversation_id AND m.user_id = :user_id""",
        conversation_id=conversation_id, user_id=user_id, seq=seq,
    )  # fmt: skip
    return None if row is None else (row[0], row[1], row[2])


async def members(work: Work, conversation_id: str, after: str, limit: int) -> list[Row]:
    """Return a page of members in order of their ids."""
    return await work.all(
        """SELECT user_id, role, joined_at, read_seq, delivered_seq FROM members
           WHERE conversation_id = :id AND user_id > :after ORDER BY user_id LIMIT :limit""",
        id=conversation_id, after=after, limit=limit,
    )  # fmt: skip


async def streams_of(work: Work, user_id: str) -> list[Row]:
    """Return (conversation id, last seq, visible after) of all the user's conversations."""
    return await work.all(
        """SELECT m.conversation_id, coalesce(s.last_seq, 0), m.visible_after
           FROM members m LEFT JOIN streams s ON s.id = m.conversation_id WHERE m.user_id = :user_id""",
        user_id=user_id,
    )


async def acquainted(work: Work, user_ids: list[str]) -> set[str]:
    """Return those of the users who share a conversation with the actor."""
    names = {f"u{number}": user_id for number, user_id in enumerate(user_ids)}
    places = ", ".join(f":{name}" for name in names)
    rows = await work.all(
        f"""SELECT DISTINCT other.user_id FROM members other
            WHERE other.user_id IN ({places}) AND EXISTS (SELECT 1 FROM members mine
            WHERE mine.conversation_id = other.conversation_id AND mine.user_id = :me)""",
        me=work.actor.user_id, **names,
    )  # fmt: skip
    return {row[0] for row in rows}
