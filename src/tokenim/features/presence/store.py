"""How is the last time kept at which somebody was seen?"""

from tokenim.kernel.among import among, packed
from tokenim.kernel.unit_of_work import Work

_LAST_SEEN = f"SELECT user_id, last_seen_at FROM presence WHERE {among('user_id', 'ids')}"


def seen(work: Work, user_id: str) -> None:
    """Record that the user was here just now; of a deleted user, whose sockets are cut last, nothing is kept."""
    work.write(
        """INSERT INTO presence (user_id, last_seen_at)
           SELECT id, :at FROM users WHERE id = :user_id AND status <> 'deleted'
           ON CONFLICT (user_id) DO UPDATE SET last_seen_at = excluded.last_seen_at""",
        user_id=user_id, at=work.now,
    )  # fmt: skip


def forget(work: Work, user_id: str) -> None:
    """Record that nothing is kept of when the user was here."""
    work.write("DELETE FROM presence WHERE user_id = :user_id", user_id=user_id)


async def last_seen(work: Work, user_ids: list[str]) -> dict[str, int]:
    """Return when these users were last seen, of those who ever were."""
    rows = await work.all(_LAST_SEEN, ids=packed(user_ids))
    return {row[0]: row[1] for row in rows}
