"""How does an application name its users, keep them, and act for one of them?"""

from collections.abc import Sequence

from msgspec import UNSET

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth.service import accounts
from tokenim.features.users import service as users
from tokenim.features.users.model import ProfileChanges, User, is_own_id
from tokenim.kernel import ids
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work


async def user_ids(work: Work, refs: Sequence[str]) -> list[str]:
    """Return the ids of users who are named by this server's ids or by the application's own; raise `user.not_found`."""
    own = [ref for ref in dict.fromkeys(refs) if not is_own_id(ref)]
    known = await users.external(work, own) if own else {}
    missing = [ref for ref in own if ref not in known]
    if missing:
        raise TokenIMError(errors.USER_NOT_FOUND, f"No such user: {', '.join(missing[:5])}")
    work.named = work.named | known
    return [known.get(ref, ref) for ref in refs]


async def user_id(work: Work, ref: str) -> str:
    """Return the id of one user, as `user_ids`."""
    return (await user_ids(work, [ref]))[0]


async def put(work: Work, ref: str, username: str, changes: ProfileChanges) -> User:
    """Return the user with the application's own id as the changes want it, made now if there is none.

    Of a user who is there the name does not change. An id of this server never makes a user.
    """
    found = await users.get(work, ref) if is_own_id(ref) else await users.find_external(work, ref)
    if found is not None:
        work.named = {ref: found.id}
        work.existed = True
        await accounts.reachable(work, found.id)
        return await users.update(work, found.id, changes)
    username = username or f"user-{ids.new('u')[-12:]}"
    if changes.display_name is UNSET:
        changes.display_name = username
    made = await users.add(work, username, changes, external_id=ref)
    work.named = {ref: made.id}
    return made


async def act_as(work: Work, ref: str) -> None:
    """Let the rest of the unit be done by this user, who is no administrator; the record still names the application."""
    user = await accounts.usable(work, await user_id(work, ref))
    application = work.actor
    work.actor = Actor(user.id, "user", application_id=application.application_id, bucket=application.bucket)
    work.actor.address = application.address
