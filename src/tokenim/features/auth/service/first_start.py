"""Who can log in on a new server? An administrator and one application, whose secrets stand in a file until they are noted."""

import secrets

import msgspec

from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.settings import Settings
from tokenim.features.audit import service as audit
from tokenim.features.auth import policy, store
from tokenim.features.auth.service import accounts, applications, passwords
from tokenim.features.users import service as users
from tokenim.features.users.model import ProfileChanges
from tokenim.kernel.unit_of_work import Work

ADMIN = "admin"
APPLICATION = "default"
FILE = "first-start.txt"
"""The file in the data directory that holds what was made, for the operator to note and delete."""


class FirstSecrets(msgspec.Struct, frozen=True):
    """What the operator must note now; empty where it was there before, or came from a setting."""

    username: str = ADMIN
    password: str = ""
    key: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """A line for each secret: what it is, and the secret. Programs may read them."""
        administrator = f"administrator      {self.username} / {self.password}"
        application = f"application key    {self.key}"
        return (*((administrator,) * bool(self.password)), *((application,) * bool(self.key)))

    @property
    def text(self) -> str:
        """What the file holds."""
        return "\n".join(["Note these where secrets are kept, then delete this file.", "", *self.secrets, ""])


def check(settings: Settings) -> None:
    """Raise `ValueError` with a sentence for the operator if a secret setting is empty or a sample."""
    if settings.admin_password is None:
        return
    try:
        policy.may_use(passwords.normal(settings.admin_password), (ADMIN,), settings.password_chars)
    except TokenIMError as error:
        raise ValueError(f"TOKENIM_ADMIN_PASSWORD cannot be used. {error.detail}") from error


async def prepare(work: Work, settings: Settings) -> FirstSecrets:
    """Record what a new server lacks; the caller commits the unit, and shows what was made."""
    check(settings)
    password = key = ""
    if not await users.any_admin(work):
        password = settings.admin_password or secrets.token_urlsafe(15)
        profile = ProfileChanges(display_name="Administrator")
        user = await accounts.add(work, ADMIN, password, profile, role="admin")
        audit.record(work, "first_start.admin", user.id, actor="first start")
    if not await store.applications(work, "", 1):
        application, key = applications.create(work, APPLICATION, applications.every_scope())
        audit.record(work, "first_start.application", application.id, actor="first start")
    return FirstSecrets(password="" if settings.admin_password else password, key=key)
