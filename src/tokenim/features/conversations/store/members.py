"""How are members, their cursors and their wishes kept?"""

from typing import Any

from tokenim.features.conversations.model import Membership, Seat, UserStream
from tokenim.features.conversations.store.listing import DELIVERED
from tokenim.kernel import faults
from tokenim.kernel.among import among, packed
from tokenim.kernel.unit_of_work import CountOf, Entry, Work

# Who speaks has read what was said before, and has accepted being there.
READ_BY_SENDING = """UPDATE members SET read_seq = :seq, read_count = :count, invited_by = ''
    WHERE conversation_id = :stream AND user_id = :sender AND read_seq < :seq"""

_MEMBERS = f"""SELECT m.user_id, m.role, m.joined_at, m.read_seq, {DELIVERED} FROM members m
    WHERE m.conversation_id = :id"""
_ACQUAINTED = f"""SELECT DISTINCT other.user_id FROM members other
    WHERE {among("other.user_id", "ids")} AND EXISTS (SELECT 1 FROM members mine
      WHERE mine.conversation_id = other.conversation_id AND mine.user_id = :me)"""


def add_member(
    work: Work, conversation_id: str, user_id: str, seat: Seat, since: Entry | None, *, hide: bool
) -> None:
    """Record a new member who has nothing unread: everything up to the entry `since` counts as read."""
    work.write(
        """INSERT INTO members
             (conversation_id, user_id, role, joined_at, visible_after, read_seq, read_count, invited_by)
           VALUES (:conversation_id, :user_id, :role, :at, :hidden, :seq, :count, :invited_by)""",
        conversation_id=conversation_id, user_id=user_id, role=seat.role, at=work.now,
        hidden=since if hide and since else 0, seq=since or 0, count=CountOf(since) if since else 0,
        invited_by=seat.invited_by,
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


async def preferences(work: Work, conversation_id: str, user_id: str) -> tuple[bool, bool] | None:
    """Return whether the member pinned and muted the conversation."""
    row = await work.one(
        "SELECT pinned, muted FROM members WHERE conversation_id = :id AND user_id = :user_id",
        id=conversation_id, user_id=user_id,
    )  # fmt: skip
    return None if row is None else (bool(row[0]), bool(row[1]))


async def members(work: Work, conversation_id: str, after: str, limit: int) -> list[Membership]:
    """Return a page of members in order of their ids."""
    sql = _MEMBERS + " AND m.user_id > :after ORDER BY m.user_id LIMIT :limit"
    rows = await work.all(sql, id=conversation_id, after=after, limit=limit)
    return [Membership(*row) for row in rows]


async def member(work: Work, conversation_id: str, user_id: str) -> Membership | None:
    """Return one member."""
    row = await work.one(_MEMBERS + " AND m.user_id = :user_id", id=conversation_id, user_id=user_id)
    return None if row is None else Membership(*row)


async def streams_of(work: Work, user_id: str) -> list[UserStream]:
    """Return all that the user receives, in no order."""
    rows = await work.all(
        """SELECT m.conversation_id, coalesce(s.last_seq, 0), m.visible_after
           FROM members m LEFT JOIN streams s ON s.id = m.conversation_id WHERE m.user_id = :user_id""",
        user_id=user_id,
    )
    return [UserStream(*row) for row in rows]


async def sharing_conversation(work: Work, user_ids: list[str]) -> set[str]:
    """Return those of the users who share a conversation with the actor."""
    rows = await work.all(_ACQUAINTED, me=work.actor.user_id, ids=packed(user_ids))
    return {row[0] for row in rows}
