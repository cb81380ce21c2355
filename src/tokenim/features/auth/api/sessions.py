"""How do clients see and end their sessions?"""

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.audit import service as audit
from tokenim.features.auth.model import SessionId, SessionShown
from tokenim.features.auth.service import sessions
from tokenim.kernel.operation import Empty, Example, operation
from tokenim.kernel.unit_of_work import Work


class EndSession(msgspec.Struct, forbid_unknown_fields=True):
    """Which session."""

    session_id: SessionId


class Sessions(msgspec.Struct):
    """The sessions of the user, all in one page: there are 100 at most."""

    items: list[SessionShown]
    next_cursor: str | None = None


_STRANGER = Example("Nobody is logged in", {}, errors.AUTH_REQUIRED, actor="anonymous")


@operation(
    "auth.sessions",
    http="GET /auth/sessions",
    permission=Permission.SESSIONS_MANAGE,
    examples=(Example("Where am I logged in?", {}), _STRANGER),
)
async def listed(work: Work, body: Empty) -> Sessions:
    """List the own sessions, the one used last first; `current` marks the one that asks."""
    return Sessions(await sessions.listed(work))


@operation(
    "auth.logout",
    http="POST /auth/logout",
    permission=Permission.SESSIONS_MANAGE,
    status=204,
    errors=(errors.SESSION_NOT_FOUND,),
    examples=(Example("Leave", {}, actor="carol"), _STRANGER),
)
async def logout(work: Work, body: Empty) -> None:
    """Log out: end the session that asks, and its sockets."""
    await sessions.end(work, work.actor.session_id)


@operation(
    "auth.end_session",
    http="DELETE /auth/sessions/{session_id}",
    permission=Permission.SESSIONS_MANAGE,
    status=204,
    errors=(errors.SESSION_NOT_FOUND,),
    examples=(
        Example("Log the lost phone out", {"session_id": "$session"}),
        Example("Somebody else's session", {"session_id": "$session"}, errors.SESSION_NOT_FOUND, actor="bob"),
    ),
)
async def end(work: Work, body: EndSession) -> None:
    """End one of the own sessions, and its sockets."""
    await sessions.end(work, body.session_id)


@operation(
    "auth.end_others",
    http="DELETE /auth/sessions",
    permission=Permission.SESSIONS_MANAGE,
    status=204,
    examples=(Example("Log out everywhere else", {}), _STRANGER),
)
async def end_others(work: Work, body: Empty) -> None:
    """End all own sessions but the one that asks, and their sockets."""
    audit.record(work, "auth.sessions_ended", work.actor.user_id)
    sessions.end_all(work, work.actor.user_id, but=work.actor.session_id)
