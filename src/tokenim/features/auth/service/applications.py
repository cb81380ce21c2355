"""How does a program get a key, how is the key replaced, and how does it lose it?"""

from collections.abc import Collection
from functools import partial

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import ROLES, Permission
from tokenim.features.auth import model, policy, store
from tokenim.features.auth.model import Application, Tokens
from tokenim.features.auth.service import accounts, sessions, state
from tokenim.features.auth.service.sessions import Grant
from tokenim.kernel import ids, page
from tokenim.kernel.unit_of_work import Work


def every_scope() -> frozenset[Permission]:
    """Return all that an application can be granted."""
    return ROLES["application"] - {Permission.PUBLIC}


def create(work: Work, name: str, scopes: Collection[Permission]) -> tuple[Application, str]:
    """Record an application and return it with its key, which is shown now and never again."""
    secret = model.new_secrets().access
    application = Application(ids.new("app"), name, model.hashed(secret), _scopes(scopes), work.now)
    store.add_application(work, application)
    return application, model.token(model.KEY, application.id, secret)


async def listed(work: Work, cursor: str, limit: int) -> tuple[list[Application], str | None]:
    """Return a page of applications, revoked ones too, and the next cursor."""
    (after,) = page.unpack(cursor, tuple[str]) if cursor else ("",)
    found = await store.applications(work, after, limit + 1)
    return found[:limit], page.pack(found[limit - 1].id) if len(found) > limit else None


async def update(
    work: Work, application_id: str, name: str | None, scopes: Collection[Permission] | None
) -> Application:
    """Give an application another name or other scopes; it connects anew, and cannot do what it lost."""
    before = await _present(work, application_id)
    after = msgspec.structs.replace(
        before,
        name=before.name if name is None else name,
        scopes=before.scopes if scopes is None else _scopes(scopes),
    )
    store.update_application(work, after)
    if Permission.SERVER_TOKENS not in after.scopes:
        sessions.end_granted(work, application_id)
    if after.scopes != before.scopes:
        work.on_commit(partial(state.of(work).authenticator.end_key, application_id))
    return after


async def rotate(work: Work, application_id: str, overlap_seconds: int) -> tuple[Application, str]:
    """Give an application another key, shown now and never again; the former one is good for so long beside it."""
    before = await _present(work, application_id)
    secret = model.new_secrets().access
    after = msgspec.structs.replace(
        before,
        key_hash=model.hashed(secret),
        former_key_hash=before.key_hash if overlap_seconds else None,
        former_key_expires_at=work.now + overlap_seconds * 1000 if overlap_seconds else 0,
    )
    store.update_application(work, after)
    # Its sockets come again with a key that is good: nobody stays in by one that was replaced twice.
    work.on_commit(partial(state.of(work).authenticator.end_key, application_id))
    return after, model.token(model.KEY, application_id, secret)


async def revoke(work: Work, application_id: str) -> None:
    """Let the application's keys and the sessions that it granted open nothing any more, from the answer on."""
    if await store.application(work, application_id) is None:
        raise TokenIMError(errors.APPLICATION_NOT_FOUND)
    store.revoke_application(work, application_id)
    sessions.end_granted(work, application_id)
    work.on_commit(partial(state.of(work).authenticator.end_key, application_id))


async def mint(
    work: Work, user_id: str, device_name: str, permissions: Collection[Permission] | None = None
) -> Tokens:
    """Open a session of a user on an application's word; it never may more than these permissions."""
    user = await accounts.usable(work, user_id)
    most = ROLES["user"] if permissions is None else frozenset(permissions) | ROLES["anonymous"]
    policy.may_grant(work.actor, most)
    grant = Grant(work.actor.application_id, model.written(most))
    return await sessions.open_(work, user, device_name, grant)


async def _present(work: Work, application_id: str) -> Application:
    application = await store.application(work, application_id)
    if application is None or application.revoked_at is not None:
        raise TokenIMError(errors.APPLICATION_NOT_FOUND)
    return application


def _scopes(scopes: Collection[Permission]) -> frozenset[Permission]:
    beyond = sorted(set(scopes) - every_scope())
    if beyond:
        raise errors.invalid("scopes", f"An application cannot have {', '.join(beyond)}.")
    return frozenset(scopes)
