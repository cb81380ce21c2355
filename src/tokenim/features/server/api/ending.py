"""How does a product's backend lock a user out, log a user out, and delete a user?"""

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth.service import accounts
from tokenim.features.server import service
from tokenim.features.server.model import KnownUser
from tokenim.features.users import model
from tokenim.features.users.model import Account
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

_CHANGING = (errors.USER_NOT_FOUND, errors.USER_DELETED, errors.USER_PROTECTED)
_MISSING = Example("Nobody has this id", {"user_id": "$nobody"}, errors.USER_NOT_FOUND, actor="application")


@operation(
    "server.users.suspend",
    http="POST /server/users/{user_id}/suspend",
    permission=Permission.SERVER_SUSPEND,
    errors=_CHANGING,
    examples=(Example("Lock somebody out", {"user_id": "$carol"}, actor="application"), _MISSING),
)
async def suspend(work: Work, body: KnownUser) -> Account:
    """Lock a user out: sessions and sockets end, new ones are refused until `server.users.restore`."""
    return model.account(await accounts.suspend(work, await service.user_id(work, body.user_id)))


@operation(
    "server.users.restore",
    http="POST /server/users/{user_id}/restore",
    permission=Permission.SERVER_SUSPEND,
    errors=_CHANGING,
    examples=(Example("Let somebody in again", {"user_id": "$mallory"}, actor="application"), _MISSING),
)
async def restore(work: Work, body: KnownUser) -> Account:
    """Let a suspended user in again."""
    return model.account(await accounts.restore(work, await service.user_id(work, body.user_id)))


@operation(
    "server.users.end_sessions",
    http="DELETE /server/users/{user_id}/sessions",
    permission=Permission.SERVER_SUSPEND,
    status=204,
    errors=_CHANGING,
    examples=(Example("Log somebody out everywhere", {"user_id": "$carol"}, actor="application"), _MISSING),
)
async def end_sessions(work: Work, body: KnownUser) -> None:
    """End all sessions of a user, and their sockets."""
    await accounts.end_sessions(work, await service.user_id(work, body.user_id))


@operation(
    "server.users.delete",
    http="DELETE /server/users/{user_id}",
    permission=Permission.SERVER_DELETE,
    status=204,
    errors=_CHANGING,
    examples=(Example("A customer leaves", {"user_id": "$carol"}, actor="application"), _MISSING),
)
async def delete(work: Work, body: KnownUser) -> None:
    """Delete a user for good: sessions end, name and own id are free, the profile is emptied, messages stay."""
    await accounts.delete(work, await service.user_id(work, body.user_id))
