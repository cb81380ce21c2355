"""What happens to messages and their reactions?"""

from typing import Any

from tokenim.catalogue.event import Count, Event, Seq, Time, listed


@listed
class MessageSent(Event, frozen=True):
    """A message was sent. `content` has the shape that `type` names."""

    kind = "message.sent"
    countable = True

    type: str
    content: Any
    reply_to: Seq | None = None
    mentions: list[str] = []
    mentions_all: bool = False
    edited_at: Time | None = None
    recalled: bool = False
    via: str = ""


@listed
class MessageEdited(Event, frozen=True):
    """The sender changed a message; `content` and the mentions replace what it held.

    Where a member joined later and may not see the message, they are left out for all: read the message again.
    """

    kind = "message.edited"

    target_seq: Seq
    content: Any = None
    mentions: list[str] = []
    mentions_all: bool = False


@listed
class MessageRecalled(Event, frozen=True):
    """A message was taken back: its content is erased everywhere, earlier events about it included, only its place remains."""

    kind = "message.recalled"

    target_seq: Seq


@listed
class ReactionAdded(Event, frozen=True):
    """Somebody reacted to a message.

    Where a member joined later and may not see the message, `emoji` is left out for all: read the message again.
    """

    kind = "reaction.added"

    target_seq: Seq
    emoji: str | None = None


@listed
class ReactionRemoved(Event, frozen=True):
    """Somebody took a reaction back; `emoji` is left out where `reaction.added` leaves it out."""

    kind = "reaction.removed"

    target_seq: Seq
    emoji: str | None = None


@listed
class MessageHidden(Event, frozen=True):
    """The user deleted a message for themselves. A device that was away may hear of this before it gets the message.

    `unread` and `mentions` are what is left after the read cursor `read_seq`, counted when the conversation was at
    `last_seq`, as in `read.moved`. A device that knows another read cursor, or an entry of an earlier version without
    counts: read the conversation again.
    """

    kind = "message.hidden"
    audience = "user"

    conversation_id: str
    target_seq: Seq
    read_seq: Count | None = None
    unread: Count | None = None
    mentions: Count | None = None
    last_seq: Count | None = None
