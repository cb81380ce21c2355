"""What is a session, and what do its secrets look like?

An access token is `tka_<session>.<secret>`, a refresh token `tkr_<session>.<secret>`, an application's key
`tks_<application>.<secret>`. A secret is 256 random bits; that of a refresh token has 128 more in front,
which all refresh tokens of a session share: whoever has them but not the rest shows a token that was used
before, not one made up.
"""

import base64
import binascii
import hmac
import math
import secrets
from collections.abc import Collection
from hashlib import sha256
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from tokenim.catalogue import limits
from tokenim.catalogue.events import Time
from tokenim.catalogue.permissions import Permission, known
from tokenim.features.users.model import Account
from tokenim.kernel import clock

ACCESS, REFRESH, KEY = "tka_", "tkr_", "tks_"
SECRET_BYTES = 32
FAMILY_BYTES = 16
_BYTES = {ACCESS: SECRET_BYTES, REFRESH: FAMILY_BYTES + SECRET_BYTES, KEY: SECRET_BYTES}
# A second use of a refresh token within this time is two callers racing; the second one is told to come back.
RACE_MS = 2_000
# From then until here it is a client that never got the answer: it gets the same answer once more.
# Later it is theft, of one copy or the other: the session ends.
LOST_ANSWER_MS = 10_000

Password = Annotated[str, Meta(min_length=1, max_length=limits.PASSWORD_BYTES)]
Token = Annotated[str, Meta(min_length=1, max_length=256)]
SessionId = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]


class Session(msgspec.Struct, frozen=True, gc=False):
    """One login, as stored. `permissions` is the most that it may do, where it was granted by an application."""

    id: str
    user_id: str
    device_name: str
    address: str
    created_at: int
    used_at: int
    access_hash: bytes
    access_expires_at: int
    former_access_hash: bytes
    former_expires_at: int
    refresh_hash: bytes
    refresh_expires_at: int
    former_hash: bytes
    family_hash: bytes
    nonce: bytes
    refreshed_at: int
    application_id: str = ""
    permissions: str = ""


class Application(msgspec.Struct, frozen=True, gc=False):
    """A program with a key, as stored."""

    id: str
    name: str
    key_hash: bytes
    scopes: frozenset[Permission]
    created_at: int
    revoked_at: int | None = None
    former_key_hash: bytes | None = None
    former_key_expires_at: int = 0
    used_at: int = 0


class Secrets(NamedTuple):
    """The secrets of a session; they exist in the answer that hands them out, and nowhere else."""

    access: bytes
    refresh: bytes


class Presented(NamedTuple):
    """A token that somebody showed: whose it claims to be, and SHA-256 of its secret."""

    id: str
    secret: bytes
    hash: bytes


class Tokens(msgspec.Struct, kw_only=True):
    """A new pair of tokens of a session. The refresh token is good for one refresh."""

    access_token: str
    refresh_token: str
    session_id: str
    token_type: str = "Bearer"
    expires_in: Annotated[int, Meta(description="Seconds until the access token expires")]
    user: Account


class SessionShown(msgspec.Struct, kw_only=True):
    """One login of the user, without its secrets."""

    id: str
    device_name: str
    address: str
    created_at: Time
    used_at: Time
    current: bool


def new_secrets() -> Secrets:
    """Return new secrets that nobody can guess."""
    return Secrets(secrets.token_bytes(_BYTES[ACCESS]), secrets.token_bytes(_BYTES[REFRESH]))


def successors(secret: bytes, nonce: bytes) -> Secrets:
    """Return the secrets that follow a refresh secret.

    They need both the former secret, which only its holder has, and the nonce, which only the server has. So
    the server can give a lost answer again without keeping the secrets of anybody.
    """
    refresh = secret[:FAMILY_BYTES] + hmac.digest(secret, b"refresh" + nonce, "sha256")
    return Secrets(hmac.digest(secret, b"access" + nonce, "sha256"), refresh)


def hashed(secret: bytes) -> bytes:
    """Return what is kept of a secret."""
    return sha256(secret).digest()


def family(secret: bytes) -> bytes:
    """Return what is kept of the part that all refresh tokens of a session share."""
    return hashed(secret[:FAMILY_BYTES])


def token(kind: str, owner_id: str, secret: bytes) -> str:
    """Return a token as text."""
    return f"{kind}{owner_id.partition('_')[2]}.{base64.urlsafe_b64encode(secret).decode().rstrip('=')}"


def presented(text: str, kind: str, prefix: str) -> Presented | None:
    """Read a token of this kind; nothing where it is none. `prefix` is that of the ids it names."""
    owner, dot, secret = text.removeprefix(kind).partition(".")
    if not (text.startswith(kind) and dot and text.isascii()):
        return None
    try:
        raw = base64.b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    return Presented(f"{prefix}_{owner}", raw, hashed(raw)) if len(raw) == _BYTES[kind] else None


def same(one: bytes, other: bytes) -> bool:
    """Compare two hashes in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def access_expires_at(session: Session, digest: bytes) -> int:
    """Return when the session's access token with this hash expires; 0 where it has none."""
    if same(session.access_hash, digest):
        return session.access_expires_at
    if same(session.former_access_hash, digest):
        return session.former_expires_at
    return 0


def shown(session: Session, current: str) -> SessionShown:
    """Return what the user sees of a session."""
    return SessionShown(
        id=session.id,
        device_name=session.device_name,
        address=session.address,
        created_at=clock.rfc3339(session.created_at),
        used_at=clock.rfc3339(session.used_at),
        current=session.id == current,
    )


def written(permissions: Collection[Permission]) -> str:
    """Return permissions as they are stored."""
    return " ".join(sorted(permissions))


def read(permissions: str) -> frozenset[Permission]:
    """Return stored permissions; one that a later version withdrew, or whose feature is off, grants nothing."""
    return frozenset(filter(None, map(known, permissions.split())))


def key_expires_at(application: Application, digest: bytes) -> float:
    """Return until when the key with this hash is good; 0 where it is none of the application's."""
    if application.revoked_at is not None:
        return 0
    if same(application.key_hash, digest):
        return math.inf
    former = application.former_key_hash
    return application.former_key_expires_at if former and same(former, digest) else 0
