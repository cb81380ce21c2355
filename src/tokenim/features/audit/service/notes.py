"""What was refused, guessed and read with power? Gathered, so that a flood becomes few rows and none is lost.

The first of a kind is recorded within a second, what follows in the same minute as one row with how often it happened
(`times` in its parameters).
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

import msgspec
import structlog

from tokenim.features.audit import store
from tokenim.features.audit.model import Entry
from tokenim.kernel import addresses, ids
from tokenim.kernel.unit_of_work import Context, Work

WINDOW_MS = 60_000
KINDS = 500
"""So many kinds are told apart in a minute, and as many callers beyond those; of others only the operation and the outcome."""

Store = Callable[[Work], Awaitable[None]]
log = structlog.get_logger("audit")


class Kind(NamedTuple):
    """What is counted together."""

    actor: str
    operation: str
    target: str
    outcome: str
    network: str
    granted_by: str


class Notes:
    """What this node has not recorded yet, in memory."""

    def __init__(self, context: Context, store: Store) -> None:
        self._context = context
        self._store = store
        self._times: dict[Kind, int] = {}
        self._next: dict[Kind, int] = {}

    def add(
        self, actor: str, operation: str, target: str, outcome: str, address: str, granted_by: str = ""
    ) -> None:
        """Count something once."""
        kind = Kind(actor, operation, target, outcome, addresses.network(address), granted_by)
        if self._is_full(kind, KINDS):
            # Who makes a flood of kinds must not hide what others do.
            kind = kind._replace(target="", network="")
        if self._is_full(kind, 2 * KINDS):
            kind = Kind("", operation, "", outcome, "", "")
        self._times[kind] = self._times.get(kind, 0) + 1

    def _is_full(self, kind: Kind, most: int) -> bool:
        return kind not in self._times and kind not in self._next and len(self._next) >= most

    def record(self, work: Work, *, everything: bool = False) -> None:
        """Record what is due, or everything, in the unit; it is counted down once that is stored."""
        now = work.now
        self._next = {kind: at for kind, at in self._next.items() if at > now}
        for kind, times in self._times.items():
            if everything or kind not in self._next:
                store.add(work, _entry(kind, times, now))
                work.on_commit(partial(self._recorded, kind, times, now + WINDOW_MS))

    async def settle(self) -> None:
        """Record everything now: somebody is about to read."""
        work = self._context.work()
        self.record(work, everything=True)
        if not work.empty:
            await self._store(work)

    def _recorded(self, kind: Kind, times: int, until: int) -> None:
        left = self._times.pop(kind, 0) - times
        if left > 0:
            self._times[kind] = left
        self._next[kind] = until
        log.info("audit.noted", times=times, **kind._asdict())


def _entry(kind: Kind, times: int, now: int) -> Entry:
    parameters = msgspec.json.encode({"times": times} if times > 1 else {})
    return Entry(
        ids.new("a"), now, kind.actor or "anonymous", kind.operation, kind.target, parameters, kind.network,
        kind.outcome, kind.granted_by,
    )  # fmt: skip
