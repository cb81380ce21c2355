"""How does a product's backend find its users, and keep them here under its own ids?"""

import msgspec
from msgspec import UNSET, UnsetType

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import OptionalName, Username
from tokenim.features.server import service
from tokenim.features.server.model import UserRef
from tokenim.features.users import model
from tokenim.features.users import service as users
from tokenim.features.users.model import Account, ExternalId, ProfileChanges, Status, Wanted
from tokenim.kernel import page
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


class PutUser(ProfileChanges, forbid_unknown_fields=True, kw_only=True):
    """How the user shall be. `user_id` is your own id; the user name counts when the user is made, and is made up if left out."""

    user_id: UserRef
    username: Username | UnsetType = UNSET


class FindUsers(msgspec.Struct, forbid_unknown_fields=True):
    """Which users: the one of a name or of your own id, or all of a status, page by page."""

    username: OptionalName = ""
    external_id: ExternalId | None = None
    status: Status | None = None
    cursor: page.Cursor | None = None
    limit: page.Size = limits.PAGE_DEFAULT


class FoundUsers(msgspec.Struct):
    """A page of users."""

    items: list[Account]
    next_cursor: str | None = None


@operation(
    "server.users.put",
    http="PUT /server/users/{user_id}",
    permission=Permission.SERVER_USERS,
    status=201,
    location="/server/users/{id}",
    finds=True,
    errors=(
        errors.USER_NOT_FOUND, errors.USER_DELETED, errors.USER_PROTECTED, errors.USERNAME_TAKEN, errors.FIELDS_FULL,
    ),
    examples=(
        Example("By the id that you know", {"user_id": "shop|4711", "display_name": "Dave"}, actor="application"),
        Example("The name is taken", {"user_id": "shop|4711", "username": "alice"}, errors.USERNAME_TAKEN, "application"),
        Example("A user asks", {"user_id": "shop|4711"}, errors.PERMISSION_MISSING),
    ),
)  # fmt: skip
async def put(work: Work, body: PutUser) -> Account:
    """Create the user with your own id, or change the profile of the one who has it: asking again changes nothing.

    The status is 201 when the user was created, otherwise 200.
    Any text of up to 200 characters is an id, percent-encoded in the path. It never changes, and is free again once the
    user is deleted. Users log in through `server.tokens.create`.
    """
    return model.account(await service.put(work, body.user_id, body.username or "", body))


@operation(
    "server.users.list",
    http="GET /server/users",
    permission=Permission.SERVER_USERS,
    errors=(errors.CURSOR_INVALID,),
    examples=(
        Example("By user name", {"username": "alice"}, actor="application"),
        Example("By your own id", {"external_id": "shop|4711"}, actor="application"),
        Example("Everybody", {"limit": 20}, actor="application"),
        Example("A user asks", {}, errors.PERMISSION_MISSING),
    ),
)
async def listed(work: Work, body: FindUsers) -> FoundUsers:
    """Find users by user name or by your own id, or list all; nobody found is an empty list."""
    if body.username or body.external_id is not None:
        user = (
            await users.find(work, body.username)
            if body.external_id is None
            else await users.find_external(work, body.external_id)
        )
        fits = (
            user is not None
            and body.username.lower() in ("", user.username)
            and body.status in (None, user.status)
        )
        return FoundUsers([model.account(user)] if user is not None and fits else [])
    items, next_cursor = await users.listed(
        work, Wanted(status=body.status or ""), body.cursor or "", body.limit
    )
    return FoundUsers([model.account(user) for user in items], next_cursor)
