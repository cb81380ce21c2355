"""Which requests concern conversations, groups and their members?"""

import builtins

from tokenim_client.rest import Rest
from tokenim_client.shapes import (
    Added,
    Conversation,
    Cursor,
    Member,
    Page,
    Preferences,
    ReadCursor,
)


class Conversations:
    """The caller's conversations."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def direct(self, user_id: str) -> Conversation:
        """Open the one direct conversation with a user."""
        return await self._ask("conversations.create", Conversation, kind="direct", user_id=user_id)

    async def list(
        self,
        *,
        ids: builtins.list[str] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[Conversation]:
        """List conversations, or up to 100 of them by their `ids`: pinned ones first, then by what happened last."""
        return await self._ask("conversations.list", Page[Conversation], ids=ids, cursor=cursor, limit=limit)

    async def get(self, conversation_id: str) -> Conversation:
        """Return one conversation."""
        return await self._ask("conversations.get", Conversation, conversation_id=conversation_id)

    async def accept(self, conversation_id: str) -> None:
        """Agree to be in a conversation that a stranger opened; sending there agrees too."""
        await self._ask("conversations.accept", type(None), conversation_id=conversation_id)

    async def decline(self, conversation_id: str) -> None:
        """Leave a group that a stranger made; who did it may not add the caller again for a while."""
        await self._ask("conversations.decline", type(None), conversation_id=conversation_id)

    async def read(self, conversation_id: str, seq: int) -> ReadCursor:
        """Move the read cursor forward; it never goes back."""
        return await self._ask("conversations.read", ReadCursor, conversation_id=conversation_id, seq=seq)

    async def read_several(self, upto: dict[str, int]) -> builtins.list[ReadCursor]:
        """Move the read cursors of several conversations (id: seq) forward, up to 100; all of them, or none."""
        items = [{"conversation_id": each, "seq": seq} for each, seq in upto.items()]
        return (await self._ask("conversations.read_several", Page[ReadCursor], items=items)).items

    async def delivered(self, conversation_id: str, seq: int) -> Cursor:
        """Say that this device holds everything up to `seq`."""
        return await self._ask("conversations.delivered", Cursor, conversation_id=conversation_id, seq=seq)

    async def prefer(self, conversation_id: str, *, pinned: bool, muted: bool) -> Preferences:
        """Pin or mute a conversation, on all devices."""
        body = {"conversation_id": conversation_id, "pinned": pinned, "muted": muted}
        return await self._ask("conversations.prefer", Preferences, **body)

    async def typing(self, conversation_id: str, *, started: bool = True) -> None:
        """Tell the members that the caller is writing, or stopped."""
        name = "typing.start" if started else "typing.stop"
        await self._ask(name, type(None), conversation_id=conversation_id)


class Groups:
    """Groups."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def create(
        self,
        name: str,
        member_ids: list[str],
        *,
        description: str | None = None,
        avatar_url: str | None = None,
        history: str | None = None,
    ) -> Conversation:
        """Make a group of the caller and others. `history` is `all` or `from_join`."""
        return await self._ask(
            "conversations.create",
            Conversation,
            kind="group",
            name=name,
            member_ids=member_ids,
            description=description,
            avatar_url=avatar_url,
            history=history,
        )

    async def update(
        self,
        conversation_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        avatar_url: str | None = None,
        history: str | None = None,
    ) -> Conversation:
        """Change a group and return it; what is left out stays."""
        return await self._ask(
            "groups.update",
            Conversation,
            conversation_id=conversation_id,
            name=name,
            description=description,
            avatar_url=avatar_url,
            history=history,
        )

    async def dissolve(self, conversation_id: str) -> None:
        """End a group: members can still read it, nobody can write."""
        await self._ask("groups.dissolve", type(None), conversation_id=conversation_id)

    async def transfer(self, conversation_id: str, user_id: str) -> None:
        """Make another member the owner."""
        await self._ask("groups.transfer", type(None), conversation_id=conversation_id, user_id=user_id)


class Members:
    """Members of groups."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def list(
        self, conversation_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> Page[Member]:
        """List members with their roles and receipts."""
        return await self._ask(
            "members.list", Page[Member], conversation_id=conversation_id, cursor=cursor, limit=limit
        )

    async def add(self, conversation_id: str, *user_ids: str) -> builtins.list[str]:
        """Bring users into a group; return those who were not in it before."""
        body = {"conversation_id": conversation_id, "user_ids": list(user_ids)}
        return (await self._ask("members.add", Added, **body)).added

    async def remove(self, conversation_id: str, user_id: str) -> None:
        """Take a member out of a group, or leave it by naming oneself."""
        await self._ask("members.remove", type(None), conversation_id=conversation_id, user_id=user_id)

    async def set_role(self, conversation_id: str, user_id: str, role: str) -> Member:
        """Make a member an `admin` or a plain `member`."""
        body = {"conversation_id": conversation_id, "user_id": user_id, "role": role}
        return await self._ask("members.set_role", Member, **body)
