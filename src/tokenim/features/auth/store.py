"""How are sessions, passwords and applications kept? Hashes only."""

from collections.abc import Sequence
from typing import Any

import msgspec

from tokenim.features.auth import model
from tokenim.features.auth.model import Application, Session
from tokenim.kernel import faults
from tokenim.kernel.among import among, packed
from tokenim.kernel.unit_of_work import Row, Work

_FIELDS = Session.__struct_fields__
_AMONG = f"WHERE {among('id', 'ids')}"
_SESSION = f"SELECT {', '.join(_FIELDS)} FROM sessions "
_VALUES = ", ".join(":" + name for name in _FIELDS)
_ADD = f"INSERT INTO sessions ({', '.join(_FIELDS)}) VALUES ({_VALUES})"
_ROTATE = """UPDATE sessions
             SET used_at = :used_at, refreshed_at = :refreshed_at,
                 access_hash = :access_hash, access_expires_at = :access_expires_at,
                 former_access_hash = :former_access_hash, former_expires_at = :former_expires_at,
                 refresh_hash = :refresh_hash, refresh_expires_at = :refresh_expires_at,
                 former_hash = :former_hash, nonce = :nonce
             WHERE id = :id"""
_REMOVE_EXPIRED = "DELETE FROM sessions WHERE refresh_expires_at <= :now"

_PASSWORD = "SELECT password FROM credentials WHERE user_id = :user_id"
_ADD_PASSWORD = "INSERT INTO credentials (user_id, password, changed_at) VALUES (:user_id, :password, :now)"
_UPDATE_PASSWORD = "UPDATE credentials SET password = :password, changed_at = :now WHERE user_id = :user_id"

_APPLICATION = f"SELECT {', '.join(Application.__struct_fields__)} FROM applications "
_CHANGING = ("id", "name", "scopes", "key_hash", "former_key_hash", "former_key_expires_at")
_UPDATE_APPLICATION = """UPDATE applications
                         SET name = :name, scopes = :scopes, key_hash = :key_hash,
                             former_key_hash = :former_key_hash, former_key_expires_at = :former_key_expires_at
                         WHERE id = :id"""
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
    """Return the sessions of a user."""
    rows = await work.all(_SESSION + "WHERE user_id = :user_id", user_id=user_id)
    return [Session(*row) for row in rows]


async def get_many(work: Work, session_ids: Sequence[str]) -> dict[str, Session]:
    """Return those of the sessions that there are, by id."""
    rows = await work.all(_SESSION + _AMONG, ids=packed(session_ids))
    return {row[0]: Session(*row) for row in rows}


def touch(work: Work, session_ids: Sequence[str]) -> None:
    """Record that the sessions are used just now."""
    work.write("UPDATE sessions SET used_at = :now " + _AMONG, now=work.now, ids=packed(session_ids))


def rotate(work: Work, session: Session) -> None:
    """Record the session's new tokens."""
    faults.hit("session_rotated")
    unchanged = (
        "user_id", "device_name", "address", "created_at", "family_hash", "application_id", "permissions",
    )  # fmt: skip
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
        scopes=model.written(application.scopes),
        created_at=application.created_at,
    )


async def application(work: Work, application_id: str) -> Application | None:
    """Return the application with the id."""
    row = await work.one(_APPLICATION + "WHERE id = :id", id=application_id)
    return _application(row) if row else None


async def applications_of(work: Work, application_ids: Sequence[str]) -> dict[str, Application]:
    """Return those of the applications that there are, by id."""
    rows = await work.all(_APPLICATION + _AMONG, ids=packed(application_ids))
    return {row[0]: _application(row) for row in rows}


def touch_applications(work: Work, application_ids: Sequence[str]) -> None:
    """Record that the applications' keys are used just now."""
    work.write("UPDATE applications SET used_at = :now " + _AMONG, now=work.now, ids=packed(application_ids))


async def applications(work: Work, after: str, limit: int) -> list[Application]:
    """Return applications in the order of their making."""
    rows = await work.all(
        _APPLICATION + "WHERE id > :after ORDER BY id LIMIT :limit", after=after, limit=limit
    )
    return [_application(row) for row in rows]


def revoke_application(work: Work, application_id: str) -> None:
    """Record that the application's keys open nothing any more."""
    work.write(
        "UPDATE applications SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL",
        now=work.now, id=application_id,
    )  # fmt: skip


def update_application(work: Work, application: Application) -> None:
    """Record the application as it is now."""
    values = msgspec.structs.asdict(application) | {"scopes": model.written(application.scopes)}
    work.write(_UPDATE_APPLICATION, **{name: values[name] for name in _CHANGING})


def remove_former_key(work: Work, application_id: str) -> None:
    """Record that the application's former key is not good any more."""
    work.write(
        "UPDATE applications SET former_key_hash = NULL, former_key_expires_at = 0 WHERE id = :id",
        id=application_id,
    )


def remove_granted(work: Work, application_id: str) -> None:
    """Record the end of all sessions that the application granted."""
    work.write("DELETE FROM sessions WHERE application_id = :id", id=application_id)


async def stored(work: Work, kind: str) -> list[Row]:
    """Return (principal, bytes, when) of those of a kind who stored much."""
    return await work.all("SELECT principal, bytes, at FROM stored WHERE kind = :kind", kind=kind)


def keep_stored(work: Work, kind: str, principal: str, size: int) -> None:
    """Record how many bytes of somebody count now."""
    work.write(
        """INSERT INTO stored (principal, kind, bytes, at) VALUES (:principal, :kind, :bytes, :at)
           ON CONFLICT (principal) DO UPDATE SET bytes = excluded.bytes, at = excluded.at""",
        principal=principal, kind=kind, bytes=size, at=work.now,
    )  # fmt: skip


def drop_stored(work: Work, principal: str) -> None:
    """Record that nothing counts of what somebody stored."""
    work.write("DELETE FROM stored WHERE principal = :principal", principal=principal)


def _application(row: Row) -> Application:
    values: list[Any] = list(row)
    values[3] = model.read(values[3])
    return Application(*values)
