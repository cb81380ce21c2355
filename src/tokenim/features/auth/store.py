"""How are sessions, passwords and applications kept? Hashes only."""

from typing import Any

import msgspec

from tokenim.catalogue.permissions import Permission
from tokenim.features.auth.model import Application, Session
from tokenim.kernel import faults
from tokenim.kernel.unit_of_work import Row, Work

_FIELDS = Session.__struct_fields__
_SESSION = f"SELECT {', '.join(_FIELDS)} FROM sessions "
_VALUES = ", ".join(":" + name for name in _FIELDS)
_ADD = f"INSERT INTO sessions ({', '.join(_FIELDS)}) VALUES ({_VALUES})"
_ROTATE = """UPDATE sessions
             SET used_at = :used_at, access_hash = :access_hash, access_expires_at = :access_expires_at,
                 former_access_hash = :former_access_hash, former_expires_at = :former_expires_at,
                 refresh_hash = :refresh_hash, refresh_expires_at = :refresh_expires_at,
                 former_hash = :former_hash, nonce = :nonce
             WHERE id = :id"""
_REMOVE_EXPIRED = "DELETE FROM sessions WHERE refresh_expires_at <= :now"

_PASSWORD = "SELECT password FROM credentials WHERE user_id = :user_id"
_ADD_PASSWORD = "INSERT INTO credentials (user_id, password, changed_at) VALUES (:user_id, :password, :now)"
_UPDATE_PASSWORD = "UPDATE credentials SET password = :password, changed_at = :now WHERE user_id = :user_id"

_KNOWN = {permission.value for permission in Permission}
_APPLICATION = "SELECT id, name, key_hash, scopes, created_at, revoked_at FROM applications "
_ADD_APPLICATION = """INSERT INTO applications (id, name, key_hash, scopes, created_at)
                      VALUES (:id, :name, :key_hash, :scopes, :created_at)"""


def add(work: Work, session: Session) -> None:
    """Record a new session."""
    work.write(_ADD, **msgspec.structs.asdict(session))


async def get(work: Work, session_id: str) -> Session | None:
    """Return the session with the id."""
    row = await work.one(_SESSION + "WHERE id = :id", id=session_id)
    return Session(*row) if row else None


async def of_user(work: Work, user_id: str) -> list[Session]:
    """Return the sessions of a user, the one used last first."""
    rows = await work.all(
        _SESSION + "WHERE user_id = :user_id ORDER BY used_at DESC, id DESC", user_id=user_id
    )
    return [Session(*row) for row in rows]


def rotate(work: Work, session: Session) -> None:
    """Record the session's new tokens."""
    faults.hit("session_rotated")
    unchanged = ("user_id", "device_name", "address", "created_at", "family_hash")
    values = msgspec.structs.asdict(session)
    work.write(_ROTATE, **{name: value for name, value in values.items() if name not in unchanged})


def remove(work: Work, session_id: str) -> None:
    """Record the end of a session."""
    work.write("DELETE FROM sessions WHERE id = :id", id=session_id)


def remove_of_user(work: Work, user_id: str, but: str) -> None:
    """Record the end of all sessions of a user but one."""
    work.write("DELETE FROM sessions WHERE user_id = :user_id AND id <> :but", user_id=user_id, but=but)


def remove_expired(work: Work) -> None:
    """Record the end of all sessions that nobody refreshed in time."""
    work.write(_REMOVE_EXPIRED, now=work.now)


async def password(work: Work, user_id: str) -> str | None:
    """Return the hash of the user's password; users made by an application may have none."""
    row = await work.one(_PASSWORD, user_id=user_id)
    return row[0] if row else None


def add_password(work: Work, user_id: str, password: str) -> None:
    """Record the hash of the first password."""
    work.write(_ADD_PASSWORD, user_id=user_id, password=password, now=work.now)


def update_password(work: Work, user_id: str, password: str) -> None:
    """Record the hash of another password."""
    work.write(_UPDATE_PASSWORD, user_id=user_id, password=password, now=work.now)


def remove_password(work: Work, user_id: str) -> None:
    """Record that nobody can log in as the user any more."""
    work.write("DELETE FROM credentials WHERE user_id = :user_id", user_id=user_id)


def add_application(work: Work, application: Application) -> None:
    """Record a new application."""
    work.write(
        _ADD_APPLICATION,
        id=application.id,
        name=application.name,
        key_hash=application.key_hash,
        scopes=" ".join(sorted(application.scopes)),
        created_at=application.created_at,
    )


async def application(work: Work, application_id: str) -> Application | None:
    """Return the application with the id."""
    row = await work.one(_APPLICATION + "WHERE id = :id", id=application_id)
    return _application(row) if row else None


async def applications(work: Work, after: str, limit: int) -> list[Application]:
    """Return applications in the order of their making."""
    rows = await work.all(
        _APPLICATION + "WHERE id > :after ORDER BY id LIMIT :limit", after=after, limit=limit
    )
    return [_application(row) for row in rows]


def revoke_application(work: Work, application_id: str) -> None:
    """Record that the application's key opens nothing any more."""
    work.write("UPDATE applications SET revoked_at = :now WHERE id = :id", now=work.now, id=application_id)


def _application(row: Row) -> Application:
    values: list[Any] = list(row)
    # A scope that a later version withdrew grants nothing.
    values[3] = frozenset(Permission(scope) for scope in values[3].split() if scope in _KNOWN)
    return Application(*values)
