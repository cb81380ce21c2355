"""What does the chat show of what happens?"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tokenim.cli.directory import Directory
from tokenim.cli.screen import Screen
from tokenim_client import Client, Event, Live, Message, TokenIMError, kinds

Change = (
    kinds.MessageEdited
    | kinds.MessageRecalled
    | kinds.ReactionAdded
    | kinds.MessagePinned
    | kinds.MessageUnpinned
)
TALK = ("message.sent", "member.joined", "member.left")


def shown(message: Message) -> str:
    """Return what a line shows of a message."""
    return "(taken back)" if message.recalled else _text(message.content) or f"({message.type})"


def _text(content: Mapping[str, Any]) -> str:
    return str(content.get("text") or "")


class EventPrinter:
    """Shows events: the open conversation in full, the others in a line."""

    def __init__(self, client: Client, live: Live, known: Directory, screen: Screen) -> None:
        self._client, self._live, self._known, self._screen = client, live, known, screen
        self._shows: dict[str, Callable[[Any], Awaitable[None]]] = {
            "resync_required": self._state,
            "conversation.joined": self._joined,
            "invitation.accepted": self._accepted,
            "user.changed": self._changed,
            "conversation.left": self._shut,
            "conversation.updated": self._updated,
            "message.sent": self._message,
            "message.edited": self._edited,
            "message.recalled": self._recalled,
            "reaction.added": self._reaction,
            "message.pinned": self._pinned,
            "message.unpinned": self._unpinned,
            "typing.started": self._typing,
            "receipt.read": self._read,
            "member.joined": self._members,
            "member.left": self._left,
        }
        self.open = ""
        self.mine: set[str] = set()

    async def go(self, conversation_id: str) -> None:
        """Make a conversation the open one; the prompt tells which."""
        self.open = conversation_id
        self._screen.prompt = f"{await self._known.title(conversation_id)}>"

    async def show(self, event: Event) -> None:
        """Show an event, if it is one that people want to see."""
        show = self._shows.get(event.kind)
        if show is not None and not await self._waits(event):
            await show(event)

    async def _state(self, event: kinds.Resync) -> None:
        self._known.conversations |= {found.id: found for found in event.conversations}
        for found in event.conversations:
            if not await self._invited(found.id) and found.unread and found.id != self.open:
                self._screen.quiet(f"{found.unread} new in {await self._known.title(found.id)}")

    async def _joined(self, event: kinds.ConversationJoined) -> None:
        found = await self._known.learn(event.data["conversation_id"])
        if await self._invited(found.id):
            return
        if found.created_by != self._client.user.id:
            self._screen.quiet(f"New conversation: {await self._known.title(found.id)} (/list shows all)")
        if not self.open:
            await self.go(found.id)

    async def _waits(self, event: Event) -> bool:
        """Return whether it happens in an invitation that is neither open nor answered."""
        if event.kind not in TALK or not await self._known.inviter(event.stream):
            return False
        if event.kind == "message.sent" and event.message.sender_id == self._client.user.id:
            # Who speaks has accepted.
            await self._known.learn(event.stream)
            return False
        return event.stream != self.open

    async def _invited(self, conversation_id: str) -> bool:
        """Say who invites the user, if somebody does; such a group makes no noise until it is answered."""
        inviter = await self._known.inviter(conversation_id)
        if inviter:
            title = await self._known.title(conversation_id)
            self._screen.quiet(f"{inviter} invites you to {title} (/accept {title}, or /decline {title})")
        return bool(inviter)

    async def _accepted(self, event: kinds.InvitationAccepted) -> None:
        await self._known.learn(event.data["conversation_id"])

    async def _changed(self, event: kinds.UserChanged) -> None:
        self._known.forget(event.data["user_id"])
        found = self._known.conversations.get(self.open)
        if found is not None and found.peer_id == event.data["user_id"]:
            await self.go(self.open)

    async def _shut(self, event: kinds.ConversationLeft) -> None:
        conversation_id = event.data["conversation_id"]
        self._screen.quiet(f"You are no longer in {await self._known.title(conversation_id)}")
        self._known.conversations.pop(conversation_id, None)
        if self.open == conversation_id:
            self.open, self._screen.prompt = "", ">"

    async def _updated(self, event: kinds.ConversationUpdated) -> None:
        before = await self._known.title(event.stream)
        await self._known.learn(event.stream)
        if (title := await self._known.title(event.stream)) != before:
            self._screen.quiet(f"{before} is called {title} now")
        if event.stream == self.open:
            await self.go(event.stream)

    async def _message(self, event: kinds.MessageSent) -> None:
        message = event.message
        if message.client_id in self.mine:
            self.mine.discard(str(message.client_id))
            return
        here = event.stream == self.open
        where = "" if here else await self._known.title(event.stream)
        text = shown(message)
        self._screen.said(await self._known.name(message.sender_id), text, message.sent_at, where=where)
        if here and message.sender_id != self._client.user.id:
            await self._live.ask("conversations.read", conversation_id=event.stream, seq=message.seq)

    async def _edited(self, event: kinds.MessageEdited) -> None:
        content = event.data.get("content")
        text = _text(content) if content is not None else await self._read_again(event)
        await self._by(event, f"corrected: {text}" if text else "corrected a message")

    async def _read_again(self, event: kinds.MessageEdited | kinds.MessagePinned) -> str:
        """Return what the message of the event says now; empty if the user may not see it."""
        if event.stream != self.open:
            return ""
        try:
            message = await self._client.messages.get(event.stream, event.data["target_seq"])
        except TokenIMError:
            return ""
        return _text(message.content)

    async def _recalled(self, event: kinds.MessageRecalled) -> None:
        await self._by(event, "took a message back")

    async def _reaction(self, event: kinds.ReactionAdded) -> None:
        emoji = event.data.get("emoji")
        await self._by(event, f"reacted {emoji}" if emoji else "reacted to a message")

    async def _pinned(self, event: kinds.MessagePinned) -> None:
        text = await self._read_again(event)
        await self._by(event, f"pinned: {text}" if text else "pinned a message")

    async def _unpinned(self, event: kinds.MessageUnpinned) -> None:
        await self._by(event, "took a pin off a message")

    async def _by(self, event: Change, what: str) -> None:
        if event.stream == self.open:
            self._screen.quiet(f"{await self._known.name(event.data['by'])} {what}")

    async def _typing(self, event: kinds.TypingStarted) -> None:
        if event.stream == self.open:
            self._screen.quiet(f"{await self._known.name(event.data['user_id'])} is writing ...")

    async def _read(self, event: kinds.ReceiptRead) -> None:
        if event.stream == self.open:
            self._screen.quiet(f"read by {await self._known.name(event.data['user_id'])}")

    async def _members(self, event: kinds.MemberJoined) -> None:
        names = [await self._known.name(user_id) for user_id in event.data["user_ids"]]
        self._screen.quiet(f"{', '.join(names)} joined {await self._known.title(event.stream)}")

    async def _left(self, event: kinds.MemberLeft) -> None:
        self._screen.quiet(f"{await self._known.name(event.data['user_id'])} left")
