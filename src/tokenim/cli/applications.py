"""What can an operator do with applications, without a server that answers?"""

from pathlib import Path

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import Permission
from tokenim.cli import offline
from tokenim.features.auth.model import Application
from tokenim.features.auth.service import applications
from tokenim.kernel import text
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.unit_of_work import Work

PAGE = 200


def create(name: str, *, scope: list[str] | None = None, data: Path | None = None) -> None:
    """Let an application in. Its key is printed this once: keep it where secrets are kept.

    Parameters
    ----------
    name
        What it is called.
    scope
        What it may do, such as `server:users`; may be repeated. Everything an application can, where it is left out.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    application, key = offline.run_offline(data, lambda work: _create(work, name, scope))
    print(f"Created {application.name} ({application.id}). Its key, shown this once:\n\n  {key}\n")


async def _create(work: Work, name: str, scope: list[str] | None) -> tuple[Application, str]:
    application, key = applications.create(work, _named(name), _scopes(scope))
    offline.note(work, "app_create", application.id)
    return application, key


def list_(*, data: Path | None = None) -> None:
    """List applications, revoked ones too.

    Parameters
    ----------
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    rows = [_row(item) for item in offline.look(data, _all)]
    print(offline.table([("NAME", "STATUS", "CREATED", "ID", "SCOPES"), *rows]))


async def _all(work: Work) -> list[Application]:
    found, cursor = await applications.listed(work, "", PAGE)
    while cursor is not None:
        more, cursor = await applications.listed(work, cursor, PAGE)
        found += more
    return found


def _row(item: Application) -> tuple[str, ...]:
    status = "revoked" if item.revoked_at else "active"
    return (item.name, status, rfc3339(item.created_at)[:16], item.id, " ".join(sorted(item.scopes)))


def revoke(app_id: str, *, data: Path | None = None) -> None:
    """Take an application's key away, for good.

    Parameters
    ----------
    app_id
        The id that `tokenim app list` shows.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    offline.run_offline(data, lambda work: _revoke(work, app_id))
    print(f"The key of {app_id} opens nothing any more.")


async def _revoke(work: Work, app_id: str) -> None:
    await applications.revoke(work, app_id)
    offline.note(work, "app_revoke", app_id)


def _named(name: str) -> str:
    try:
        return text.name(name) or "application"
    except text.Refused as refused:
        raise errors.wrong("name", refused.sentence) from None


def _scopes(named: list[str] | None) -> frozenset[Permission]:
    if not named:
        return applications.every_scope()
    try:
        return frozenset(Permission(name) for name in named)
    except ValueError as error:
        known = ", ".join(sorted(applications.every_scope()))
        raise TokenIMError(errors.REQUEST_INVALID, f"{error}; choose from {known}") from error
