"""Which requests concern messages and reactions?"""

from collections.abc import Mapping
from typing import Any, Unpack

from tokenim_client import ids
from tokenim_client.options import EditOptions, ListOptions, SendOptions
from tokenim_client.rest import Rest
from tokenim_client.shapes import Accepted, Content, Message, Page, Pin, Reaction, Revision


def draft(
    conversation_id: str,
    text: str | None,
    type: str,  # noqa: A002 - the name of the field
    content: Content | None,
    more: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the body of `messages.send`; raise `ValueError` unless it says something."""
    if (text is None) == (content is None):
        raise ValueError("Give either text or content")
    body: dict[str, Any] = {"conversation_id": conversation_id, "client_id": ids.new(), "type": type}
    body["content"] = {"text": text} if content is None else content
    return body | {name: value for name, value in more.items() if value}


class Messages:
    """Messages over HTTP. Over a socket, `Live.send` keeps their order when the connection breaks."""

    def __init__(self, rest: Rest) -> None:
        self._ask = rest.ask

    async def send(
        self,
        conversation_id: str,
        text: str | None = None,
        *,
        type: str = "text",  # noqa: A002 - the name of the field
        content: Content | None = None,
        **more: Unpack[SendOptions],
    ) -> Accepted:
        """Send a message: `text`, or another `type` with its `content`.

        `more` may hold `reply_to`, `mentions`, `mentions_all`, and a `client_id` to repeat a message that may
        have been stored before.
        """
        body = draft(conversation_id, text, type, content, more)
        return await self._ask("messages.send", Accepted, **body)

    async def list(
        self,
        conversation_id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        **seq: Unpack[ListOptions],
    ) -> Page[Message]:
        """Read messages as they are now, in order of seq: the newest, or from a cursor or seq on.

        `seq` is one of `after_seq`, `before_seq` and `around_seq`.
        """
        body = {"conversation_id": conversation_id, "cursor": cursor, "limit": limit}
        return await self._ask("messages.list", Page[Message], **body, **seq)

    async def get(self, conversation_id: str, seq: int) -> Message:
        """Read one message."""
        return await self._ask("messages.get", Message, conversation_id=conversation_id, seq=seq)

    async def revisions(
        self, conversation_id: str, seq: int, *, cursor: str | None = None, limit: int | None = None
    ) -> Page[Revision]:
        """Read a page of what a message held before it was edited, oldest first."""
        return await self._ask(
            "messages.revisions", Page[Revision], conversation_id=conversation_id, seq=seq, cursor=cursor,
            limit=limit,
        )  # fmt: skip

    async def edit(
        self,
        conversation_id: str,
        seq: int,
        text: str | None = None,
        *,
        content: Content | None = None,
        **more: Unpack[EditOptions],
    ) -> Message:
        """Change the content of an own message; `more` may hold `mentions` and `mentions_all`."""
        changed = {"text": text} if content is None else content
        return await self._ask(
            "messages.edit", Message, conversation_id=conversation_id, seq=seq, content=changed, **more
        )

    async def recall(self, conversation_id: str, seq: int) -> None:
        """Take a message back, for everybody."""
        await self._ask("messages.recall", type(None), conversation_id=conversation_id, seq=seq)

    async def hide(self, conversation_id: str, seq: int) -> None:
        """Delete a message for the caller only."""
        await self._ask("messages.hide", type(None), conversation_id=conversation_id, seq=seq)

    async def reactions(
        self,
        conversation_id: str,
        seq: int,
        emoji: str | None = None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[Reaction]:
        """Read a page of all who reacted to a message, or of those with one emoji, in the order in which they did."""
        return await self._ask(
            "reactions.list", Page[Reaction], conversation_id=conversation_id, seq=seq, emoji=emoji, cursor=cursor,
            limit=limit,
        )  # fmt: skip

    async def react(self, conversation_id: str, seq: int, emoji: str) -> None:
        """React to a message."""
        await self._ask("reactions.add", type(None), conversation_id=conversation_id, seq=seq, emoji=emoji)

    async def unreact(self, conversation_id: str, seq: int, emoji: str) -> None:
        """Take a reaction back."""
        await self._ask("reactions.remove", type(None), conversation_id=conversation_id, seq=seq, emoji=emoji)

    async def pins(
        self, conversation_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> Page[Pin]:
        """Read a page of the pinned messages of a conversation, the newest pin first."""
        body = {"conversation_id": conversation_id, "cursor": cursor, "limit": limit}
        return await self._ask("pins.list", Page[Pin], **body)

    async def pin(self, conversation_id: str, seq: int) -> None:
        """Pin a message for everybody in the conversation; in a group this is for admins."""
        await self._ask("pins.add", type(None), conversation_id=conversation_id, seq=seq)

    async def unpin(self, conversation_id: str, seq: int) -> None:
        """Take the pin off a message; without one nothing happens."""
        await self._ask("pins.remove", type(None), conversation_id=conversation_id, seq=seq)
