"""How do clients get tokens and tickets?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import Name, OptionalName, Username
from tokenim.features.auth.model import Password, Token, Tokens
from tokenim.features.auth.service import accounts, logins, sessions, state, tickets
from tokenim.features.users.model import ProfileChanges
from tokenim.kernel.operation import Empty, Example, operation
from tokenim.kernel.unit_of_work import Work


class Register(msgspec.Struct, forbid_unknown_fields=True):
    """A new account."""

    username: Username
    password: Password
    display_name: Name | None = None
    device_name: OptionalName = ""


class LogIn(msgspec.Struct, forbid_unknown_fields=True):
    """Who comes in, and from what device."""

    username: Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
    password: Password
    device_name: OptionalName = ""


class Refresh(msgspec.Struct, forbid_unknown_fields=True):
    """The refresh token to use up."""

    refresh_token: Token


class Ticket(msgspec.Struct):
    """Opens one socket, within `expires_in` seconds."""

    ticket: str
    expires_in: int


@operation(
    "auth.register",
    http="POST /auth/register",
    permission=Permission.PUBLIC,
    status=201,
    location="/users/{user.id}",
    replay=False,
    socket=False,
    errors=(
        errors.USERNAME_TAKEN,
        errors.USERNAME_RESERVED,
        errors.AUTH_PASSWORD_WEAK,
        errors.AUTH_REGISTRATION_CLOSED,
        errors.SERVER_BUSY,
    ),
    examples=(
        Example("A new account", {"username": "$new_name", "password": "$password"}, actor="anonymous"),
        Example(
            "The name is taken",
            {"username": "alice", "password": "$password"},
            errors.USERNAME_TAKEN,
            "anonymous",
        ),
        Example(
            "A name that speaks for the server",
            {"username": "support", "password": "$password"},
            errors.USERNAME_RESERVED,
            "anonymous",
        ),
        Example(
            "A bad password",
            {"username": "eve", "password": "password1"},
            errors.AUTH_PASSWORD_WEAK,
            "anonymous",
        ),
    ),
)
async def register(work: Work, body: Register) -> Tokens:
    """Make an account and log in with it. Registrations from one address are limited.

    A password that is common, regular, or little more than the user name is refused.
    """
    changes = ProfileChanges(display_name=body.display_name or body.username)
    return await accounts.register(work, body.username, body.password, changes, device_name=body.device_name)


@operation(
    "auth.login",
    http="POST /auth/login",
    permission=Permission.PUBLIC,
    replay=False,
    socket=False,
    errors=(errors.AUTH_WRONG_CREDENTIALS, errors.AUTH_SUSPENDED, errors.SERVER_BUSY),
    examples=(
        Example(
            "From a phone",
            {"username": "alice", "password": "$password", "device_name": "Phone"},
            actor="anonymous",
        ),
        Example(
            "The wrong password",
            {"username": "alice", "password": "guess"},
            errors.AUTH_WRONG_CREDENTIALS,
            "anonymous",
        ),
        Example(
            "Locked out", {"username": "mallory", "password": "$password"}, errors.AUTH_SUSPENDED, "anonymous"
        ),
    ),
)
async def login(work: Work, body: LogIn) -> Tokens:
    """Log in: open a session of this device.

    An unknown user name and a wrong password give the same refusal. Wrong passwords are limited: for a name
    from one address, and for an address. Guesses from elsewhere never refuse the right password; they can make
    an answer take some seconds where nobody logged in with the name from this address before.
    """
    return await logins.log_in(work, body.username, body.password, device_name=body.device_name)


@operation(
    "auth.refresh",
    http="POST /auth/refresh",
    permission=Permission.PUBLIC,
    replay=False,
    socket=False,
    errors=(errors.AUTH_TOKEN_INVALID, errors.AUTH_REFRESH_IN_USE),
    examples=(
        Example("The next pair of tokens", {"refresh_token": "$refresh_token"}, actor="anonymous"),
        Example("A token from nowhere", {"refresh_token": "tkr_0.0"}, errors.AUTH_TOKEN_INVALID, "anonymous"),
    ),
)
async def refresh(work: Work, body: Refresh) -> Tokens:
    """Use a refresh token up and get the next pair.

    The former access token stays good until it expires. Keep the new refresh token before you use it. If the
    answer is lost, ask again: two to ten seconds after the first use the same answer is given once more;
    sooner, come back after `retry_after_ms`; later the session ends, because then somebody else may hold a
    copy of the token.
    """
    return await sessions.refresh(work, body.refresh_token)


@operation(
    "tickets.create",
    http="POST /ws-tickets",
    permission=Permission.MESSAGES_READ,
    replay=False,
    socket=False,
    examples=(
        Example("A ticket for a socket", {}),
        Example("Nobody is logged in", {}, errors.AUTH_REQUIRED, actor="anonymous"),
    ),
)
async def ticket(work: Work, body: Empty) -> Ticket:
    """Get a ticket for the first frame of one socket, for clients that cannot send headers there."""
    return Ticket(state.of(work).authenticator.issue_ticket(work.actor), tickets.TICKET_SECONDS)
