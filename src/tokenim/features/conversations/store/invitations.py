"""Who has not agreed to be in a conversation, and who refused?"""

from tokenim.kernel.among import among, packed
from tokenim.kernel.unit_of_work import Work

# Somebody whom the actor put into a conversation, and who has not accepted it, does not know the actor by that.
_KNOWN = f"""SELECT DISTINCT theirs.user_id FROM members theirs
    WHERE {among("theirs.user_id", "ids")} AND theirs.invited_by = ''
    AND EXISTS (SELECT 1 FROM members mine
      WHERE mine.conversation_id = theirs.conversation_id AND mine.user_id = :me)"""
_OPEN = f"""SELECT m.user_id FROM members m JOIN conversations c ON c.id = m.conversation_id
    WHERE {among("m.user_id", "ids")} AND m.invited_by <> '' AND c.kind = 'group'
    GROUP BY m.user_id HAVING count(*) >= :limit"""
_DECLINED = f"""SELECT DISTINCT user_id FROM declined
    WHERE {among("user_id", "ids")} AND at > :since AND (invited_by = :me OR conversation_id = :id)"""


async def sharing_accepted_conversation(work: Work, user_ids: list[str]) -> set[str]:
    """Return those of the users who know the actor: both are in a conversation that they agreed to be in."""
    return await _those(work, _KNOWN, user_ids, me=work.actor.user_id)


async def with_many_invitations(work: Work, user_ids: list[str], limit: int) -> set[str]:
    """Return those of the users who have so many invitations to groups that they have not answered."""
    return await _those(work, _OPEN, user_ids, limit=limit)


async def who_declined(work: Work, user_ids: list[str], conversation_id: str, since: int) -> set[str]:
    """Return those of the users who declined, after `since`, the conversation or an invitation by the actor."""
    return await _those(work, _DECLINED, user_ids, me=work.actor.user_id, id=conversation_id, since=since)


async def _those(work: Work, sql: str, user_ids: list[str], **values: object) -> set[str]:
    if not user_ids:
        return set()
    return {row[0] for row in await work.all(sql, ids=packed(user_ids), **values)}


async def invited_by(work: Work, conversation_id: str) -> str:
    """Return which stranger put the actor into the conversation; empty once it was accepted."""
    row = await work.one(
        "SELECT invited_by FROM members WHERE conversation_id = :id AND user_id = :me",
        id=conversation_id, me=work.actor.user_id,
    )  # fmt: skip
    return str(row[0]) if row else ""


def decline(work: Work, conversation_id: str, inviter: str, forget: int) -> None:
    """Record that the actor declined, and forget what the actor declined before `forget`."""
    me = work.actor.user_id
    work.write("DELETE FROM declined WHERE user_id = :me AND at < :forget", me=me, forget=forget)
    work.write(
        """INSERT INTO declined (user_id, conversation_id, invited_by, at) VALUES (:me, :id, :inviter, :at)
           ON CONFLICT (user_id, conversation_id) DO UPDATE SET invited_by = excluded.invited_by, at = excluded.at""",
        me=me, id=conversation_id, inviter=inviter, at=work.now,
    )  # fmt: skip
