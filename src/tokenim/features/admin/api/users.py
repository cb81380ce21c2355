"""How do operators see, lock out and delete users?"""

from typing import Literal

import msgspec

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import Name
from tokenim.features.auth.service import accounts
from tokenim.features.users import model
from tokenim.features.users import service as users
from tokenim.features.users.model import Account, Role, Status, UserId, Wanted
from tokenim.kernel import page
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


class ListUsers(msgspec.Struct, forbid_unknown_fields=True):
    """Which part of the list: those whose names begin with the words of `q`, of a status or role; without them all."""

    q: Name | None = None
    status: Status | Literal[""] = ""
    role: Role | Literal[""] = ""
    cursor: page.Cursor | None = None
    limit: page.Size = limits.PAGE_DEFAULT


class OneUser(msgspec.Struct, forbid_unknown_fields=True):
    """Which user."""

    user_id: UserId


class SetUserRole(msgspec.Struct, forbid_unknown_fields=True):
    """Which user, and the role to have."""

    user_id: UserId
    role: Role


class Accounts(msgspec.Struct):
    """A page of users."""

    items: list[Account]
    next_cursor: str | None


_MISSING = Example("Nobody has this id", {"user_id": "$nobody"}, errors.USER_NOT_FOUND, actor="admin")
_CHANGING = (errors.USER_NOT_FOUND, errors.USER_DELETED)


@operation(
    "admin.users.list",
    http="GET /admin/users",
    permission=Permission.ADMIN_USERS,
    errors=(errors.CURSOR_INVALID,),
    examples=(
        Example("Who is locked out?", {"status": "suspended"}, actor="admin"),
        Example("Who administrates?", {"role": "admin"}, actor="admin"),
        Example("By name", {"q": "mal"}, actor="admin"),
        Example("A user asks", {}, errors.PERMISSION_MISSING),
    ),
)
async def listed(work: Work, body: ListUsers) -> Accounts:
    """List all users, deleted ones too, in the order of their registration; with `q`, in that of the names found."""
    wanted = Wanted(words=model.words(body.q or ""), status=body.status, role=body.role)
    items, next_cursor = await users.listed(work, wanted, body.cursor or "", body.limit)
    return Accounts([model.account(user) for user in items], next_cursor)


@operation(
    "admin.users.get",
    http="GET /admin/users/{user_id}",
    permission=Permission.ADMIN_USERS,
    errors=(errors.USER_NOT_FOUND,),
    examples=(Example("Any user", {"user_id": "$alice"}, actor="admin"), _MISSING),
)
async def get(work: Work, body: OneUser) -> Account:
    """Show a user with language, role and status."""
    return model.account(await users.get(work, body.user_id))


@operation(
    "admin.users.suspend",
    http="POST /admin/users/{user_id}/suspend",
    permission=Permission.ADMIN_USERS,
    errors=(*_CHANGING, errors.USER_LAST_ADMIN),
    examples=(Example("Lock somebody out", {"user_id": "$carol"}, actor="admin"), _MISSING),
)
async def suspend(work: Work, body: OneUser) -> Account:
    """Lock a user out: sessions and sockets end, logging in is refused until `admin.users.restore`."""
    await users.must_administrate(work)
    return model.account(await accounts.suspend(work, body.user_id))


@operation(
    "admin.users.restore",
    http="POST /admin/users/{user_id}/restore",
    permission=Permission.ADMIN_USERS,
    errors=_CHANGING,
    examples=(Example("Let somebody in again", {"user_id": "$mallory"}, actor="admin"), _MISSING),
)
async def restore(work: Work, body: OneUser) -> Account:
    """Let a suspended user log in again."""
    await users.must_administrate(work)
    return model.account(await accounts.restore(work, body.user_id))


@operation(
    "admin.users.delete",
    http="DELETE /admin/users/{user_id}",
    permission=Permission.ADMIN_USERS,
    status=204,
    errors=(*_CHANGING, errors.USER_LAST_ADMIN),
    examples=(Example("Delete somebody", {"user_id": "$carol"}, actor="admin"), _MISSING),
)
async def delete(work: Work, body: OneUser) -> None:
    """Delete a user for good: sessions end, the name is free after a while, the profile is emptied, messages stay."""
    await users.must_administrate(work)
    await accounts.delete(work, body.user_id)


@operation(
    "admin.users.end_sessions",
    http="DELETE /admin/users/{user_id}/sessions",
    permission=Permission.ADMIN_USERS,
    status=204,
    errors=_CHANGING,
    examples=(Example("Log somebody out everywhere", {"user_id": "$carol"}, actor="admin"), _MISSING),
)
async def end_sessions(work: Work, body: OneUser) -> None:
    """End all sessions of a user, and their sockets."""
    await users.must_administrate(work)
    await accounts.end_sessions(work, body.user_id)


@operation(
    "admin.users.set_role",
    http="PUT /admin/users/{user_id}/role",
    permission=Permission.ADMIN_USERS,
    errors=(*_CHANGING, errors.USER_LAST_ADMIN),
    examples=(
        Example("Appoint an administrator", {"user_id": "$carol", "role": "admin"}, actor="admin"),
        Example("No such role", {"user_id": "$carol", "role": "king"}, errors.REQUEST_INVALID, actor="admin"),
    ),
)
async def set_role(work: Work, body: SetUserRole) -> Account:
    """Make a user an administrator, or an administrator a user; it holds at once, sockets reconnect."""
    await users.must_administrate(work)
    return model.account(await accounts.set_role(work, body.user_id, body.role))
