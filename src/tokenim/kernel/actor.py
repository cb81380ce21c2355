"""Who asks, and what were they granted?"""

from tokenim.catalogue.permissions import ROLES, Permission
from tokenim.kernel.ratelimit import Bucket


class Actor:
    """A caller whose credentials were checked. One object lives as long as its session is cached or connected."""

    __slots__ = (
        "address",
        "application_id",
        "bucket",
        "language",
        "permissions",
        "role",
        "session_id",
        "user_id",
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
        self.permissions = ROLES[role] if permissions is None else permissions
        self.bucket = bucket or Bucket()
        self.language = ""
        self.address = ""

    @property
    def identity(self) -> str:
        """Whose idempotency keys and audit rows these are."""
        return self.application_id or self.user_id


def anonymous(address: str) -> Actor:
    """Return a caller without credentials."""
    actor = Actor("", "anonymous")
    actor.address = address
    return actor
