"""Who asks, and what were they granted?"""

from copy import copy

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import ROLES, Permission
from tokenim.kernel.ratelimit import Bucket


class Actor:
    """A caller whose credentials were checked. One object for each address lives as long as its session is cached or connected.

    `principal` is the id of who asks and answers for it: a user or an application. Quotas, idempotency keys and the record
    hang on it. `user_id` is the user in whose name things are done: the principal, the user for whom an application acts,
    or nobody. `application_id` is the application that asks by its key, or that granted the session; `via` is the
    application that asks, and empty where a user does.
    """

    __slots__ = (
        "address",
        "application_id",
        "bucket",
        "language",
        "permissions",
        "principal",
        "role",
        "seen_at",
        "session_id",
        "user_id",
        "via",
    )

    def __init__(
        self,
        user_id: str,
        role: str,
        *,
        session_id: str = "",
        application_id: str = "",
        permissions: frozenset[Permission] | None = None,
        bucket: Bucket | None = None,
    ) -> None:
        self.user_id = user_id
        self.role = role
        self.session_id = session_id
        self.application_id = application_id
        self.via = "" if session_id else application_id
        self.principal = self.via or user_id
        self.permissions = ROLES[role] if permissions is None else permissions
        self.bucket = bucket or Bucket()
        self.language = ""
        self.address = ""
        self.seen_at = 0.0
        """When a request of the caller came last, by the monotonic clock."""

    def at(self, address: str) -> "Actor":
        """Return the caller as one who comes from this address: itself where it does, otherwise a copy with the same bucket."""
        if address == self.address:
            return self
        elsewhere = copy(self)
        elsewhere.address = address
        return elsewhere

    def lacks(self, permission: Permission) -> TokenIMError:
        """Return the refusal of what the caller has no permission for."""
        if self.role == "anonymous":
            return TokenIMError(errors.AUTH_REQUIRED)
        refusal = TokenIMError(errors.PERMISSION_MISSING, f"This needs the permission {permission}")
        refusal.permission = str(permission)
        return refusal


def operator() -> Actor:
    """Return whoever runs the server and works on its data by hand: an administrator without an account."""
    return Actor("", "admin")


def anonymous(address: str) -> Actor:
    """Return a caller without credentials."""
    actor = Actor("", "anonymous")
    actor.address = address
    return actor
