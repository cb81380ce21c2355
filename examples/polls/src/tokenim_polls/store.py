"""How are votes kept? In one row for each voter."""

from tokenim.kernel.unit_of_work import Work

_VOTE = """INSERT INTO polls_votes (conversation_id, seq, user_id, choice) VALUES (:stream, :seq, :user, :choice)
    ON CONFLICT (conversation_id, seq, user_id) DO UPDATE SET choice = excluded.choice"""
_COUNTS = """SELECT choice, count(*) FROM polls_votes WHERE conversation_id = :stream AND seq = :seq
    GROUP BY choice ORDER BY choice"""
_OWN = "SELECT choice FROM polls_votes WHERE conversation_id = :stream AND seq = :seq AND user_id = :user"
_FORGET = "DELETE FROM polls_votes WHERE conversation_id = :stream AND seq = :seq"


def vote(work: Work, stream: str, seq: int, choice: int) -> None:
    """Record the vote of the actor in place of an earlier one."""
    work.write(_VOTE, stream=stream, seq=seq, user=work.actor.user_id, choice=choice)


async def counts(work: Work, stream: str, seq: int) -> dict[int, int]:
    """Return how many voted for each choice that somebody voted for."""
    return {int(row[0]): int(row[1]) for row in await work.all(_COUNTS, stream=stream, seq=seq)}


async def own(work: Work, stream: str, seq: int) -> int | None:
    """Return the choice of the actor, if there is one."""
    row = await work.one(_OWN, stream=stream, seq=seq, user=work.actor.user_id)
    return None if row is None else int(row[0])


def forget(work: Work, stream: str, seq: int) -> None:
    """Record that a poll has no votes any more."""
    work.write(_FORGET, stream=stream, seq=seq)
