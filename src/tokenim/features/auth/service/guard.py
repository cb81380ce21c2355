"""May this password be tried now? Guesses are limited so that the owner of an account always gets in.

Three limits, each with a bucket of attempts: a name from one address, one address, and a name from everywhere. The
first two refuse. The last one only slows down, because anybody could use it up: who guesses at a name from many
addresses makes everybody wait some seconds who comes to that name from an address where nobody logged in with it.
"""

import asyncio

from tokenim.catalogue import errors
from tokenim.catalogue.refusal import Limited
from tokenim.features.auth.service.throttle import Throttle
from tokenim.kernel import addresses

MINUTE = 60
ADDRESS_TIMES = 10
"""Many people may share one address: it has so many times the attempts of one name."""
NAME_TIMES = 3
SLOW_SECONDS = 5.0
"""The longest that an attempt is held back."""
HELD_BACK = 1_000
"""So many are held back at once; the others are told to come again."""
KNOWN = 100_000


class Attempt:
    """One password that somebody wants to try. `key` is the account as they named it."""

    __slots__ = ("_guard", "_taken", "key", "known", "network", "pair")

    def __init__(self, guard: "Guard", key: str, address: str, *, known: bool) -> None:
        self._guard = guard
        self._taken = False
        self.key = key
        self.network = addresses.network(address)
        self.pair = f"{key} {self.network}"
        self.known = known or self.pair in guard.known
        """Whether the account was used from this network before: only the limit of both together holds then."""

    @property
    def strained(self) -> bool:
        """Whether it matters if the network is known."""
        guard = self._guard
        return not self.known and (
            guard.by_name.left(self.key) < 1 or guard.by_network.left(self.network) < 1
        )

    async def wait(self) -> None:
        """Wait as long as guesses at the name make necessary; raise where the attempt may not be made at all."""
        self._check()
        seconds = 0.0 if self.known else self._guard.delay(self.key)
        if seconds:
            await self._guard.hold_back(self, seconds)
            self._check()

    def begin(self) -> None:
        """Use an attempt of each limit up, or raise; called at once before the password is looked at."""
        self._check()
        self._taken = True
        self._guard.by_pair.count(self.pair)
        self._guard.by_network.count(self.network)
        self._guard.by_name.count(self.key)

    def succeeded(self) -> None:
        """Give the attempt back, and know the network from now on."""
        self._guard.know(self.pair)
        if self._taken:
            self._taken = False
            self._guard.by_pair.give_back(self.pair)
            self._guard.by_network.give_back(self.network)
            self._guard.by_name.give_back(self.key)

    def _check(self) -> None:
        self._guard.by_pair.check(self.pair)
        if not self.known:
            self._guard.by_network.check(self.network)


class Guard:
    """The limits of one node, in memory."""

    def __init__(self, per_minute: int) -> None:
        self.by_pair = Throttle(Limited("logins", per_minute, MINUTE))
        self.by_network = Throttle(Limited("logins_of_address", ADDRESS_TIMES * per_minute, MINUTE))
        self._name_limit = Limited("logins_of_name", NAME_TIMES * per_minute, MINUTE)
        self.by_name = Throttle(self._name_limit)
        self.known: dict[str, None] = {}
        self._held: set[str] = set()

    def attempt(self, key: str, address: str, *, known: bool = False) -> Attempt:
        """Return an attempt at the account from the address; raise at once where it has none left."""
        attempt = Attempt(self, key, address, known=known)
        self.by_pair.check(attempt.pair)
        return attempt

    def delay(self, key: str) -> float:
        """Return for how many seconds an attempt at the name is held back: the more was guessed, the longer."""
        owed = -self.by_name.left(key) / self._name_limit.quota
        return max(0.0, min(1.0, owed)) * SLOW_SECONDS

    async def hold_back(self, attempt: Attempt, seconds: float) -> None:
        """Let an attempt wait; one of a network at a time, and not too many together."""
        if attempt.pair in self._held or len(self._held) >= HELD_BACK:
            wait = int(seconds * 1000) + 1
            raise errors.TokenIMError(errors.RATE_LIMITED, retry_after_ms=wait, limit=self._name_limit)
        self._held.add(attempt.pair)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._held.discard(attempt.pair)

    def know(self, pair: str) -> None:
        """Remember that somebody logged in with the name from the network."""
        self.known.pop(pair, None)
        self.known[pair] = None
        if len(self.known) > KNOWN:
            del self.known[next(iter(self.known))]
