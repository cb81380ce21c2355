"""What does presence hear? That a profile changed: others are told. That a user was deleted: nothing of them is kept."""

from tokenim.catalogue.events import ProfileChanged, UserDeleted
from tokenim.features.presence import store
from tokenim.features.presence.service import Watch
from tokenim.kernel.committer import Committer
from tokenim.kernel.unit_of_work import Context, Entry


class Profiles:
    """Handles batches of the log; doing one twice does no harm."""

    name = "presence.profiles"
    streams = "u_"

    def __init__(self, watch: Watch, committer: Committer, context: Context) -> None:
        self._watch = watch
        self._committer = committer
        self._context = context

    async def __call__(self, batch: int, entries: list[Entry]) -> None:
        """Forget deleted users, and tell who is near that somebody changed."""
        for entry in entries:
            if entry.kind == UserDeleted.kind:
                await self._forget(entry.stream)
            if entry.kind in (UserDeleted.kind, ProfileChanged.kind):
                await self._watch.tell_change(entry.stream)

    async def _forget(self, user_id: str) -> None:
        work = self._context.work()
        store.forget(work, user_id)
        await self._committer.store(work)
