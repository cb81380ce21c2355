"""How does somebody register, change the password, and leave for good?"""

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import ROLES
from tokenim.features.audit import service as audit
from tokenim.features.auth import policy, store
from tokenim.features.auth.model import Tokens
from tokenim.features.auth.service import logins, passwords, sessions, state
from tokenim.features.auth.service.hash_queue import Asker
from tokenim.features.users import service as users
from tokenim.features.users.model import ProfileChanges, User
from tokenim.kernel import addresses, idempotency
from tokenim.kernel.unit_of_work import Work

DAY_MS = 86_400_000
OPERATOR = Asker("operator")


async def register(
    work: Work, username: str, password: str, changes: ProfileChanges, *, device_name: str
) -> Tokens:
    """Make an account and log it in."""
    if not work.context.settings.registration:
        raise TokenIMError(errors.AUTH_REGISTRATION_CLOSED)
    _must_be_good(work, password, username)
    network = addresses.network(work.actor.address)
    state.of(work).registrations.take(network)
    await users.must_be_free(work, username)
    user = await add(work, username, password, changes, asker=Asker("register", network))
    audit.record(work, "auth.register", user.id, actor=user.id)
    return await sessions.open_(work, user, device_name)


async def add(
    work: Work,
    username: str,
    password: str | None,
    changes: ProfileChanges,
    *,
    role: str = "user",
    asker: Asker = OPERATOR,
) -> User:
    """Record a new user; without a password only an application can make tokens for them."""
    if password is not None:
        _must_be_good(work, password, username)
    user = await users.add(work, username, changes, role=role)
    if password is not None:
        store.add_password(work, user.id, await state.of(work).hasher.hash(password, asker))
    return user


async def change_password(work: Work, current: str, new: str) -> None:
    """Set another password and end all other sessions."""
    user = await logins.confirmed(work, current)
    _must_be_good(work, new, user.username, user.display_name)
    store.update_password(work, user.id, await state.of(work).hasher.hash(new, Asker("change", user.id)))
    audit.record(work, "auth.password_changed", user.id)
    sessions.end_all(work, user.id, but=work.actor.session_id)


async def set_password(work: Work, user_id: str, new: str) -> None:
    """Set a user's password on an operator's word and end all sessions."""
    user = await reachable(work, user_id)
    _must_be_good(work, new, user.username, user.display_name)
    kept = await store.password(work, user.id)
    put = store.add_password if kept is None else store.update_password
    put(work, user.id, await state.of(work).hasher.hash(new, OPERATOR))
    sessions.end_all(work, user.id)


async def delete_own(work: Work, password: str) -> None:
    """Delete the caller's account, after a look at the password."""
    user = await logins.confirmed(work, password)
    audit.record(work, "users.deleted", user.id)
    await delete(work, user.id)


async def delete(work: Work, user_id: str) -> None:
    """Delete a user: nothing personal remains, nobody can log in, all sessions end."""
    await reachable(work, user_id)
    days = work.context.settings.username_quarantine_days
    await users.erase(work, user_id, name_until=work.now + days * DAY_MS)
    store.remove_password(work, user_id)
    idempotency.erase(work, user_id)
    sessions.end_all(work, user_id)


async def suspend(work: Work, user_id: str) -> User:
    """Lock a user out at once."""
    await reachable(work, user_id)
    user = await users.suspend(work, user_id)
    sessions.end_all(work, user_id)
    return user


async def restore(work: Work, user_id: str) -> User:
    """Let a suspended user log in again."""
    await reachable(work, user_id)
    return await users.restore(work, user_id)


async def end_sessions(work: Work, user_id: str) -> None:
    """Log a user out everywhere."""
    user = await reachable(work, user_id)
    sessions.end_all(work, user.id)


async def set_role(work: Work, user_id: str, role: str) -> User:
    """Give a user another role; it holds for everything that the user asks from then on."""
    await reachable(work, user_id)
    policy.may_grant(work.actor, ROLES[role])
    user = await users.set_role(work, user_id, role)
    sessions.reconnect(work, user_id)
    return user


def _must_be_good(work: Work, password: str, *names: str) -> None:
    policy.may_use(passwords.normal(password), names, work.context.settings.password_chars)


async def reachable(work: Work, user_id: str) -> User:
    """Return a user for whom the actor may act; the unit depends on the user staying what the user is."""
    user = await users.present(work, user_id)
    policy.may_act_for(work.actor, user)
    work.expect(user.id, user.version)
    return user


async def usable(work: Work, user_id: str) -> User:
    """Return a user for whom the actor may act, and who is not suspended."""
    user = await reachable(work, user_id)
    policy.may_log_in(user)
    return user
