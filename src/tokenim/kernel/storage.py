"""How much did somebody store lately? Counted in memory; what is to be known after a restart is noted now and then."""

import time
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

MUCH = 20
"""Noted is who stored more than this part of the quota: the others gain little by being forgotten."""
ROWS = 1_000
"""So many notes are made or dropped at once; the others the next time."""


class Notes(NamedTuple):
    """What to write down: the bytes of principals, and the principals of whom nothing is to be known any more."""

    kept: dict[str, int]
    dropped: list[str]


class Storage:
    """The bytes that each principal stored, less what has leaked away since: `rate` bytes a second.

    A principal may pass the quota by what is stored at once, and then waits until that has leaked away.
    """

    def __init__(self, quota: float, rate: float) -> None:
        self.quota = quota
        self.rate = rate
        self._used: dict[str, float] = {}
        self._at = time.monotonic()
        # What leaked of everybody; with it the sum of who stores nothing stands still.
        self._leaked = 0.0
        self._noted: dict[str, float] = {}

    def add(self, principal: str, size: int) -> None:
        """Count what was stored for somebody."""
        used = self._used
        used[principal] = used.get(principal, 0.0) + size

    def wait(self, principal: str) -> float:
        """Return the seconds until somebody may store again; 0 for most."""
        used = self._used.get(principal)
        if used is None or used <= self.quota:
            return 0.0
        since = (time.monotonic() - self._at) * self.rate
        return max(0.0, used - since - self.quota) / self.rate

    def leak(self) -> None:
        """Let leak away what the time since the last call allows; who has nothing left is forgotten. Call it often."""
        now = time.monotonic()
        gone = (now - self._at) * self.rate
        self._at = now
        self._leaked += gone
        self._used = {principal: used - gone for principal, used in self._used.items() if used > gone}

    def restore(self, noted: Iterable[tuple[str, int, float]]) -> None:
        """Go on from notes: principals, their bytes, and how many seconds ago that was."""
        for principal, size, seconds in noted:
            left = size - seconds * self.rate
            self._noted[principal] = max(0.0, left) + self._leaked
            if left > 0:
                self._used[principal] = left

    def notes(self) -> Notes:
        """Return what differs from the notes that there are, and take it as noted."""
        self.leak()
        much = {principal: used for principal, used in self._used.items() if used * MUCH > self.quota}
        sums = {principal: used + self._leaked for principal, used in much.items()}
        # Less than a byte is the arithmetic's, not the principal's.
        moved = [name for name, total in sums.items() if total - self._noted.get(name, 0.0) >= 1][:ROWS]
        dropped = list(islice(self._noted.keys() - much.keys(), ROWS))
        self._noted |= {principal: sums[principal] for principal in moved}
        for principal in dropped:
            del self._noted[principal]
        return Notes({principal: int(much[principal]) for principal in moved}, dropped)
