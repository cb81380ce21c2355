"""How are users kept? Plain rows, and a sorted list of the names that a search finds."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec

from tokenim.catalogue import limits
from tokenim.features.users import model
from tokenim.features.users.model import User, Wanted
from tokenim.kernel.among import among, packed
from tokenim.kernel.unit_of_work import Row, Work

_USER = """SELECT u.id, COALESCE(u.username, ''), u.display_name, u.avatar_url, u.bio, u.language, u.fields,
                  u.role, u.status, u.created_at, s.version, u.who_may_add, COALESCE(u.external_id, '')
           FROM users u JOIN streams s ON s.id = u.id """
_FIELDS = 6
_AMONG = f"{_USER}WHERE {among('u.id', 'ids')}"
_AMONG_EXTERNAL = f"{_USER}WHERE {among('u.external_id', 'ids')}"
_ADD = """INSERT INTO users
            (id, username, display_name, avatar_url, bio, language, fields, role, status, created_at,
             who_may_add, external_id)
          VALUES (:id, :username, :display_name, :avatar_url, :bio, :language, :fields,
                  :role, :status, :created_at, :who_may_add, :external_id)"""
_ADD_STREAM = "INSERT INTO streams (id) VALUES (:id) ON CONFLICT DO NOTHING"
_ADD_NAME = "INSERT INTO user_names (name, user_id) VALUES (:name, :id)"
_REMOVE_NAMES = "DELETE FROM user_names WHERE user_id = :id"
_UPDATE = """UPDATE users
             SET username = :username, display_name = :display_name, avatar_url = :avatar_url, bio = :bio,
                 language = :language, fields = :fields, role = :role, status = :status,
                 who_may_add = :who_may_add, external_id = :external_id
             WHERE id = :id"""
# Each user once, at the first of their names that has the prefix.
_SEARCH_START = f"""SELECT n.name, u.* FROM user_names n JOIN ({_USER}) u ON u.id = n.user_id
              WHERE n.name >= :low AND n.name < :high AND (n.name, n.user_id) > (:after_name, :after_id)
                AND (:status = '' OR u.status = :status) AND (:role = '' OR u.role = :role)
                AND NOT EXISTS (SELECT 1 FROM user_names e
                                WHERE e.user_id = n.user_id AND e.name >= :low AND e.name < n.name)"""
_SEARCH_ALSO = """
                AND EXISTS (SELECT 1 FROM user_names e
                            WHERE e.user_id = n.user_id AND e.name >= :low{0} AND e.name < :high{0})"""
_SEARCH_END = " ORDER BY n.name, n.user_id LIMIT :limit"
_UNSPLIT = _USER + "JOIN unsplit_names n ON n.user_id = u.id ORDER BY u.id LIMIT :limit"
_SPLIT = "DELETE FROM unsplit_names WHERE user_id = :id"
_PAGE = (
    _USER
    + """WHERE u.id > :after AND (:status = '' OR u.status = :status)
                    AND (:role = '' OR u.role = :role) ORDER BY u.id LIMIT :limit"""
)
_ACTIVE_ADMINS = """SELECT COUNT(*), (SELECT version FROM streams WHERE id = 'admins')
                    FROM users WHERE role = 'admin' AND status = 'active'"""
_RETIRE = """INSERT INTO retired_names (name_hash, until) VALUES (:name_hash, :until)
             ON CONFLICT (name_hash) DO UPDATE SET until = excluded.until"""
_FORGET_RETIRED = "DELETE FROM retired_names WHERE until <= :now"
_RETIRED = "SELECT 1 FROM retired_names WHERE name_hash = :name_hash AND until > :now"
# What follows a name in what begins with it: names hold no control characters, and some databases no NUL.
_NEXT = "\x01"
_LAST = "\U0010ffff"


def add(work: Work, user: User) -> None:
    """Record a new user, their stream and their names."""
    work.write(_ADD_STREAM, id=user.id)
    work.write(_ADD, **_columns(user), created_at=user.created_at)
    _add_names(work, user)


async def get(work: Work, user_id: str) -> User | None:
    """Return the user with the id."""
    row = await work.one(_USER + "WHERE u.id = :id", id=user_id)
    return _user(row) if row else None


async def get_by_username(work: Work, username: str) -> User | None:
    """Return the user with the normalised name."""
    row = await work.one(_USER + "WHERE u.username = :username", username=username)
    return _user(row) if row else None


async def get_external(work: Work, external_ids: Sequence[str]) -> list[User]:
    """Return the users whom products know by these ids, in no order."""
    return [_user(row) for row in await work.all(_AMONG_EXTERNAL, ids=packed(external_ids))]


async def get_many(work: Work, user_ids: Sequence[str]) -> list[User]:
    """Return those users that exist, in no order."""
    if not user_ids:
        return []
    return [_user(row) for row in await work.all(_AMONG, ids=packed(user_ids))]


async def sized(work: Work, user_ids: Sequence[str], limit: int) -> tuple[list[User], bool]:
    """Return (the first of those users that exist, in order of their ids, whether there are more): they fill a page."""
    if not user_ids:
        return [], False
    sql = _AMONG + " ORDER BY u.id LIMIT :limit"
    rows = await work.sized(sql, _FIELDS, limits.PAGE_BYTES, ids=packed(user_ids), limit=limit + 1)
    room = limits.PAGE_BYTES
    for number, row in enumerate(rows):
        room -= len(row[_FIELDS])
        if number and (room < 0 or number == limit):
            return [_user(each) for each in rows[:number]], True
    return [_user(row) for row in rows], False


async def search(work: Work, wanted: Wanted, after: tuple[str, str], limit: int) -> list[tuple[str, User]]:
    """Return users of whose names some begin with each of the words, from `after` (name, id) on.

    They are in order of the name that begins with the longest word, of which there are the fewest.
    """
    longest, *others = sorted(wanted.words, key=len, reverse=True)
    values = {"low": longest, "high": longest + (_NEXT if wanted.whole else _LAST)}
    values |= {"status": wanted.status, "role": wanted.role}
    sql = _SEARCH_START
    for number, word in enumerate(others):
        sql += _SEARCH_ALSO.format(number)
        values |= {f"low{number}": word, f"high{number}": word + _LAST}
    rows = await work.all(sql + _SEARCH_END, **values, after_name=after[0], after_id=after[1], limit=limit)
    return [(row[0], _user(row[1:])) for row in rows]


async def unsplit(work: Work, limit: int) -> list[User]:
    """Return users whose names a former version recorded, not by their words."""
    return [_user(row) for row in await work.all(_UNSPLIT, limit=limit)]


def split(work: Work, user: User) -> None:
    """Record the names of such a user anew."""
    work.write(_REMOVE_NAMES, id=user.id)
    _add_names(work, user)
    work.write(_SPLIT, id=user.id)


async def page(work: Work, wanted: Wanted, after: str, limit: int) -> list[User]:
    """Return users of any name in order of their ids."""
    values = {"status": wanted.status, "role": wanted.role, "after": after, "limit": limit}
    return [_user(row) for row in await work.all(_PAGE, **values)]


async def count_active_admins(work: Work) -> tuple[int, int]:
    """Return how many administrators can log in, and the version of that number."""
    ((count, version),) = await work.all(_ACTIVE_ADMINS)
    return count, version


def update(work: Work, user: User) -> None:
    """Record the user as it is now."""
    work.write(_UPDATE, **_columns(user))
    work.write(_REMOVE_NAMES, id=user.id)
    if user.status != "deleted":
        _add_names(work, user)


def retire(work: Work, username: str, until: int) -> None:
    """Record that nobody may take the name until then (in milliseconds); kept as a hash, and not longer."""
    work.write(_FORGET_RETIRED, now=work.now)
    if until > work.now:
        work.write(_RETIRE, name_hash=_hashed(username), until=until)


async def is_retired(work: Work, username: str) -> bool:
    """Return whether a user with this name was deleted lately."""
    return await work.one(_RETIRED, name_hash=_hashed(username), now=work.now) is not None


def _hashed(username: str) -> bytes:
    return sha256(username.encode()).digest()


def _add_names(work: Work, user: User) -> None:
    for name in sorted(model.names(user)):
        work.write(_ADD_NAME, name=name, id=user.id)


def _columns(user: User) -> dict[str, Any]:
    values = {name: getattr(user, name) for name in _WRITTEN}
    return values | {
        "username": user.username or None,
        "external_id": user.external_id or None,
        "fields": msgspec.json.encode(user.fields),
    }


_WRITTEN = ("id", "display_name", "avatar_url", "bio", "language", "role", "status", "who_may_add")


def _user(row: Row) -> User:
    values = list(row)
    values[_FIELDS] = msgspec.json.decode(row[_FIELDS], type=model.Fields)
    return User(*values)
