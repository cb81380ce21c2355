"""Does somebody want to be put into a conversation?

Who shares a conversation with somebody adds them at once. A stranger's adding is an invitation: the user is a member, sees
who it was, and accepts (sending does that too) or declines (`invitations`).
"""

from typing import NamedTuple

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import policy, store
from tokenim.features.users import service as users
from tokenim.kernel.hooks import Point
from tokenim.kernel.unit_of_work import Work

DAY = 86_400_000


class Adding(NamedTuple):
    """Users whom the actor is about to put into a conversation; it has no id while it is new."""

    user_ids: tuple[str, ...]
    conversation_id: str


ADDING: Point[Adding] = Point("conversations.adding")
"""Before a direct conversation or a group is made, or members are added to one. A check refuses, or lets all of them pass."""


async def invited(work: Work, user_ids: list[str], conversation_id: str = "") -> dict[str, str]:
    """Return for each user who invites them: the actor where they are strangers, nobody where the actor may just add them.

    Raises `user.not_found`, and `user.not_addable` where somebody does not want to be added, by this actor or at all. An
    application that acts for a user adds as its operator decides; a user does not, in a session that it granted neither.
    """
    await ADDING.ask(work, Adding(tuple(user_ids), conversation_id))
    wishes = await users.who_may_add(work, user_ids)
    if len(wishes) < len(set(user_ids)):
        raise _naming(errors.USER_NOT_FOUND, "No such user", set(user_ids) - wishes.keys())
    if work.actor.via:
        return dict.fromkeys(user_ids, "")
    known = await store.sharing_accepted_conversation(work, user_ids)
    closed = {user_id for user_id, wish in wishes.items() if not policy.may_add(wish, known=user_id in known)}
    strangers = [user_id for user_id in user_ids if user_id not in known]
    closed |= await store.with_many_invitations(work, strangers, limits.INVITATIONS)
    closed |= await store.who_declined(work, user_ids, conversation_id, since(work))
    if closed:
        raise _naming(errors.USER_NOT_ADDABLE, "Does not want to be added", closed)
    return {user_id: "" if user_id in known else work.actor.user_id for user_id in user_ids}


def since(work: Work) -> int:
    """Return from when on it counts that somebody declined."""
    return work.now - limits.DECLINED_DAYS * DAY


def _naming(code: errors.Code, what: str, user_ids: set[str]) -> TokenIMError:
    return TokenIMError(code, f"{what}: {', '.join(sorted(user_ids)[:5])}")
