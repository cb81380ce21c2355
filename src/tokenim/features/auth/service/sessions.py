"""How does a session begin, go on and end?"""

from functools import partial
from typing import NamedTuple

import msgspec

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.audit import service as audit
from tokenim.features.auth import model, policy, store
from tokenim.features.auth.model import Presented, Secrets, Session, SessionShown, Tokens
from tokenim.features.auth.policy import Refresh
from tokenim.features.auth.service import state
from tokenim.features.users import model as users_model
from tokenim.features.users import service as users
from tokenim.features.users.model import User
from tokenim.kernel import addresses, clock, ids
from tokenim.kernel.unit_of_work import Work

_NONE = b""


class Grant(NamedTuple):
    """On whose word a session begins, and the most that it may do, as it is stored."""

    application_id: str
    permissions: str


async def open_(work: Work, user: User, device_name: str, grant: Grant | None = None) -> Tokens:
    """Begin a session of the user; where there are too many, the one unused for longest ends.

    The caller has made sure that the user may come in, and expects the user's version.
    """
    secrets = model.new_secrets()
    access_until, refresh_until = _until(work, _now(work))
    session = Session(
        ids.new("s"),
        user.id,
        device_name,
        work.actor.address,
        work.now,
        _now(work),
        model.hashed(secrets.access),
        access_until,
        _NONE,
        0,
        model.hashed(secrets.refresh),
        refresh_until,
        _NONE,
        model.family(secrets.refresh),
        _NONE,
        _now(work),
        *(grant or ("", "")),
    )
    for old in (await _by_use(work, user.id))[limits.SESSIONS - 1 :]:
        _end(work, old)
    store.add(work, session)
    return _tokens(work, session, secrets, user)


async def refresh(work: Work, text: str) -> Tokens:
    """Give new tokens for a refresh token, which is then used up.

    Of many callers with one token exactly one gets new tokens at once. Whoever shows it again some seconds
    later never got the answer, and gets the same one. Whoever shows it later still has a copy that was
    stolen, or was stolen from: nobody can tell, so the session ends for both.
    """
    shown = model.presented(text, model.REFRESH, "s")
    session = await store.get(work, shown.id) if shown else None
    if shown is None or session is None:
        raise TokenIMError(errors.AUTH_TOKEN_INVALID)
    user = await users.get(work, session.user_id)
    # Read again: every change of the session moves the user's version, so that this reading holds until the
    # commit.
    session = await store.get(work, session.id)
    verdict = policy.refresh(session, shown, _now(work))
    if session is None or verdict is Refresh.REFUSE or not await _lasts(work, session, user):
        raise TokenIMError(errors.AUTH_TOKEN_INVALID)
    if verdict is Refresh.WAIT:
        wait = session.refreshed_at + model.RACE_MS - _now(work)
        raise TokenIMError(errors.AUTH_REFRESH_IN_USE, retry_after_ms=wait)
    if verdict is Refresh.REPEAT:
        return _tokens(work, session, model.successors(shown.secret, session.nonce), user)
    work.expect(user.id, user.version)
    if verdict is Refresh.END:
        audit.record(work, "auth.refresh_reused", session.id, actor=user.id)
        _end(work, session)
        await work.commit()
        raise TokenIMError(
            errors.AUTH_TOKEN_INVALID, "The refresh token was used before; the session has ended"
        )
    return _rotated(work, session, shown, user)


async def listed(work: Work) -> list[SessionShown]:
    """Return the caller's sessions, the one used last first."""
    return [
        model.shown(session, work.actor.session_id)
        for session in await _by_use(work, work.actor.user_id)
        if session.refresh_expires_at > _now(work)
    ]


async def known_from(work: Work, user_id: str, network: str) -> bool:
    """Return whether a session of the user was opened from the network."""
    return any(
        addresses.network(session.address) == network for session in await store.of_user(work, user_id)
    )


async def end(work: Work, session_id: str) -> None:
    """End one session of the caller; raise `session.not_found` where it is not theirs."""
    session = await store.get(work, session_id)
    if session is None or session.user_id != work.actor.user_id:
        raise TokenIMError(errors.SESSION_NOT_FOUND)
    audit.record(work, "auth.session_ended", session.id)
    _end(work, session)


def end_all(work: Work, user_id: str, *, but: str = "") -> None:
    """End every session of a user, or every one but one."""
    store.remove_of_user(work, user_id, but)
    work.bump(user_id)
    work.on_commit(partial(state.of(work).authenticator.end_user, user_id, but=but))


def end_granted(work: Work, application_id: str) -> None:
    """End every session that the application granted."""
    store.remove_granted(work, application_id)
    work.on_commit(partial(state.of(work).authenticator.end_granted, application_id))


async def sweep(work: Work) -> None:
    """Forget the sessions that nobody refreshed in time; a job for now and then."""
    store.remove_expired(work)


def reconnect(work: Work, user_id: str) -> None:
    """Keep the sessions but look them up anew; sockets are cut and come again."""
    work.on_commit(partial(state.of(work).authenticator.end_user, user_id))


def _rotated(work: Work, session: Session, shown: Presented, user: User) -> Tokens:
    nonce = model.new_secrets().access
    secrets = model.successors(shown.secret, nonce)
    access_until, refresh_until = _until(work, session.created_at)
    after = msgspec.structs.replace(
        session,
        used_at=_now(work),
        refreshed_at=_now(work),
        access_hash=model.hashed(secrets.access),
        access_expires_at=access_until,
        former_access_hash=session.access_hash,
        former_expires_at=session.access_expires_at,
        refresh_hash=model.hashed(secrets.refresh),
        refresh_expires_at=refresh_until,
        former_hash=session.refresh_hash,
        nonce=nonce,
    )
    store.rotate(work, after)
    work.bump(user.id)
    return _tokens(work, after, secrets, user)


def _end(work: Work, session: Session) -> None:
    store.remove(work, session.id)
    work.bump(session.user_id)
    work.on_commit(partial(state.of(work).authenticator.end_session, session.user_id, session.id))


async def _by_use(work: Work, user_id: str) -> list[Session]:
    """Return the sessions of a user, the one used last first; memory knows of use that is not stored yet."""
    known = [
        msgspec.structs.replace(session, used_at=state.of(work).authenticator.used_at(session))
        for session in await store.of_user(work, user_id)
    ]
    return sorted(known, key=lambda session: (session.used_at, session.id), reverse=True)


async def _lasts(work: Work, session: Session, user: User) -> bool:
    """Whether the session has not come to its end, and who granted it still may."""
    if session.created_at + work.context.settings.session_seconds * 1000 <= _now(work):
        return False
    granted_by = await store.application(work, session.application_id) if session.application_id else None
    return bool(policy.permitted(session, user, granted_by))


def _until(work: Work, created_at: int) -> tuple[int, int]:
    """Return when new tokens of a session expire: neither after the session itself ends."""
    settings, now = work.context.settings, _now(work)
    end = created_at + settings.session_seconds * 1000
    access, refresh = now + settings.access_token_seconds * 1000, now + settings.refresh_token_seconds * 1000
    return min(access, end), min(refresh, end)


def _now(work: Work) -> int:
    """Return by what time tokens are judged: one that does not go back."""
    return work.now + clock.fallen()


def _tokens(work: Work, session: Session, secrets: Secrets, user: User) -> Tokens:
    return Tokens(
        access_token=model.token(model.ACCESS, session.id, secrets.access),
        refresh_token=model.token(model.REFRESH, session.id, secrets.refresh),
        session_id=session.id,
        expires_in=(session.access_expires_at - _now(work)) // 1000,
        user=users_model.account(user),
    )
