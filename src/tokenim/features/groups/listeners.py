"""What do groups hear? That an account was deleted: its user leaves every group."""

from tokenim.catalogue.events import UserDeleted
from tokenim.features.conversations import service as conversations
from tokenim.features.groups import service
from tokenim.kernel.actor import Actor
from tokenim.kernel.committer import Committer
from tokenim.kernel.unit_of_work import Context, Entry, Work


class LeaveGroupsOnDelete:
    """Handles batches of the log; doing one twice does no harm."""

    name = "groups.farewell"
    streams = "u_"

    def __init__(self, committer: Committer, context: Context) -> None:
        self._committer = committer
        self._context = context

    async def __call__(self, batch: int, entries: list[Entry]) -> None:
        """Take deleted users out of their groups; raise when a group changed meanwhile, to come back."""
        for entry in entries:
            if entry.kind == UserDeleted.kind:
                await self._leave_all(entry.stream)

    async def _leave_all(self, user_id: str) -> None:
        for conversation_id, _, _ in await conversations.streams_of(self._work(user_id), user_id):
            work = self._work(user_id)
            await service.farewell(work, conversation_id)
            if not work.empty:
                await self._committer.store(work)

    def _work(self, user_id: str) -> Work:
        return self._context.work(Actor(user_id, "user"))
