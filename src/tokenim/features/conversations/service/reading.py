"""What does a user see of conversations?"""

from collections.abc import Iterable

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import store
from tokenim.features.conversations.model import RANK, Conversation, ConversationView, Member
from tokenim.kernel import wire
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.unit_of_work import Entry, Row, Work


def outranks(conversation: Conversation, user_id: str, other: str) -> bool:
    """Whether one member's role is above another's."""
    return RANK[conversation.members[user_id].role] > RANK[conversation.members[other].role]


async def acquainted(work: Work, user_ids: list[str]) -> set[str]:
    """Return those of the users who share a conversation with the actor."""
    return await store.acquainted(work, user_ids)


async def streams_of(work: Work, user_id: str) -> list[tuple[str, int, int]]:
    """Return (conversation id, last seq, visible after) of all the user's conversations."""
    return [(row[0], row[1], row[2]) for row in await store.streams_of(work, user_id)]


async def listed(work: Work, after: tuple[int, int, str], limit: int) -> list[Row]:
    """Return a page of the actor's conversations."""
    return await store.listed(work, work.actor.user_id, after, limit)


async def changed(work: Work, since: int, limit: int) -> list[Row]:
    """Return the actor's conversations that changed after the batch `since`."""
    return await store.changed(work, work.actor.user_id, since, limit)


def member_of(conversation: Conversation, user_id: str) -> Member:
    """Return a membership; raise `member.not_found`."""
    member = conversation.members.get(user_id)
    if member is None:
        raise TokenIMError(errors.MEMBER_NOT_FOUND)
    return member


def others(conversation: Conversation, user_ids: Iterable[str]) -> list[str]:
    """Return those who are not members, each once."""
    return [user_id for user_id in dict.fromkeys(user_ids) if user_id not in conversation.members]


async def view(work: Work, conversation_id: str) -> ConversationView:
    """Return the conversation as the caller's list shows it."""
    row = await store.one_listed(work, work.actor.user_id, conversation_id)
    if row is None:
        raise errors.TokenIMError(errors.CONVERSATION_NOT_FOUND)
    return (await views(work, [row]))[0]


async def views(work: Work, rows: list[Row]) -> list[ConversationView]:
    """Return rows of the list as clients see them."""
    details = await store.details(work, work.actor.user_id, rows)
    return [_view(work.actor.user_id, row, *detail) for row, detail in zip(rows, details, strict=True)]


def _view(user_id: str, row: Row, members: int, mentions: int, last: Entry | None) -> ConversationView:
    users = row[18].split(":") if row[18] else ()
    return ConversationView(
        id=row[0], kind=row[1], name=row[2], description=row[3], avatar_url=row[4], history=row[5], created_by=row[6],
        created_at=rfc3339(row[7]), dissolved_at=None if row[8] is None else rfc3339(row[8]), last_seq=row[9],
        unread=max(0, row[10]), role=row[11], read_seq=row[12], delivered_seq=row[13], pinned=bool(row[14]),
        muted=bool(row[15]), member_count=members, mentions=mentions,
        peer_id=next((other for other in users if other != user_id), None),
        last_message=None if last is None else wire.raw(wire.message(last)),
    )  # fmt: skip
