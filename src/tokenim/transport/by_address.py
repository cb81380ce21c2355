"""What may one address cost? Connections open and new, answers that nobody takes, and requests without a token.

An address of IPv6 counts as its /64. A proxy that is believed is not bounded as an address: who is behind it is known by
request only, and counted there.
"""

from tokenim.catalogue import limits
from tokenim.kernel import addresses
from tokenim.kernel.addresses import Proxies
from tokenim.kernel.ratelimit import UNLIMITED, Bucket, Buckets, Policy

MANY = 2**62
CUT_COSTS = 20
"""Who is cut off for a flood pays for so many new connections."""


class ByAddress:
    """The counts and rates of all addresses."""

    def __init__(
        self,
        proxies: Proxies | None = None,
        *,
        strangers: Policy = UNLIMITED,
        connections: Policy = UNLIMITED,
        most: int = MANY,
    ) -> None:
        self.proxies = proxies or Proxies()
        self._strangers = Buckets(strangers)
        self._connections = Buckets(connections)
        self._most = most
        self._open: dict[str, int] = {}
        self._unread: dict[str, int] = {}

    def key(self, peer: str) -> str:
        """Return what the peer of a connection counts by; nothing where it is a proxy that is believed."""
        return "" if self.proxies.trusts(peer) else addresses.network(peer)

    def stranger(self, address: str) -> Bucket:
        """Return the bucket of all who come from the address without a token that is good."""
        return self._strangers.of(addresses.network(address))

    def opened(self, key: str) -> Bucket | None:
        """Count a connection that was opened; return the bucket that it should have paid from where that is empty."""
        if not key:
            return None
        self._open[key] = self._open.get(key, 0) + 1
        bucket = self._connections.of(key)
        return bucket if bucket.spend() else None

    def cut(self, address: str) -> None:
        """Charge an address for a connection that was cut off for a flood, so that it comes back less often."""
        self._connections.of(addresses.network(address)).owe(CUT_COSTS)

    def is_full(self, key: str) -> bool:
        """Whether the address has more connections open than it may."""
        return self._open.get(key, 0) > self._most

    def closed(self, key: str) -> None:
        """Count a connection that is gone, or has become a WebSocket and is counted as that."""
        _less(self._open, key, 1)

    def unread(self, key: str, count: int) -> bool:
        """Count bytes that wait for somebody who does not read; return whether so many may wait."""
        if not key:
            return True
        now = self._unread[key] = self._unread.get(key, 0) + count
        return now <= limits.UNREAD_BYTES

    def taken(self, key: str, count: int) -> None:
        """The bytes wait no longer."""
        _less(self._unread, key, count)


def _less(counts: dict[str, int], key: str, by: int) -> None:
    left = counts.get(key, 0) - by
    if left > 0:
        counts[key] = left
    else:
        counts.pop(key, None)
