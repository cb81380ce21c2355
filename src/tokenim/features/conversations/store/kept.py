"""How is a conversation kept?"""

from typing import Any

from tokenim.features.conversations.model import Conversation, Member
from tokenim.kernel.unit_of_work import Work

_CONVERSATION = """SELECT c.id, c.kind, c.name, c.description, c.avatar_url, c.history, c.created_by, c.created_at,
    c.dissolved_at, coalesce(s.version, 0)
    FROM conversations c LEFT JOIN streams s ON s.id = c.id WHERE c.id = :id"""
_MEMBERS = "SELECT user_id, role, visible_after FROM members WHERE conversation_id = :id"


def add(work: Work, **values: Any) -> None:
    """Record a new conversation."""
    work.write(
        """INSERT INTO conversations (id, kind, pair, name, description, avatar_url, history, created_by, created_at,
             member_count)
           VALUES (:id, :kind, :pair, :name, :description, :avatar_url, :history, :created_by, :created_at, :member_count)""",
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


def count_members(work: Work, conversation_id: str, more: int) -> None:
    """Record that so many members came, or went; the unit that records them records this."""
    work.write(
        "UPDATE conversations SET member_count = member_count + :more WHERE id = :id",
        id=conversation_id, more=more,
    )  # fmt: skip


def update(work: Work, conversation_id: str, changes: dict[str, Any]) -> None:
    """Record new values of columns."""
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    work.write(f"UPDATE conversations SET {columns} WHERE id = :id", id=conversation_id, **changes)
