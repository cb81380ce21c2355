"""How does somebody register, log in, change the password, and leave for good?"""

import structlog

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.audit import service as audit
from tokenim.features.auth import policy, store
from tokenim.features.auth.model import Tokens
from tokenim.features.auth.service import parts, sessions
from tokenim.features.users import service as users
from tokenim.features.users.model import ProfileChanges, User
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work

log = structlog.get_logger("auth")


async def register(
    work: Work, username: str, password: str, changes: ProfileChanges, *, device_name: str
) -> Tokens:
    """Make an account and log it in."""
    if not parts.settings.registration:
        raise TokenIMError(errors.AUTH_REGISTRATION_CLOSED)
    user = await add(work, username, password, changes)
    return await sessions.open_(work, user, device_name)


async def add(
    work: Work, username: str, password: str | None, changes: ProfileChanges, *, role: str = "user"
) -> User:
    """Record a new user; without a password only an application can make tokens for them."""
    if password is not None:
        policy.may_use(password, username.lower(), parts.settings.password_chars)
    user = await users.add(work, username, changes, role=role)
    if password is not None:
        store.add_password(work, user.id, await parts.hasher.hash(password))
    return user


async def log_in(work: Work, username: str, password: str, *, device_name: str) -> Tokens:
    """Open a session. An unknown user and a wrong password are the same refusal after the same time."""
    name = username.lower()
    address = work.actor.address
    parts.by_address.check(address)
    parts.by_name.take(name)
    user = await users.find(work, name)
    kept = await store.password(work, user.id if user else "")
    right = await parts.hasher.verify(kept, password)
    if user is None or kept is None or not right:
        parts.by_address.failed(address)
        log.info("login.failed", username=name, address=address)
        raise TokenIMError(errors.AUTH_WRONG_CREDENTIALS)
    parts.by_name.give_back(name)
    policy.may_log_in(user)
    # A suspension or another password that came meanwhile moves the version: then all of this is asked again.
    work.expect(user.id, user.version)
    if parts.hasher.outdated(kept):
        store.update_password(work, user.id, await parts.hasher.hash(password))
    audit.record(work, "auth.login", user.id, actor=user.id)
    return await sessions.open_(work, user, device_name)


async def change_password(work: Work, actor: Actor, current: str, new: str) -> None:
    """Set another password and end all other sessions."""
    user = await _confirmed(work, actor, current)
    policy.may_use(new, user.username, parts.settings.password_chars)
    store.update_password(work, user.id, await parts.hasher.hash(new))
    audit.record(work, "auth.password_changed", user.id)
    sessions.end_all(work, user.id, but=actor.session_id)


async def set_password(work: Work, user_id: str, new: str) -> None:
    """Set a user's password on an operator's word and end all sessions."""
    user = await users.present(work, user_id)
    policy.may_use(new, user.username, parts.settings.password_chars)
    kept = await store.password(work, user.id)
    put = store.add_password if kept is None else store.update_password
    put(work, user.id, await parts.hasher.hash(new))
    work.expect(user.id, user.version)
    sessions.end_all(work, user.id)


async def delete_own(work: Work, actor: Actor, password: str) -> None:
    """Delete the caller's account, after a look at the password."""
    user = await _confirmed(work, actor, password)
    audit.record(work, "users.deleted", user.id)
    await delete(work, user.id)


async def delete(work: Work, user_id: str) -> None:
    """Delete a user: nothing personal remains, nobody can log in, all sessions end."""
    await users.erase(work, user_id)
    store.remove_password(work, user_id)
    sessions.end_all(work, user_id)


async def suspend(work: Work, user_id: str) -> User:
    """Lock a user out at once."""
    user = await users.suspend(work, user_id)
    sessions.end_all(work, user_id)
    return user


async def set_role(work: Work, user_id: str, role: str) -> User:
    """Give a user another role; it holds for everything that the user asks from then on."""
    user = await users.set_role(work, user_id, role)
    sessions.reconnect(work, user_id)
    return user


async def _confirmed(work: Work, actor: Actor, password: str) -> User:
    """Return the caller's account if this is its password; a stolen token alone must not be enough."""
    parts.by_name.take(actor.user_id)
    user = await users.present(work, actor.user_id)
    kept = await store.password(work, user.id)
    if not await parts.hasher.verify(kept, password):
        raise TokenIMError(errors.AUTH_WRONG_PASSWORD)
    parts.by_name.give_back(actor.user_id)
    work.expect(user.id, user.version)
    return user
