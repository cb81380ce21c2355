"""Which kinds of events are there? Each has a class; `event.kind` tells them apart, for a type checker too.

Generated from the server by `make docs`; edit the server.
"""

from typing import ClassVar, Literal, TypeAlias, get_args

from tokenim_client import event_data
from tokenim_client.events import Happening, Kept, OtherEvent, Resync, WithMessage

__all__ = [
    "KINDS",
    "ConversationDissolved",
    "ConversationJoined",
    "ConversationLeft",
    "ConversationUpdated",
    "Event",
    "InvitationAccepted",
    "Kind",
    "MemberJoined",
    "MemberLeft",
    "MemberRoleChanged",
    "MessageEdited",
    "MessageHidden",
    "MessagePinned",
    "MessageRecalled",
    "MessageSent",
    "MessageUnpinned",
    "OtherEvent",
    "PreferencesChanged",
    "PresenceChanged",
    "ProfileChanged",
    "ReactionAdded",
    "ReactionRemoved",
    "ReadMoved",
    "ReceiptDelivered",
    "ReceiptRead",
    "Resync",
    "TypingStarted",
    "TypingStopped",
    "UserChanged",
    "UserDeleted",
]


class MessageSent(WithMessage, tag="message.sent", kw_only=True):
    """A message was sent. `content` has the shape that `type` names."""

    kind: ClassVar[Literal["message.sent"]] = "message.sent"
    data: event_data.MessageSentData


class MessageEdited(Kept, tag="message.edited", kw_only=True):
    """The sender changed a message; `content` and the mentions replace what it held."""

    kind: ClassVar[Literal["message.edited"]] = "message.edited"
    data: event_data.MessageEditedData


class MessageRecalled(Kept, tag="message.recalled", kw_only=True):
    """A message was taken back: its content is erased everywhere, earlier events about it included, only its place remains."""

    kind: ClassVar[Literal["message.recalled"]] = "message.recalled"
    data: event_data.MessageRecalledData


class ReactionAdded(Kept, tag="reaction.added", kw_only=True):
    """Somebody reacted to a message."""

    kind: ClassVar[Literal["reaction.added"]] = "reaction.added"
    data: event_data.ReactionAddedData


class ReactionRemoved(Kept, tag="reaction.removed", kw_only=True):
    """Somebody took a reaction back; `emoji` is left out where `reaction.added` leaves it out."""

    kind: ClassVar[Literal["reaction.removed"]] = "reaction.removed"
    data: event_data.ReactionRemovedData


class MessageHidden(Kept, tag="message.hidden", kw_only=True):
    """The user deleted a message for themselves. A device that was away may hear of this before it gets the message."""

    kind: ClassVar[Literal["message.hidden"]] = "message.hidden"
    data: event_data.MessageHiddenData


class MessagePinned(Kept, tag="message.pinned", kw_only=True):
    """A message was pinned for all members; `pins.list` has it where the reader may see it."""

    kind: ClassVar[Literal["message.pinned"]] = "message.pinned"
    data: event_data.MessagePinnedData


class MessageUnpinned(Kept, tag="message.unpinned", kw_only=True):
    """The pin was taken off a message. A `message.recalled` takes it off as well, and this event does not come then."""

    kind: ClassVar[Literal["message.unpinned"]] = "message.unpinned"
    data: event_data.MessageUnpinnedData


class ConversationUpdated(Kept, tag="conversation.updated", kw_only=True):
    """The name, description, avatar or settings of a group changed; only changed fields are present."""

    kind: ClassVar[Literal["conversation.updated"]] = "conversation.updated"
    data: event_data.ConversationUpdatedData


class ConversationDissolved(Kept, tag="conversation.dissolved", kw_only=True):
    """The group was dissolved; nothing can be written any more."""

    kind: ClassVar[Literal["conversation.dissolved"]] = "conversation.dissolved"
    data: event_data.ConversationDissolvedData


class MemberJoined(Kept, tag="member.joined", kw_only=True):
    """Users became members of the group."""

    kind: ClassVar[Literal["member.joined"]] = "member.joined"
    data: event_data.MemberJoinedData


class MemberLeft(Kept, tag="member.left", kw_only=True):
    """A member left the group, or was removed when `by` is somebody else. The last event that this member receives."""

    kind: ClassVar[Literal["member.left"]] = "member.left"
    data: event_data.MemberLeftData


class MemberRoleChanged(Kept, tag="member.role_changed", kw_only=True):
    """A member got another role; a transfer of the group tells two of these."""

    kind: ClassVar[Literal["member.role_changed"]] = "member.role_changed"
    data: event_data.MemberRoleChangedData


class ConversationJoined(Kept, tag="conversation.joined", kw_only=True):
    """The user became a member of a conversation. `invited_by` is there when a stranger did it: accept or decline it."""

    kind: ClassVar[Literal["conversation.joined"]] = "conversation.joined"
    data: event_data.ConversationJoinedData


class InvitationAccepted(Kept, tag="invitation.accepted", kw_only=True):
    """The user agreed to be in a conversation that a stranger put them into. Sending a message there agrees too, without this."""

    kind: ClassVar[Literal["invitation.accepted"]] = "invitation.accepted"
    data: event_data.InvitationAcceptedData


class ConversationLeft(Kept, tag="conversation.left", kw_only=True):
    """The user is no longer a member of a conversation."""

    kind: ClassVar[Literal["conversation.left"]] = "conversation.left"
    data: event_data.ConversationLeftData


class ReadMoved(Kept, tag="read.moved", kw_only=True):
    """The user read a conversation up to `seq`, on some device. A seq lower than the one known says nothing new."""

    kind: ClassVar[Literal["read.moved"]] = "read.moved"
    data: event_data.ReadMovedData


class PreferencesChanged(Kept, tag="preferences.changed", kw_only=True):
    """The user pinned or muted a conversation, or undid it."""

    kind: ClassVar[Literal["preferences.changed"]] = "preferences.changed"
    data: event_data.PreferencesChangedData


class TypingStarted(Happening, tag="typing.started", kw_only=True):
    """A member is writing; forget it after six seconds without another one."""

    kind: ClassVar[Literal["typing.started"]] = "typing.started"
    seq: None = None
    data: event_data.TypingStartedData


class TypingStopped(Happening, tag="typing.stopped", kw_only=True):
    """A member stopped writing."""

    kind: ClassVar[Literal["typing.stopped"]] = "typing.stopped"
    seq: None = None
    data: event_data.TypingStoppedData


class ReceiptRead(Happening, tag="receipt.read", kw_only=True):
    """A member read the conversation up to `seq`."""

    kind: ClassVar[Literal["receipt.read"]] = "receipt.read"
    seq: None = None
    data: event_data.ReceiptReadData


class ReceiptDelivered(Happening, tag="receipt.delivered", kw_only=True):
    """A device of a member holds everything up to `seq`."""

    kind: ClassVar[Literal["receipt.delivered"]] = "receipt.delivered"
    seq: None = None
    data: event_data.ReceiptDeliveredData


class ProfileChanged(Kept, tag="profile.changed", kw_only=True):
    """The user changed their profile; read it again."""

    kind: ClassVar[Literal["profile.changed"]] = "profile.changed"
    data: event_data.ProfileChangedData


class UserDeleted(Kept, tag="user.deleted", kw_only=True):
    """The user was deleted; the last event of the stream."""

    kind: ClassVar[Literal["user.deleted"]] = "user.deleted"
    data: event_data.UserDeletedData


class UserChanged(Happening, tag="user.changed", kw_only=True):
    """Somebody who shares a conversation with the user changed their profile, or was deleted; read the profile again."""

    kind: ClassVar[Literal["user.changed"]] = "user.changed"
    seq: None = None
    data: event_data.UserChangedData


class PresenceChanged(Happening, tag="presence.changed", kw_only=True):
    """A watched user came online or went offline."""

    kind: ClassVar[Literal["presence.changed"]] = "presence.changed"
    seq: None = None
    data: event_data.PresenceChangedData


Kind = Literal[
    "message.sent",
    "message.edited",
    "message.recalled",
    "reaction.added",
    "reaction.removed",
    "message.hidden",
    "message.pinned",
    "message.unpinned",
    "conversation.updated",
    "conversation.dissolved",
    "member.joined",
    "member.left",
    "member.role_changed",
    "conversation.joined",
    "invitation.accepted",
    "conversation.left",
    "read.moved",
    "preferences.changed",
    "typing.started",
    "typing.stopped",
    "receipt.read",
    "receipt.delivered",
    "profile.changed",
    "user.deleted",
    "user.changed",
    "presence.changed",
]
Event: TypeAlias = (
    MessageSent
    | MessageEdited
    | MessageRecalled
    | ReactionAdded
    | ReactionRemoved
    | MessageHidden
    | MessagePinned
    | MessageUnpinned
    | ConversationUpdated
    | ConversationDissolved
    | MemberJoined
    | MemberLeft
    | MemberRoleChanged
    | ConversationJoined
    | InvitationAccepted
    | ConversationLeft
    | ReadMoved
    | PreferencesChanged
    | TypingStarted
    | TypingStopped
    | ReceiptRead
    | ReceiptDelivered
    | ProfileChanged
    | UserDeleted
    | UserChanged
    | PresenceChanged
    | Resync
    | OtherEvent
)
KINDS: dict[str, type[Event]] = {each.kind: each for each in get_args(Event)[:-1]}
