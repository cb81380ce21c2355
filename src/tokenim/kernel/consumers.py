"""Who reads the log behind the commits? Consumers with a stored cursor: at least once, never lost by a crash, replayable.

A consumer may want the streams of one kind only. What it skips costs neither reads nor writes: its cursor is stored when it
has handled something, and otherwise after `SKIPPED` batches.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import structlog

from tokenim.kernel import faults, log
from tokenim.kernel.committer import Committer
from tokenim.kernel.unit_of_work import Context, Entry, Work

logger = structlog.get_logger("consumer")

Handle = Callable[[int, list[Entry]], Awaitable[None]]
PAGE = 100
SKIPPED = 1_000
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 60.0


class Consumer:
    """Gives every committed batch to `handle`, in order, and remembers the last one that it handled.

    `streams` is what the ids of the streams begin with that it wants; batches without any are skipped. A batch comes again
    after a crash or when `handle` raises (after a pause that doubles), so it must be idempotent.
    """

    def __init__(
        self, name: str, handle: Handle, context: Context, committer: Committer, *, streams: str = ""
    ) -> None:
        self.name = name
        self._handle = handle
        self._context = context
        self._committer = committer
        self._streams = streams
        self._skipped = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        committer.listen(self._wake)

    def start(self) -> None:
        """Go on after the last batch that was handled."""
        self._task = asyncio.create_task(self._run(), name=f"consumer {self.name}")

    async def stop(self) -> None:
        """Stop; a batch that is being handled will come again."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def position(self) -> int:
        """Return the last batch that was handled."""
        return await log.position(self._context.read, self.name)

    async def rewind(self, batch: int) -> None:
        """Handle everything after `batch` (again); call it while the consumer does not run."""
        await self._remember(batch)

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._page()
            except Exception:
                logger.exception("consumer.failed", consumer=self.name, again_in_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                pause = FIRST_PAUSE

    async def _page(self) -> None:
        """Handle the next batches, or wait for one; what was handled is remembered even if one of them fails."""
        self._news.clear()
        self._skipped = 0
        remembered = position = await self.position()
        page = await log.batches(self._context.read, position, PAGE, streams=self._streams)
        if not page:
            await self._news.wait()
        try:
            for batch, entries in page:
                if entries:
                    faults.hit("log_read")
                    await self._handle(batch, entries)
                    faults.hit("log_handled")
                position = batch
        finally:
            if position > remembered:
                await self._remember(position)
                faults.hit("position_stored")

    async def _remember(self, batch: int) -> None:
        work = self._context.work()
        work.write(log.MOVE_CURSOR, name=self.name, batch=batch)
        await self._committer.store(work)

    def _wake(self, works: Sequence[Work]) -> None:
        """Go on if there is something to handle, or so much to skip that the way after a restart would become long."""
        self._skipped += 1
        if self._skipped >= SKIPPED or self._wanted(works):
            self._news.set()

    def _wanted(self, works: Sequence[Work]) -> bool:
        wanted = self._streams
        for work in works:
            for entry in work.entries:
                if entry.stream.startswith(wanted):
                    return True
        return False
