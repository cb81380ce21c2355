"""What may applications ask?"""

import msgspec
from msgspec import UNSET

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import OptionalName, Username
from tokenim.features.auth.model import Password, Tokens
from tokenim.features.auth.service import accounts, applications
from tokenim.features.server import service
from tokenim.features.server.model import KnownUser, UserRef
from tokenim.features.users import model
from tokenim.features.users import service as users
from tokenim.features.users.model import Account, ProfileChanges
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


class CreateUser(ProfileChanges, forbid_unknown_fields=True, kw_only=True):
    """A new user; without a password nobody can log in, and only an application can make tokens."""

    username: Username
    password: Password | None = None


class UpdateUser(ProfileChanges, forbid_unknown_fields=True, kw_only=True):
    """Which user, and what changes."""

    user_id: UserRef


class CreateTokens(msgspec.Struct, forbid_unknown_fields=True):
    """For whom, what the session is called, and the most that it may do: everything a user may where that is left out."""

    user_id: UserRef
    device_name: OptionalName = ""
    permissions: list[Permission] | None = None


@operation(
    "server.users.create",
    http="POST /server/users",
    permission=Permission.SERVER_USERS,
    status=201,
    location="/server/users/{id}",
    replay=False,
    errors=(errors.USERNAME_TAKEN, errors.AUTH_PASSWORD_WEAK, errors.FIELDS_FULL, errors.SERVER_BUSY),
    examples=(
        Example("A user who never logs in alone", {"username": "$new_name"}, actor="application"),
        Example("The name is taken", {"username": "alice"}, errors.USERNAME_TAKEN, actor="application"),
        Example("A user asks", {"username": "eve"}, errors.PERMISSION_MISSING),
    ),
)
async def create(work: Work, body: CreateUser) -> Account:
    """Create a user. Without a password, `server.tokens.create` is the only way in."""
    if body.display_name is UNSET:
        body.display_name = body.username
    return model.account(await accounts.add(work, body.username, body.password, body))


@operation(
    "server.users.get",
    http="GET /server/users/{user_id}",
    permission=Permission.SERVER_USERS,
    errors=(errors.USER_NOT_FOUND,),
    examples=(
        Example("Any user", {"user_id": "$alice"}, actor="application"),
        Example("Nobody has this id", {"user_id": "$nobody"}, errors.USER_NOT_FOUND, actor="application"),
    ),
)
async def get(work: Work, body: KnownUser) -> Account:
    """Show a user with language, role and status."""
    return model.account(await users.get(work, await service.user_id(work, body.user_id)))


@operation(
    "server.users.update",
    http="PATCH /server/users/{user_id}",
    permission=Permission.SERVER_USERS,
    errors=(errors.USER_NOT_FOUND, errors.USER_DELETED, errors.USER_PROTECTED, errors.FIELDS_FULL),
    examples=(
        Example("A custom field", {"user_id": "$alice", "fields": {"level": 7}}, actor="application"),
        Example("Nobody has this id", {"user_id": "$nobody"}, errors.USER_NOT_FOUND, actor="application"),
    ),
)
async def update(work: Work, body: UpdateUser) -> Account:
    """Change a user's profile, by the same rules as `users.update`; administrators change theirs themselves."""
    user = await accounts.reachable(work, await service.user_id(work, body.user_id))
    return model.account(await users.update(work, user.id, body))


@operation(
    "server.tokens.create",
    http="POST /server/users/{user_id}/tokens",
    permission=Permission.SERVER_TOKENS,
    status=201,
    location="/auth/sessions/{session_id}",
    replay=False,
    socket=False,
    errors=(errors.USER_NOT_FOUND, errors.USER_DELETED, errors.USER_PROTECTED, errors.AUTH_SUSPENDED),
    examples=(
        Example("Let a user in", {"user_id": "$alice", "device_name": "Shop"}, actor="application"),
        Example("Locked out", {"user_id": "$mallory"}, errors.AUTH_SUSPENDED, actor="application"),
    ),
)
async def create_tokens(work: Work, body: CreateTokens) -> Tokens:
    """Open a session of a user on the application's word, for those who log in elsewhere."""
    user_id = await service.user_id(work, body.user_id)
    return await applications.mint(work, user_id, body.device_name, body.permissions)
