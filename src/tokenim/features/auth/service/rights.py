"""Does everybody who is connected still have the right to be? And when was each session used last?

Whatever ends a right on this node cuts its sockets at once. What ends by time, or elsewhere, is found here: every few
seconds all connected callers are looked up again, some hundred at a time.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeVar

import structlog

from tokenim.features.auth import policy, store
from tokenim.features.auth.model import Application, Session
from tokenim.features.auth.service import state
from tokenim.features.users import service as users
from tokenim.features.users.model import User
from tokenim.kernel import clock
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work

# With the time that a look takes, a right that ended in the database alone ends everywhere within 15 seconds.
RECHECK_SECONDS = 10.0
CHUNK = 500

log = structlog.get_logger("auth")
T = TypeVar("T")


async def recheck(work: Work) -> None:
    """Cut whoever is connected and has no right to be any more, and note who is in use; a job."""
    connected = state.of(work).authenticator.connected()
    for chunk in _chunks([caller for caller in connected if caller.session_id]):
        await _sessions(work, chunk)
    for chunk in _chunks([caller for caller in connected if caller.via]):
        await _applications(work, chunk)
    _touch(work)


async def _sessions(work: Work, callers: Sequence[Actor]) -> None:
    found = await store.get_many(work, [caller.session_id for caller in callers])
    people = await users.many(work, {session.user_id for session in found.values()})
    granting = {session.application_id for session in found.values()} - {""}
    programs = await store.applications_of(work, sorted(granting)) if granting else {}
    for caller in callers:
        session = found.get(caller.session_id)
        if session is None or not _may(work, caller, session, people, programs):
            log.info("session.cut", session=caller.session_id, user=caller.user_id)
            state.of(work).authenticator.end_session(caller.user_id, caller.session_id)
        else:
            state.of(work).authenticator.used.note(session.id, session.used_at)


def _may(
    work: Work, caller: Actor, session: Session, people: dict[str, User], programs: dict[str, Application]
) -> bool:
    if session.access_expires_at <= work.now + clock.fallen():
        return False
    permitted = policy.permitted(session, people[session.user_id], programs.get(session.application_id))
    return permitted == caller.permissions


async def _applications(work: Work, callers: Sequence[Actor]) -> None:
    found = await store.applications_of(work, [caller.principal for caller in callers])
    for caller in callers:
        application = found.get(caller.principal)
        if application is None or policy.of_key(application) != caller.permissions:
            state.of(work).authenticator.end_key(caller.principal)
        elif application.former_key_hash and application.former_key_expires_at <= work.now + clock.fallen():
            # Nobody knows which of the sockets came in by the former key: all come again by the one that is good.
            store.remove_former_key(work, application.id)
            work.on_commit(partial(state.of(work).authenticator.end_key, application.id))
        else:
            state.of(work).authenticator.used.note(application.id, application.used_at)


def _touch(work: Work) -> None:
    used = state.of(work).authenticator.used.taken(CHUNK)
    sessions = [caller_id for caller_id in used if caller_id.startswith("s_")]
    programs = [caller_id for caller_id in used if not caller_id.startswith("s_")]
    if sessions:
        store.touch(work, sessions)
    if programs:
        store.touch_applications(work, programs)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
