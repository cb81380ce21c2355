"""Who shows this token? Answered from memory for those who were here within the last seconds."""

import asyncio
import time
from collections.abc import Callable

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.audit import service as audit
from tokenim.features.auth import model, policy, store
from tokenim.features.auth.model import Session
from tokenim.features.auth.service.last_used import LastUsed
from tokenim.features.auth.service.tickets import Tickets
from tokenim.features.users import service as users
from tokenim.kernel import actor as actors
from tokenim.kernel import clock
from tokenim.kernel.actor import Actor
from tokenim.kernel.ports import Connected
from tokenim.kernel.ratelimit import NO_LIMITS, Bucket, Buckets, Policies
from tokenim.kernel.unit_of_work import Context, Work

# What memory knows is looked up again after this time: a revocation that this node was not told of works by
# then.
RECHECK_SECONDS = 15.0
CALLERS = 100_000
ATTEMPTS = 20


class _Live:
    """A caller in memory, and the tokens that lead to it."""

    __slots__ = ("actor", "tokens")

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.tokens: set[str] = set()


class TokenAuthenticator:
    """The ports `Authenticator` and `Tickets`. One `Actor` per session or application, a bucket per principal."""

    def __init__(self, context: Context, connected: Connected, rates: Policies = NO_LIMITS) -> None:
        self._context = context
        self._connected = connected
        self._user_buckets = Buckets(rates.user)
        self._application_buckets = Buckets(rates.application)
        kinds = {"user": self._user_buckets.storage, "application": self._application_buckets.storage}
        self.storages = {kind: storage for kind, storage in kinds.items() if storage is not None}
        self._revocations = 0
        self._tokens: dict[str, tuple[Actor, float]] = {}
        self._live: dict[str, _Live] = {}
        # Sessions and applications by their principal; sessions that an application granted by that application, too.
        self._owned: dict[str, set[str]] = {}
        self._tickets = Tickets()
        self.used = LastUsed()

    def cached(self, token: str) -> Actor | None:
        """See `kernel.ports.Authenticator`."""
        known = self._tokens.get(token)
        if known is None:
            return None
        now = time.monotonic()
        if known[1] <= now:
            return None
        known[0].seen_at = now
        return known[0]

    async def authenticate(self, token: str, address: str) -> Actor:
        """See `kernel.ports.Authenticator`."""
        for _ in range(ATTEMPTS):
            before = self._revocations
            actor, seconds = await self._looked_up(token, address)
            # Whatever was revoked while the database was read may be this very session: then it is read
            # again.
            if before == self._revocations:
                return self._kept(token, actor, seconds)
            await asyncio.sleep(0)
        raise TokenIMError(errors.SERVER_BUSY, retry_after_ms=100)

    def issue_ticket(self, actor: Actor) -> str:
        """Return a ticket that stands for the caller, once and soon."""
        live = self._live.get(actor.session_id)
        if live is None or live.actor.permissions != actor.permissions:
            raise TokenIMError(errors.AUTH_TOKEN_INVALID)
        return self._tickets.issue(actor)

    def ticket(self, ticket: str) -> Actor:
        """See `kernel.ports.Tickets`."""
        return self._tickets.take(ticket)

    def connected(self) -> list[Actor]:
        """Return who has a socket on this node."""
        return self._connected.connected()

    def used_at(self, session: Session) -> int:
        """Return when the session was used last, as far as this node knows; one with a socket here is in use now."""
        if session.id in self._connected.sessions_of(session.user_id):
            return clock.now()
        live = self._live.get(session.id)
        if live is None:
            return session.used_at
        return max(session.used_at, clock.now() - int((time.monotonic() - live.actor.seen_at) * 1000))

    def end_session(self, user_id: str, session_id: str) -> None:
        """Forget a session, and cut its sockets."""
        self._forget({session_id}, lambda actor: actor.session_id == session_id, user_id)
        self._connected.cut_session(user_id, session_id)

    def end_user(self, user_id: str, *, but: str = "") -> None:
        """Forget all sessions of a user but one, and cut their sockets."""
        known = self._owned.get(user_id, set()) - {but}
        self._forget(known, lambda actor: actor.user_id == user_id and actor.session_id != but, user_id)
        self._connected.cut_principal(user_id, but=but)

    def end_key(self, application_id: str) -> None:
        """Forget an application itself, and cut its sockets."""
        self._forget({application_id}, lambda actor: actor.via == application_id, application_id)
        self._connected.cut_principal(application_id)

    def end_granted(self, application_id: str) -> None:
        """Forget all sessions that an application granted, and cut their sockets."""
        granted = self._owned.get(application_id, set()) - {application_id}
        self._forget(granted, lambda actor: actor.application_id == application_id and not actor.via)
        self._connected.cut_granted(application_id)

    def _forget(self, caller_ids: set[str], ended: Callable[[Actor], bool], principal: str = "") -> None:
        self._revocations += 1
        for caller_id in caller_ids:
            self._drop(caller_id)
        # A caller may have been forgotten for want of room while a ticket of theirs is still about.
        self._tickets.forget(ended, principal)

    def _drop(self, caller_id: str) -> None:
        live = self._live.pop(caller_id, None)
        if live is None:
            return
        for token in live.tokens:
            self._tokens.pop(token, None)
        for owner in _owners(live.actor):
            owned = self._owned.get(owner, set())
            owned.discard(caller_id)
            if not owned:
                self._owned.pop(owner, None)

    def _kept(self, token: str, actor: Actor, seconds: float) -> Actor:
        caller_id = actor.session_id or actor.application_id
        live = self._live.get(caller_id)
        if live is None or live.actor.permissions != actor.permissions:
            self._drop(caller_id)
            actor.bucket = self._bucket(actor)
            live = _Live(actor)
        now = time.monotonic()
        for old in [old for old in live.tokens if self._tokens[old][1] <= now]:
            live.tokens.discard(old)
            del self._tokens[old]
        live.tokens.add(token)
        live.actor.language = actor.language
        self._live.pop(caller_id, None)
        self._live[caller_id] = live
        live.actor.seen_at = now
        for owner in _owners(live.actor):
            self._owned.setdefault(owner, set()).add(caller_id)
        self._tokens[token] = (live.actor, now + min(seconds, RECHECK_SECONDS))
        if len(self._live) > CALLERS:
            self._drop(next(iter(self._live)))
        return live.actor

    def _bucket(self, actor: Actor) -> Bucket:
        """Return the one bucket of a principal; it outlives each of its sessions."""
        buckets = self._application_buckets if actor.role == "application" else self._user_buckets
        return buckets.of(actor.principal)

    async def _looked_up(self, token: str, address: str) -> tuple[Actor, float]:
        work = self._context.work(actors.anonymous(address))
        found = await self._session(work, token) or await self._application(work, token)
        if found is None:
            if token.startswith(model.KEY):
                audit.note(work, "", "auth.key", "", errors.AUTH_TOKEN_INVALID.name)
            raise TokenIMError(errors.AUTH_TOKEN_INVALID)
        found[0].address = address
        return found

    async def _session(self, work: Work, token: str) -> tuple[Actor, float] | None:
        shown = model.presented(token, model.ACCESS, "s")
        session = await store.get(work, shown.id) if shown else None
        if shown is None or session is None:
            return None
        left = model.access_expires_at(session, shown.hash) - work.now - clock.fallen()
        if left <= 0:
            return None
        user = await users.get(work, session.user_id)
        granted_by = session.application_id and await store.application(work, session.application_id)
        permissions = policy.permitted(session, user, granted_by or None)
        if not permissions:
            return None
        actor = Actor(
            user.id,
            user.role,
            session_id=session.id,
            application_id=session.application_id,
            permissions=permissions,
        )
        actor.language = user.language
        self.used.note(session.id, session.used_at)
        return actor, left / 1000

    async def _application(self, work: Work, token: str) -> tuple[Actor, float] | None:
        shown = model.presented(token, model.KEY, "app")
        application = await store.application(work, shown.id) if shown else None
        if shown is None or application is None:
            return None
        left = model.key_expires_at(application, shown.hash) - work.now - clock.fallen()
        if left <= 0:
            return None
        permissions = policy.of_key(application)
        self.used.note(application.id, application.used_at)
        return Actor("", "application", application_id=application.id, permissions=permissions), left / 1000


def _owners(actor: Actor) -> set[str]:
    """Return under whose name the caller is found when a right ends."""
    return {actor.principal, actor.application_id} - {""}
