"""What does a user see of conversations?"""

from collections.abc import Iterable, Sequence

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import store
from tokenim.features.conversations.model import (
    RANK,
    Conversation,
    ConversationView,
    Listed,
    Member,
    Membership,
    MemberView,
    UserStream,
)
from tokenim.kernel import log, page, wire
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.unit_of_work import Work


def outranks(conversation: Conversation, user_id: str, other: str) -> bool:
    """Whether one member's role is above another's."""
    return RANK[conversation.members[user_id].role] > RANK[conversation.members[other].role]


async def sharing_conversation(work: Work, user_ids: list[str]) -> set[str]:
    """Return those of the users who share a conversation with the actor."""
    return await store.sharing_conversation(work, user_ids)


async def streams_of(work: Work, user_id: str) -> list[UserStream]:
    """Return all conversations that the user receives, in no order."""
    return await store.streams_of(work, user_id)


async def listed(
    work: Work, after: tuple[int, int, str], limit: int, *, ids: Sequence[str] | None = None
) -> tuple[list[Listed], bool]:
    """Return (a page of the actor's conversations, whether there are more); it ends at its limit or its bytes.

    With `ids` only those of them that have one of these.
    """
    rows = await store.listed(work, work.actor.user_id, after, limit + 1, ids=ids)
    room = limits.PAGE_BYTES
    for number, row in enumerate(rows):
        room -= len(row.last[log.BODY]) if row.last else 0
        if number and (room < 0 or number == limit):
            return rows[:number], True
    return rows, False


async def page_of(
    work: Work, cursor: str, limit: int, *, ids: Sequence[str] | None = None
) -> tuple[list[ConversationView], str | None]:
    """Return a page of the actor's conversations as clients see them, and the next cursor; see `listed`."""
    after = page.unpack(cursor, tuple[page.Place, page.Place, str]) if cursor else (2, 0, "")
    rows, more = await listed(work, after, limit, ids=ids)
    return views(work, rows), page.pack(rows[-1].pinned, rows[-1].batch, rows[-1].id) if more else None


async def changed(work: Work, since: tuple[int, str], limit: int) -> list[Listed]:
    """Return the actor's conversations that changed after a batch, or in it after the conversation of this id."""
    return await store.changed(work, work.actor.user_id, since, limit)


def member_of(conversation: Conversation, user_id: str) -> Member:
    """Return a membership; raise `member.not_found`."""
    member = conversation.members.get(user_id)
    if member is None:
        raise TokenIMError(errors.MEMBER_NOT_FOUND)
    return member


async def member_view(work: Work, conversation_id: str, user_id: str) -> MemberView:
    """Return a member as clients see one; raise `member.not_found`."""
    member = await store.member(work, conversation_id, user_id)
    if member is None:
        raise TokenIMError(errors.MEMBER_NOT_FOUND)
    return as_shown(member)


def as_shown(member: Membership) -> MemberView:
    """Return a member as clients see one."""
    return MemberView(
        member.user_id, member.role, rfc3339(member.joined_at), member.read_seq, member.delivered_seq
    )


def others(conversation: Conversation, user_ids: Iterable[str]) -> list[str]:
    """Return those who are not members, each once."""
    return [user_id for user_id in dict.fromkeys(user_ids) if user_id not in conversation.members]


async def view(work: Work, conversation_id: str) -> ConversationView:
    """Return the conversation as the caller's list shows it."""
    row = await store.one_listed(work, work.actor.user_id, conversation_id)
    if row is None:
        raise errors.TokenIMError(errors.CONVERSATION_NOT_FOUND)
    return views(work, [row])[0]


def views(work: Work, rows: list[Listed]) -> list[ConversationView]:
    """Return rows of the list as clients see them."""
    return [_view(work.actor.user_id, row) for row in rows]


def _view(user_id: str, row: Listed) -> ConversationView:
    users = row.pair.split(":") if row.pair else ()
    return ConversationView(
        id=row.id, kind=row.kind, name=row.name, description=row.description, avatar_url=row.avatar_url,
        history=row.history, created_by=row.created_by, created_at=rfc3339(row.created_at),
        dissolved_at=None if row.dissolved_at is None else rfc3339(row.dissolved_at), last_seq=row.last_seq,
        unread=row.unread, mentions=row.mentions, role=row.role, read_seq=row.read_seq, delivered_seq=row.delivered_seq,
        pinned=bool(row.pinned), muted=bool(row.muted), member_count=row.member_count,
        version=row.version, invited_by=row.invited_by or None,
        peer_id=next((other for other in users if other != user_id), None),
        last_message=None if row.last is None else wire.raw(wire.message(log.entry(row.last))),
    )  # fmt: skip
