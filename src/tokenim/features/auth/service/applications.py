"""How does a program get a key, and how does it lose it?"""

from collections.abc import Collection
from functools import partial

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import ROLES, Permission
from tokenim.features.auth import model, policy, store
from tokenim.features.auth.model import Application, Tokens
from tokenim.features.auth.service import parts, sessions
from tokenim.features.users import service as users
from tokenim.kernel import ids, page
from tokenim.kernel.unit_of_work import Work

ALL = frozenset(ROLES["application"]) - {Permission.PUBLIC}


def create(work: Work, name: str, scopes: Collection[Permission]) -> tuple[Application, str]:
    """Record an application and return it with its key, which is shown now and never again."""
    beyond = sorted(set(scopes) - ALL)
    if beyond:
        raise errors.invalid("scopes", f"An application cannot have {', '.join(beyond)}.")
    secret = model.drawn().access
    application = Application(ids.new("app"), name, model.hashed(secret), frozenset(scopes), work.now)
    store.add_application(work, application)
    return application, model.token(model.KEY, application.id, secret)


async def listed(work: Work, cursor: str, limit: int) -> tuple[list[Application], str | None]:
    """Return a page of applications, revoked ones too, and the next cursor."""
    (after,) = page.unpack(cursor, tuple[str]) if cursor else ("",)
    found = await store.applications(work, after, limit + 1)
    return found[:limit], page.pack(found[limit - 1].id) if len(found) > limit else None


async def revoke(work: Work, application_id: str) -> None:
    """Let the application's key open nothing any more, from the answer on."""
    if await store.application(work, application_id) is None:
        raise TokenIMError(errors.APPLICATION_NOT_FOUND)
    store.revoke_application(work, application_id)
    work.then(partial(parts.gate.end, application_id))


async def mint(work: Work, user_id: str, device_name: str) -> Tokens:
    """Open a session of a user on an application's word."""
    user = await users.present(work, user_id)
    policy.may_log_in(user)
    work.expect(user.id, user.version)
    return await sessions.open_(work, user, device_name)
