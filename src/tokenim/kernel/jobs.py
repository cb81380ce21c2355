"""What is done again and again, though nobody asks? Each job is a unit of work of its own."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from tokenim.kernel.committer import Committer
from tokenim.kernel.unit_of_work import Conflict, Context, Stale, Work

Step = Callable[[Work], Awaitable[object]]

log = structlog.get_logger("jobs")


class Jobs:
    """The jobs of one node. A job that fails is logged and done again at its next time."""

    def __init__(self, committer: Committer, context: Context) -> None:
        self._committer = committer
        self._context = context
        self._tasks: list[asyncio.Task[None]] = []

    def every(self, seconds: float, name: str, step: Step) -> None:
        """Do the step again and again, with this time between the end of one and the beginning of the next."""
        self._tasks.append(asyncio.create_task(self._again(seconds, name, step), name=name))

    async def once(self, step: Step) -> None:
        """Do the step now and store what it recorded, unless another node did the same at the same time."""
        work = self._context.work()
        await step(work)
        if work.empty:
            return
        try:
            await self._committer.store(work)
        except (Stale, Conflict):
            log.debug("job.done_elsewhere")

    async def stop(self) -> None:
        """End all jobs; a unit of work that was given to the committer is stored all the same."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _again(self, seconds: float, name: str, step: Step) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.once(step)
            except Exception:
                log.exception("job.failed", job=name)
