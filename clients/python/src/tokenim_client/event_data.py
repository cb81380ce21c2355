"""What does the `data` of each kind of event hold?

Generated from the server by `make docs`; edit the server.
"""

from typing import Any, NotRequired, TypedDict

Content = dict[str, Any]


class MessageSentData(TypedDict):
    """A message was sent. `content` has the shape that `type` names."""

    type: str
    content: Content
    reply_to: NotRequired[int | None]
    mentions: NotRequired[list[str]]
    mentions_all: NotRequired[bool]
    edited_at: NotRequired[str | None]
    recalled: NotRequired[bool]
    via: NotRequired[str]
    seq: int
    sender_id: str
    client_id: NotRequired[str]
    sent_at: str


class MessageEditedData(TypedDict):
    """The sender changed a message; `content` and the mentions replace what it held.

    Where a member joined later and may not see the message, they are left out for all: read the message again.
    """

    target_seq: int
    content: NotRequired[Content]
    mentions: NotRequired[list[str]]
    mentions_all: NotRequired[bool]
    by: str
    at: str
    via: NotRequired[str]


class MessageRecalledData(TypedDict):
    """A message was taken back: its content is erased everywhere, earlier events about it included, only its place remains."""

    target_seq: int
    by: str
    at: str
    via: NotRequired[str]


class ReactionAddedData(TypedDict):
    """Somebody reacted to a message.

    Where a member joined later and may not see the message, `emoji` is left out for all: read the message again.
    """

    target_seq: int
    emoji: NotRequired[str | None]
    by: str
    at: str
    via: NotRequired[str]


class ReactionRemovedData(TypedDict):
    """Somebody took a reaction back; `emoji` is left out where `reaction.added` leaves it out."""

    target_seq: int
    emoji: NotRequired[str | None]
    by: str
    at: str
    via: NotRequired[str]


class MessageHiddenData(TypedDict):
    """The user deleted a message for themselves. A device that was away may hear of this before it gets the message.

    `unread` and `mentions` are what is left after the read cursor `read_seq`, counted when the conversation was at
    `last_seq`, as in `read.moved`. A device that knows another read cursor, or an entry of an earlier version without
    counts: read the conversation again.
    """

    conversation_id: str
    target_seq: int
    read_seq: NotRequired[int | None]
    unread: NotRequired[int | None]
    mentions: NotRequired[int | None]
    last_seq: NotRequired[int | None]
    by: str
    at: str
    via: NotRequired[str]


class MessagePinnedData(TypedDict):
    """A message was pinned for all members; `pins.list` has it where the reader may see it."""

    target_seq: int
    by: str
    at: str
    via: NotRequired[str]


class MessageUnpinnedData(TypedDict):
    """The pin was taken off a message. A `message.recalled` takes it off as well, and this event does not come then."""

    target_seq: int
    by: str
    at: str
    via: NotRequired[str]


class ConversationUpdatedData(TypedDict):
    """The name, description, avatar or settings of a group changed; only changed fields are present."""

    name: NotRequired[str | None]
    description: NotRequired[str | None]
    avatar_url: NotRequired[str | None]
    history: NotRequired[str | None]
    by: str
    at: str
    via: NotRequired[str]


class ConversationDissolvedData(TypedDict):
    """The group was dissolved; nothing can be written any more."""

    by: str
    at: str
    via: NotRequired[str]


class MemberJoinedData(TypedDict):
    """Users became members of the group."""

    user_ids: list[str]
    by: str
    at: str
    via: NotRequired[str]


class MemberLeftData(TypedDict):
    """A member left the group, or was removed when `by` is somebody else. The last event that this member receives."""

    user_id: str
    by: str
    at: str
    via: NotRequired[str]


class MemberRoleChangedData(TypedDict):
    """A member got another role; a transfer of the group tells two of these."""

    user_id: str
    role: str
    by: str
    at: str
    via: NotRequired[str]


class ConversationJoinedData(TypedDict):
    """The user became a member of a conversation. `invited_by` is there when a stranger did it: accept or decline it."""

    conversation_id: str
    invited_by: NotRequired[str | None]
    by: str
    at: str
    via: NotRequired[str]


class InvitationAcceptedData(TypedDict):
    """The user agreed to be in a conversation that a stranger put them into. Sending a message there agrees too, without this."""

    conversation_id: str
    by: str
    at: str
    via: NotRequired[str]


class ConversationLeftData(TypedDict):
    """The user is no longer a member of a conversation."""

    conversation_id: str
    by: str
    at: str
    via: NotRequired[str]


class ReadMovedData(TypedDict):
    """The user read a conversation up to `seq`, on some device. A seq lower than the one known says nothing new.

    `unread` and `mentions` are what is left after `seq`, counted when the conversation was at `last_seq`: a device that is
    further counts the messages that it got after `last_seq` on top. Entries of earlier versions have no counts: read the
    conversation again.
    """

    conversation_id: str
    seq: int
    unread: NotRequired[int | None]
    mentions: NotRequired[int | None]
    last_seq: NotRequired[int | None]
    by: str
    at: str
    via: NotRequired[str]


class PreferencesChangedData(TypedDict):
    """The user pinned or muted a conversation, or undid it."""

    conversation_id: str
    pinned: bool
    muted: bool
    by: str
    at: str
    via: NotRequired[str]


class TypingStartedData(TypedDict):
    """A member is writing; forget it after six seconds without another one."""

    user_id: str


class TypingStoppedData(TypedDict):
    """A member stopped writing."""

    user_id: str


class ReceiptReadData(TypedDict):
    """A member read the conversation up to `seq`."""

    user_id: str
    seq: int


class ReceiptDeliveredData(TypedDict):
    """A device of a member holds everything up to `seq`."""

    user_id: str
    seq: int


class ProfileChangedData(TypedDict):
    """The user changed their profile; read it again."""

    by: str
    at: str
    via: NotRequired[str]


class UserDeletedData(TypedDict):
    """The user was deleted; the last event of the stream."""

    by: str
    at: str
    via: NotRequired[str]


class UserChangedData(TypedDict):
    """Somebody who shares a conversation with the user changed their profile, or was deleted; read the profile again.

    Told to some people at most: who must know asks again after a while.
    """

    user_id: str


class PresenceChangedData(TypedDict):
    """A watched user came online or went offline."""

    user_id: str
    online: bool
    last_seen_at: NotRequired[str | None]
