"""Which tickets are about? Each stands for a caller, once and soon, in the first frame of a socket."""

import secrets
import time
from collections.abc import Callable

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.actor import Actor

TICKET_SECONDS = 30


class Tickets:
    """The tickets of this node that were not used yet, at most so many of each principal."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Actor, float]] = {}
        self._of: dict[str, dict[str, None]] = {}

    def issue(self, actor: Actor) -> str:
        """Return a ticket for the caller; where there are too many, the caller's oldest one ends."""
        now = time.monotonic()
        while self._known and next(iter(self._known.values()))[1] <= now:
            self._drop(next(iter(self._known)))
        own = self._of.get(actor.principal, ())
        if len(own) >= limits.TICKETS:
            self._drop(next(iter(own)))
        ticket = "tkt_" + secrets.token_urlsafe(32)
        self._known[ticket] = (actor, now + TICKET_SECONDS)
        self._of.setdefault(actor.principal, {})[ticket] = None
        return ticket

    def take(self, ticket: str) -> Actor:
        """Return the caller of a ticket, which is used up; raise `socket.ticket_invalid`."""
        found = self._drop(ticket)
        if found is None or found[1] <= time.monotonic():
            raise TokenIMError(errors.TICKET_INVALID)
        return found[0]

    def forget(self, ended: Callable[[Actor], bool], principal: str = "") -> None:
        """Drop the tickets whose caller has ended, among those of a principal or among all."""
        among = self._of.get(principal, ()) if principal else self._known
        for ticket in [ticket for ticket in among if ended(self._known[ticket][0])]:
            self._drop(ticket)

    def _drop(self, ticket: str) -> tuple[Actor, float] | None:
        found = self._known.pop(ticket, None)
        if found is not None:
            own = self._of[found[0].principal]
            del own[ticket]
            if not own:
                del self._of[found[0].principal]
        return found
