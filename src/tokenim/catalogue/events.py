"""What can happen? Every fact that the outside is told, its shape, who receives it and whether it is kept.

A *durable* event is an entry of a stream: it has a seq, reaches every device once and in order, and is replayed to those
who were away. The others are told to connected devices only. `audience` is `conversation` (every member), `user` (all
devices of one user) or `watchers` (devices that asked). Classes hold what is stored; on the wire `data` has in addition
who did it and when: `sender_id` and `sent_at` for a message, `by` and `at` for everything else.
"""

from typing import Annotated, Any

from msgspec import Meta

from tokenim.catalogue.event import EVENTS, Audience, Count, Event, Message, Seq, Time, listed

__all__ = ["EVENTS", "Audience", "Event", "Message", "Seq", "Time"]

# --- messages ------------------------------------------------------------------------------------
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


# --- conversations -------------------------------------------------------------------------------
@listed
class ConversationUpdated(Event, frozen=True):
    """The name, description, avatar or settings of a group changed; only changed fields are present."""

    kind = "conversation.updated"

    name: str | None = None
    description: str | None = None
    avatar_url: str | None = None
    history: str | None = None


@listed
class ConversationDissolved(Event, frozen=True):
    """The group was dissolved; nothing can be written any more."""

    kind = "conversation.dissolved"


@listed
class MemberJoined(Event, frozen=True):
    """Users became members of the group."""

    kind = "member.joined"

    user_ids: list[str]


@listed
class MemberLeft(Event, frozen=True):
    """A member left the group, or was removed when `by` is somebody else. The last event that this member receives."""

    kind = "member.left"

    user_id: str


@listed
class MemberRoleChanged(Event, frozen=True):
    """A member got another role; a transfer of the group tells two of these."""

    kind = "member.role_changed"

    user_id: str
    role: str


# --- one user, all devices -----------------------------------------------------------------------
@listed
class ConversationJoined(Event, frozen=True):
    """The user became a member of a conversation. `invited_by` is there when a stranger did it: accept or decline it."""

    kind = "conversation.joined"
    audience = "user"

    conversation_id: str
    invited_by: str | None = None


@listed
class InvitationAccepted(Event, frozen=True):
    """The user agreed to be in a conversation that a stranger put them into. Sending a message there agrees too, without this."""

    kind = "invitation.accepted"
    audience = "user"

    conversation_id: str


@listed
class ConversationLeft(Event, frozen=True):
    """The user is no longer a member of a conversation."""

    kind = "conversation.left"
    audience = "user"

    conversation_id: str


@listed
class ReadMoved(Event, frozen=True):
    """The user read a conversation up to `seq`, on some device. A seq lower than the one known says nothing new.

    `unread` and `mentions` are what is left after `seq`, counted when the conversation was at `last_seq`: a device that is
    further counts the messages that it got after `last_seq` on top. Entries of earlier versions have no counts: read the
    conversation again.
    """

    kind = "read.moved"
    audience = "user"

    conversation_id: str
    seq: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    unread: Count | None = None
    mentions: Count | None = None
    last_seq: Count | None = None


@listed
class PreferencesChanged(Event, frozen=True):
    """The user pinned or muted a conversation, or undid it."""

    kind = "preferences.changed"
    audience = "user"

    conversation_id: str
    pinned: bool
    muted: bool


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


@listed
class ProfileChanged(Event, frozen=True):
    """The user changed their profile; read it again."""

    kind = "profile.changed"
    audience = "user"


@listed
class UserDeleted(Event, frozen=True):
    """The user was deleted; the last event of the stream."""

    kind = "user.deleted"
    audience = "user"


# --- told, not kept ------------------------------------------------------------------------------
@listed
class TypingStarted(Event, frozen=True):
    """A member is writing; forget it after six seconds without another one."""

    kind = "typing.started"
    durable = False

    user_id: str


@listed
class TypingStopped(Event, frozen=True):
    """A member stopped writing."""

    kind = "typing.stopped"
    durable = False

    user_id: str


@listed
class ReceiptRead(Event, frozen=True):
    """A member read the conversation up to `seq`."""

    kind = "receipt.read"
    durable = False

    user_id: str
    seq: int


@listed
class ReceiptDelivered(Event, frozen=True):
    """A device of a member holds everything up to `seq`."""

    kind = "receipt.delivered"
    durable = False

    user_id: str
    seq: int


@listed
class UserChanged(Event, frozen=True):
    """Somebody who shares a conversation with the user changed their profile, or was deleted; read the profile again.

    Told to some people at most: who must know asks again after a while.
    """

    kind = "user.changed"
    durable = False
    audience = "user"

    user_id: str


@listed
class PresenceChanged(Event, frozen=True):
    """A watched user came online or went offline."""

    kind = "presence.changed"
    durable = False
    audience = "watchers"

    user_id: str
    online: bool
    last_seen_at: Time | None = None
