"""What can an operator do with users, without a server that answers?"""

from pathlib import Path

from tokenim.catalogue import errors
from tokenim.cli import offline
from tokenim.cli.secret_input import new_password
from tokenim.features.auth.service import accounts
from tokenim.features.users import service as users
from tokenim.features.users.model import ProfileChanges, User, Wanted
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.unit_of_work import Work

PAGE = 200


def create(username: str, *, display_name: str = "", admin: bool = False, data: Path | None = None) -> None:
    """Create a user; the password is asked for, or read from standard input.

    Parameters
    ----------
    username
        3 to 32 letters, digits or `.` `_` `-`.
    display_name
        What others see; the user name where it is left out.
    admin
        Make the user an administrator.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    secret, role = new_password(username), "admin" if admin else "user"
    changes = ProfileChanges(display_name=display_name or username)
    user = offline.run_offline(data, lambda work: _create(work, username, secret, changes, role))
    print(f"Created {user.role} {user.username} ({user.id}).")


async def _create(work: Work, username: str, secret: str, changes: ProfileChanges, role: str) -> User:
    user = await accounts.add(work, username, secret, changes, role=role)
    offline.note(work, "user_create", user.id)
    return user


def list_(*, status: str = "", data: Path | None = None) -> None:
    """List users in the order in which they came.

    Parameters
    ----------
    status
        Only these: `active`, `suspended` or `deleted`.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    found = offline.look(data, lambda work: _all(work, status))
    rows = [(user.username, user.role, user.status, rfc3339(user.created_at)[:16], user.id) for user in found]
    print(offline.table([("NAME", "ROLE", "STATUS", "CREATED", "ID"), *rows]))


async def _all(work: Work, status: str) -> list[User]:
    found, cursor = await users.listed(work, Wanted(status=status), "", PAGE)
    while cursor is not None:
        more, cursor = await users.listed(work, Wanted(status=status), cursor, PAGE)
        found += more
    return found


def suspend(username: str, *, data: Path | None = None) -> None:
    """Lock a user out: all sessions end, logging in is refused.

    Parameters
    ----------
    username
        The user name, or the id.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    offline.run_offline(data, lambda work: _suspend(work, username))
    print(f"{username} is locked out.")


async def _suspend(work: Work, username: str) -> None:
    user = await _named(work, username)
    await accounts.suspend(work, user.id)
    offline.note(work, "user_suspend", user.id)


def restore(username: str, *, data: Path | None = None) -> None:
    """Let a suspended user in again.

    Parameters
    ----------
    username
        The user name, or the id.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    offline.run_offline(data, lambda work: _restore(work, username))
    print(f"{username} can log in again.")


async def _restore(work: Work, username: str) -> None:
    user = await _named(work, username)
    await accounts.restore(work, user.id)
    offline.note(work, "user_restore", user.id)


def password(username: str, *, data: Path | None = None) -> None:
    """Set a user's password, asked for or read from standard input; all sessions of the user end.

    Parameters
    ----------
    username
        The user name, or the id.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    secret = new_password(username)
    offline.run_offline(data, lambda work: _set_password(work, username, secret))
    print(f"{username} has a new password, and is logged out everywhere.")


async def _set_password(work: Work, username: str, secret: str) -> None:
    user = await _named(work, username)
    await accounts.set_password(work, user.id, secret)
    offline.note(work, "user_password", user.id)


async def _named(work: Work, name: str) -> User:
    user = await users.find(work, name)
    if user is not None:
        return user
    try:
        return await users.get(work, name)
    except errors.TokenIMError as error:
        raise errors.TokenIMError(errors.USER_NOT_FOUND, f"There is no user {name}") from error
