"""When is a unit of work committed? Together with all that came while the batch before it went to the disk. No timers."""

import asyncio
from collections.abc import Callable, Sequence
from time import perf_counter

import structlog

from tokenim.kernel import faults
from tokenim.kernel.ports import Database
from tokenim.kernel.unit_of_work import Work

log = structlog.get_logger("committer")

Settled = Callable[[Work], None]
Listener = Callable[[Sequence[Work]], None]
Observe = Callable[[int, float], None]
"""Is told how many units a batch had, and how many seconds it took."""

BATCH = 500


class Committer:
    """Gathers units of work, submits them as batches, and tells what was committed.

    After each batch, on the loop, in this order: `projections` learn it (caches that the next decision reads), every unit
    is settled (its sender gets the answer), then `listeners` learn it (delivery and whoever else).
    """

    def __init__(self, database: Database, *, linger_ms: float = 0.0, observe: Observe | None = None) -> None:
        self._database = database
        self._linger = linger_ms / 1000
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Work] = []
        self._settled: list[Settled] = []
        self._settling: list[Settled] = []
        self._kicked = False
        self._writing = False
        self._last_size = 0
        self._idle: asyncio.Event = asyncio.Event()
        self._idle.set()
        self._submitted = 0.0
        self._observe = observe
        self._projections: list[Listener] = []
        self._listeners: list[Listener] = []

    def project(self, projection: Listener) -> None:
        """Let a projection learn every batch, before its senders have their answers."""
        self._projections.append(projection)

    def listen(self, listener: Listener) -> None:
        """Let a listener learn every batch, after its senders have their answers, and what is only told."""
        self._listeners.append(listener)

    def submit(self, work: Work, settled: Settled) -> None:
        """Commit the unit with the next batch; `settled` is called when its `outcome` is known."""
        self._waiting.append(work)
        self._settled.append(settled)
        if faults.armed:
            faults.hit("queued")
        if not (self._writing or self._kicked):
            self._kicked = True
            self._idle.clear()
            if self._linger and 0 < self._last_size < 8:
                self._loop.call_later(self._linger, self._next)
            else:
                self._loop.call_soon(self._next)

    async def store(self, work: Work) -> None:
        """Commit a unit that no call brought (a job, the first start); raise what refused it."""
        settled = asyncio.Event()
        # An event, not a future: who waits may be cancelled, and the committer must not stumble over that.
        self.submit(work, lambda _: settled.set())
        await settled.wait()
        if work.outcome is not None:
            raise work.outcome

    def notify(self, work: Work) -> None:
        """Tell the listeners of a unit that has nothing to store."""
        self._tell((work,))

    @property
    def idle(self) -> bool:
        """Whether everything gathered is settled."""
        return self._idle.is_set()

    def writing(self) -> bool:
        """Whether a batch is on its way to the disk, and will be told."""
        return self._writing

    async def drained(self) -> None:
        """Wait until everything gathered is settled."""
        await self._idle.wait()

    def _next(self) -> None:
        self._kicked = False
        batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        self._settling, self._settled = self._settled[:BATCH], self._settled[BATCH:]
        self._last_size = len(batch)
        faults.hit("batch_taken")
        self._writing = True
        self._submitted = perf_counter()
        self._database.submit(batch, self._committed)

    def _committed(self, works: list[Work]) -> None:
        settling = self._settling
        self._writing = False
        if self._observe is not None:
            self._observe(len(works), perf_counter() - self._submitted)
        if self._waiting:
            self._next()
        stored = [work for work in works if work.outcome is None]
        for projection in self._projections:
            projection(stored)
        _run_callbacks(stored)
        faults.hit("before_ack")
        for work, settled in zip(works, settling, strict=True):
            settled(work)
        self._tell(stored)
        if not (self._writing or self._kicked or self._waiting):
            self._idle.set()

    def _tell(self, stored: Sequence[Work]) -> None:
        """Tell every listener; one that fails does so alone: what is committed must reach the others."""
        for listener in self._listeners:
            try:
                listener(stored)
            except Exception:
                log.exception("listener.failed", listener=str(listener))


def _run_callbacks(stored: Sequence[Work]) -> None:
    for work in stored:
        for step in work.callbacks:
            step()
