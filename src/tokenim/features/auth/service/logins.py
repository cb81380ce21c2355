"""Is it the right password? For a login, and again where a token alone is not enough."""

import structlog

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.audit import service as audit
from tokenim.features.auth import policy, store
from tokenim.features.auth.model import Tokens
from tokenim.features.auth.service import passwords, sessions, state
from tokenim.features.auth.service.hash_queue import Asker
from tokenim.features.users import service as users
from tokenim.features.users.model import User
from tokenim.kernel.unit_of_work import Work

log = structlog.get_logger("auth")


async def log_in(work: Work, username: str, password: str, *, device_name: str) -> Tokens:
    """Open a session. An unknown user and a wrong password are the same refusal after the same time."""
    name = passwords.normal(username).strip().lower()
    attempt = state.of(work).guard.attempt(name, work.actor.address)
    user = await users.find(work, name)
    kept = await store.password(work, user.id if user else "")
    if user and attempt.strained:
        attempt.known = await sessions.known_from(work, user.id, attempt.network)
    await attempt.wait()
    asker = Asker("login", attempt.network)
    verdict = await state.of(work).hasher.verify(kept, password, asker, attempt.begin)
    if user is None or not verdict.right:
        # What stands in the field of the name may be a password: the log names accounts that there are.
        known = user.id if user else ""
        log.info("login.failed", user=known, address=work.actor.address)
        audit.note(work, "", "auth.login", known, errors.AUTH_WRONG_CREDENTIALS.name)
        raise TokenIMError(errors.AUTH_WRONG_CREDENTIALS)
    attempt.succeeded()
    policy.may_log_in(user)
    # A suspension or another password that came meanwhile moves the version: then all of this is asked again.
    work.expect(user.id, user.version)
    if verdict.outdated:
        store.update_password(work, user.id, await state.of(work).hasher.hash(password, asker))
    audit.record(work, "auth.login", user.id, actor=user.id)
    return await sessions.open_(work, user, device_name)


async def confirmed(work: Work, password: str) -> User:
    """Return the caller's account if this is its password; a stolen token alone must not be enough.

    Wrong passwords are counted for the session: a stolen one must not keep the owner, who has another, from
    setting a new password.
    """
    actor = work.actor
    attempt = state.of(work).guard.attempt(actor.session_id or actor.user_id, actor.address, known=True)
    user = await users.present(work, actor.user_id)
    kept = await store.password(work, user.id)
    asker = Asker("login", attempt.network)
    if not (await state.of(work).hasher.verify(kept, password, asker, attempt.begin)).right:
        log.info("password.wrong", user=user.id, address=work.actor.address)
        audit.note(work, user.id, "auth.confirm", user.id, errors.AUTH_WRONG_PASSWORD.name)
        raise TokenIMError(errors.AUTH_WRONG_PASSWORD)
    attempt.succeeded()
    work.expect(user.id, user.version)
    return user
