"""Which requests tell what happened meanwhile, and who is there?"""

from tokenim_client.rest import Rest
from tokenim_client.shapes import Entries, Page, Presence, Synced


class CatchingUp:
    """The log. `Live` reads it by itself; this is for those who come by without a socket."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def sync(self, token: str | None = None) -> Synced:
        """Return what changed since the token of the sync before; everything without one."""
        return await self._ask("sync", Synced, token=token)

    async def entries(self, conversation_id: str, after_seq: int, limit: int | None = None) -> Entries:
        """Read the events of a conversation after a seq."""
        body = {"conversation_id": conversation_id, "after_seq": after_seq, "limit": limit}
        return await self._ask("entries.list", Entries, **body)

    async def own_entries(self, after_seq: int, limit: int | None = None) -> Entries:
        """Read the events of the user's own stream after a seq."""
        return await self._ask("entries.mine", Entries, after_seq=after_seq, limit=limit)


class Presences:
    """Who is online, among users with whom the caller shares a conversation."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def get(self, *user_ids: str) -> list[Presence]:
        """See who is online."""
        return (await self._ask("presence.get", Page[Presence], user_ids=list(user_ids))).items

    async def watch(self, *user_ids: str) -> list[Presence]:
        """See who is online, and be told by events when that changes, until the socket ends."""
        return (await self._ask("presence.watch", Page[Presence], user_ids=list(user_ids))).items
