"""Who asks too often? Token buckets in memory: so many at once, and so many more each second."""

import math
import time
from typing import NamedTuple

from tokenim.catalogue import errors
from tokenim.catalogue.costs import ANSWER_BYTES
from tokenim.catalogue.settings import Settings
from tokenim.kernel.storage import Storage

MINUTE, HOUR, DAY = 60, 3_600, 86_400
KEYS = 100_000
"""So many callers are remembered; one more forgets the one that was first known."""


class Policy(NamedTuple):
    """A limit over time: `burst` tokens at once, `rate` more each second. `name` is what clients are told.

    `quotas` bound by their names what the same caller may make over longer times, `storage` how many bytes it may store.
    """

    name: str
    rate: float
    burst: float
    quotas: "tuple[Policy, ...]" = ()
    storage: "Policy | None" = None

    @property
    def window(self) -> int:
        """The seconds in which an empty bucket is full again, at least one."""
        return max(1, math.ceil(self.burst / self.rate))


UNLIMITED = Policy("calls", 1e18, 1e18)
"""For callers inside the server."""


class Policies(NamedTuple):
    """The rates on a node. `anonymous` is for calls without a token, by their address, as `connections` is for new ones."""

    user: Policy = UNLIMITED
    application: Policy = UNLIMITED
    anonymous: Policy = UNLIMITED
    connections: Policy = UNLIMITED


NO_LIMITS = Policies()


def policies(settings: Settings) -> Policies:
    """Return the rates that the operator chose."""
    if not settings.limits:
        return NO_LIMITS
    return Policies(
        Policy(
            "calls",
            settings.calls_per_second,
            settings.calls_burst,
            _quotas(settings, 1),
            _storage(settings, 1),
        ),
        Policy(
            "application_calls",
            settings.application_calls_per_second,
            settings.application_calls_burst,
            _quotas(settings, settings.application_quota_factor),
            _storage(settings, settings.application_quota_factor),
        ),
        Policy("anonymous_calls", settings.anonymous_calls_per_second, settings.anonymous_calls_burst),
        Policy("connections", settings.connections_per_second, settings.connections_burst),
    )


def _quotas(settings: Settings, factor: int) -> tuple[Policy, ...]:
    made = (
        ("conversations_made", settings.conversations_per_hour, HOUR),
        ("members_added", settings.members_per_hour, HOUR),
        ("messages_edited", settings.edits_per_minute, MINUTE),
        ("idempotency_keys", settings.idempotency_keys_per_day, DAY),
    )
    return tuple(Policy(name, factor * count / seconds, factor * count) for name, count, seconds in made)


def _storage(settings: Settings, factor: int) -> Policy:
    size = factor * settings.stored_bytes_per_day
    return Policy("stored_bytes", size / DAY, size)


class Bucket:
    """The tokens of one caller. A call may cost more than there is left: what it owes delays the next one.

    `storage` counts what is stored for the caller, named `key` there; nothing where that has no bound.
    """

    __slots__ = ("_quotas", "at", "burst", "key", "policy", "rate", "storage", "tokens")

    def __init__(self, policy: Policy = UNLIMITED, key: str = "", storage: Storage | None = None) -> None:
        self.policy = policy
        self.key = key
        self.storage = storage
        self.rate, self.burst = policy.rate, policy.burst
        self.tokens = policy.burst
        self.at = time.monotonic()
        self._quotas: dict[str, Bucket] = {}

    def spend(self, cost: float = 1.0) -> float:
        """Pay the cost and return 0; return the seconds until the next token, and take nothing, when there is none."""
        now = time.monotonic()
        tokens = self.tokens + (now - self.at) * self.rate
        if tokens > self.burst:
            tokens = self.burst
        self.at = now
        if tokens < 1.0:
            self.tokens = tokens
            return (1.0 - tokens) / self.rate
        self.tokens = tokens - cost
        return 0.0

    def take(self, cost: float = 1.0) -> None:
        """Pay the cost; raise `rate.limited` with the time until the next token when there is none."""
        # Every call comes by here: what `spend` would do, without calling it.
        now = time.monotonic()
        tokens = self.tokens + (now - self.at) * self.rate
        if tokens > self.burst:
            tokens = self.burst
        self.at = now
        if tokens < 1.0:
            self.tokens = tokens
            raise limited(self.policy, (1.0 - tokens) / self.rate)
        self.tokens = tokens - cost

    def owe(self, cost: float) -> None:
        """Pay for what was not asked properly, which delays the next call."""
        self.tokens -= cost

    def answered(self, size: int) -> None:
        """Pay for an answer of so many bytes, which delays the next call."""
        self.tokens -= size // ANSWER_BYTES

    def charge(self, quota: str, amount: int = 1) -> None:
        """Count so many towards a quota of the caller; raise `quota.exceeded` when it is used up."""
        policy = next((policy for policy in self.policy.quotas if policy.name == quota), None)
        if policy is None or not amount:
            return
        wait = self._quotas.setdefault(quota, Bucket(policy)).spend(amount)
        if wait:
            raise limited(policy, wait, errors.QUOTA_EXCEEDED)

    def may_store(self) -> None:
        """Raise `quota.exceeded` while more was stored for the caller than a day allows."""
        if self.storage is None:
            return
        wait = self.storage.wait(self.key)
        if wait and self.policy.storage is not None:
            raise limited(self.policy.storage, wait, errors.QUOTA_EXCEEDED)

    @property
    def left(self) -> int:
        """The whole tokens there were after the last call."""
        return max(0, int(self.tokens))

    @property
    def wait(self) -> float:
        """The seconds from the last call until the next token."""
        return max(0.0, (1.0 - self.tokens) / self.policy.rate)

    @property
    def full_in(self) -> int:
        """The seconds from the last call until the bucket is full."""
        return math.ceil((self.policy.burst - self.tokens) / self.policy.rate)


class Buckets:
    """A bucket for each key; all of them count in one `storage` what is stored."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._of: dict[str, Bucket] = {}
        self.storage = Storage(policy.storage.burst, policy.storage.rate) if policy.storage else None

    def of(self, key: str) -> Bucket:
        """Return the bucket of the key."""
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = Bucket(self._policy, key, self.storage)
            if len(self._of) > KEYS:
                del self._of[next(iter(self._of))]
        return found


def limited(policy: Policy, seconds: float, code: errors.Code = errors.RATE_LIMITED) -> errors.TokenIMError:
    """Return the refusal of somebody who used the policy up, to come back in so many seconds."""
    wait = int(seconds * 1000) + 1
    return errors.TokenIMError(
        code,
        retry_after_ms=wait,
        limit=errors.Limited(policy.name, int(policy.burst), policy.window),
    )
