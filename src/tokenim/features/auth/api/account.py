"""How do clients change a password, and leave for good?"""

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth.model import Password
from tokenim.features.auth.service import accounts
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


class ChangePassword(msgspec.Struct, forbid_unknown_fields=True):
    """The password as it is and as it shall be."""

    current_password: Password
    new_password: Password


class DeleteMe(msgspec.Struct, forbid_unknown_fields=True):
    """The password, so that a stolen token is not enough."""

    password: Password


_NEW = "a much better password"


@operation(
    "auth.change_password",
    http="POST /auth/password",
    permission=Permission.SESSIONS_MANAGE,
    status=204,
    replay=False,
    errors=(errors.AUTH_WRONG_PASSWORD, errors.AUTH_PASSWORD_WEAK, errors.USER_DELETED, errors.SERVER_BUSY),
    examples=(
        Example("Another password", {"current_password": "$password", "new_password": _NEW}, actor="carol"),
        Example(
            "The current one is wrong",
            {"current_password": "guess", "new_password": _NEW},
            errors.AUTH_WRONG_PASSWORD,
        ),
        Example(
            "Too common",
            {"current_password": "$password", "new_password": "12345678"},
            errors.AUTH_PASSWORD_WEAK,
        ),
    ),
)
async def change_password(work: Work, body: ChangePassword) -> None:
    """Change the own password. All other sessions and their sockets end."""
    await accounts.change_password(work, body.current_password, body.new_password)


@operation(
    "users.delete",
    http="DELETE /users/me",
    permission=Permission.USERS_WRITE,
    status=204,
    replay=False,
    errors=(errors.AUTH_WRONG_PASSWORD, errors.USER_DELETED, errors.USER_LAST_ADMIN, errors.SERVER_BUSY),
    examples=(
        Example("Leave for good", {"password": "$password"}, actor="carol"),
        Example("The password is wrong", {"password": "guess"}, errors.AUTH_WRONG_PASSWORD),
    ),
)
async def delete(work: Work, body: DeleteMe) -> None:
    """Delete the own account.

    Sessions end, the name is free after a while, the profile is emptied; messages that were sent stay.
    """
    await accounts.delete_own(work, body.password)
