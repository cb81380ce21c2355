"""How do operators give keys to applications, and take them away?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.events import Time
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import Name
from tokenim.features.auth.model import Application
from tokenim.features.auth.service import applications
from tokenim.features.users import service as users
from tokenim.kernel import clock, page
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


class CreateApp(msgspec.Struct, forbid_unknown_fields=True):
    """What it is called, and what it may do; everything an application can where scopes are left out."""

    name: Name
    scopes: list[Permission] | None = None


class ListApps(msgspec.Struct, forbid_unknown_fields=True):
    """Which part of the list."""

    cursor: page.Cursor | None = None
    limit: page.Size = limits.PAGE_DEFAULT


class OneApp(msgspec.Struct, forbid_unknown_fields=True):
    """Which application."""

    app_id: Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]


class UpdateApp(OneApp, kw_only=True):
    """What it is called, and what it may do; what is left out stays."""

    name: Name | None = None
    scopes: list[Permission] | None = None


class RotateKey(OneApp, kw_only=True):
    """For how long the former key is good beside the new one."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=30 * 86_400)] = 86_400


class App(msgspec.Struct, kw_only=True):
    """A program that may come in with a key. `used_at` is right to some minutes."""

    id: str
    name: str
    scopes: list[str]
    created_at: Time
    revoked_at: Time | None
    used_at: Time | None


class NewApp(App, kw_only=True):
    """A program with its key, which is shown this once."""

    key: str


class Apps(msgspec.Struct):
    """A page of applications."""

    items: list[App]
    next_cursor: str | None


_STRANGER = Example("A user asks", {}, errors.PERMISSION_MISSING)


@operation(
    "admin.apps.create",
    http="POST /admin/apps",
    permission=Permission.ADMIN_APPLICATIONS,
    status=201,
    location="/admin/apps/{id}",
    replay=False,
    socket=False,
    examples=(
        Example("A web shop", {"name": "Shop", "scopes": ["server:users", "server:tokens"]}, actor="admin"),
        Example(
            "A scope for people",
            {"name": "Shop", "scopes": ["admin:users"]},
            errors.REQUEST_INVALID,
            actor="admin",
        ),
    ),
)
async def create(work: Work, body: CreateApp) -> NewApp:
    """Let an application in. Its key is shown in this answer only: keep it where secrets are kept."""
    await users.must_administrate(work)
    scopes = applications.every_scope() if body.scopes is None else body.scopes
    application, key = applications.create(work, body.name, scopes)
    return NewApp(**msgspec.structs.asdict(_shown(application)), key=key)


@operation(
    "admin.apps.list",
    http="GET /admin/apps",
    permission=Permission.ADMIN_APPLICATIONS,
    errors=(errors.CURSOR_INVALID,),
    examples=(Example("All applications", {}, actor="admin"), _STRANGER),
)
async def listed(work: Work, body: ListApps) -> Apps:
    """List applications, revoked ones too, without their keys."""
    items, next_cursor = await applications.listed(work, body.cursor or "", body.limit)
    return Apps([_shown(application) for application in items], next_cursor)


@operation(
    "admin.apps.revoke",
    http="DELETE /admin/apps/{app_id}",
    permission=Permission.ADMIN_APPLICATIONS,
    status=204,
    errors=(errors.APPLICATION_NOT_FOUND,),
    examples=(
        Example("A key has leaked", {"app_id": "$application"}, actor="admin"),
        Example("No such application", {"app_id": "app_0"}, errors.APPLICATION_NOT_FOUND, actor="admin"),
    ),
)
async def revoke(work: Work, body: OneApp) -> None:
    """Take an application's key away, at once and for good."""
    await users.must_administrate(work)
    await applications.revoke(work, body.app_id)


@operation(
    "admin.apps.update",
    http="PATCH /admin/apps/{app_id}",
    permission=Permission.ADMIN_APPLICATIONS,
    errors=(errors.APPLICATION_NOT_FOUND,),
    examples=(
        Example("Fewer scopes", {"app_id": "$application", "scopes": ["server:users"]}, actor="admin"),
        Example("No such application", {"app_id": "app_0"}, errors.APPLICATION_NOT_FOUND, actor="admin"),
    ),
)
async def update(work: Work, body: UpdateApp) -> App:
    """Rename an application, or change what it may do: its sockets close and come again with the new scopes.

    Without `server:tokens` the sessions that it opened end, too.
    """
    await users.must_administrate(work)
    return _shown(await applications.update(work, body.app_id, body.name, body.scopes))


@operation(
    "admin.apps.rotate",
    http="POST /admin/apps/{app_id}/key",
    permission=Permission.ADMIN_APPLICATIONS,
    replay=False,
    socket=False,
    errors=(errors.APPLICATION_NOT_FOUND,),
    examples=(
        Example("A new key", {"app_id": "$application", "overlap_seconds": 3600}, actor="admin"),
        Example("No such application", {"app_id": "app_0"}, errors.APPLICATION_NOT_FOUND, actor="admin"),
    ),
)
async def rotate(work: Work, body: RotateKey) -> NewApp:
    """Give an application another key, shown in this answer only; the former one is good for a while, to change over."""
    await users.must_administrate(work)
    application, key = await applications.rotate(work, body.app_id, body.overlap_seconds)
    return NewApp(**msgspec.structs.asdict(_shown(application)), key=key)


def _shown(application: Application) -> App:
    return App(
        id=application.id,
        name=application.name,
        scopes=sorted(application.scopes),
        created_at=clock.rfc3339(application.created_at),
        used_at=clock.rfc3339(application.used_at) if application.used_at else None,
        revoked_at=None if application.revoked_at is None else clock.rfc3339(application.revoked_at),
    )
