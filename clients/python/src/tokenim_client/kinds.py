"""Which kinds of events are there? Each has a class; `event.kind` tells them apart, for a type checker too.

Generated from the server by `make docs`; edit the server.
"""

from typing import ClassVar, Literal, TypeAlias, get_args

from tokenim_client import event_data
from tokenim_client.events import Happening, OtherEvent, Resync, WithMessage

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
    "MessageRecalled",
    "MessageSent",
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
    seq: int
    data: event_data.MessageSentData


class MessageEdited(Happening, tag="message.edited", kw_only=True):
    """The sender changed a message; `content` and the mentions replace what it held."""

    kind: ClassVar[Literal["message.edited"]] = "message.edited"
    seq: int
    data: event_data.MessageEditedData


class MessageRecalled(Happening, tag="message.recalled", kw_only=True):
    """A message was taken back: its content is erased everywhere, earlier events about it included, only its place remains."""

    kind: ClassVar[Literal["message.recalled"]] = "message.recalled"
    seq: int
    data: event_data.MessageRecalledData


class ReactionAdded(Happening, tag="reaction.added", kw_only=True):
    """Somebody reacted to a message."""

    kind: ClassVar[Literal["reaction.added"]] = "reaction.added"
    seq: int
    data: event_data.ReactionAddedData


class ReactionRemoved(Happening, tag="reaction.removed", kw_only=True):
    """Somebody took a reaction back; `emoji` is left out where `reaction.added` leaves it out."""

    kind: ClassVar[Literal["reaction.removed"]] = "reaction.removed"
    seq: int
    data: event_data.ReactionRemovedData


class MessageHidden(Happening, tag="message.hidden", kw_only=True):
    """The user deleted a message for themselves. A device that was away may hear of this before it gets the message."""

    kind: ClassVar[Literal["message.hidden"]] = "message.hidden"
    seq: int
    data: event_data.MessageHiddenData


class ConversationUpdated(Happening, tag="conversation.updated", kw_only=True):
    """The name, description, avatar or settings of a group changed; only changed fields are present."""

    kind: ClassVar[Literal["conversation.updated"]] = "conversation.updated"
    seq: int
    data: event_data.ConversationUpdatedData


class ConversationDissolved(Happening, tag="conversation.dissolved", kw_only=True):
    """The group was dissolved; nothing can be written any more."""

    kind: ClassVar[Literal["conversation.dissolved"]] = "conversation.dissolved"
    seq: int
    data: event_data.ConversationDissolvedData


class MemberJoined(Happening, tag="member.joined", kw_only=True):
    """Users became members of the group."""

    kind: ClassVar[Literal["member.joined"]] = "member.joined"
    seq: int
    data: event_data.MemberJoinedData


class MemberLeft(Happening, tag="member.left", kw_only=True):
    """A member left the group, or was removed when `by` is somebody else. The last event that this member receives."""

    kind: ClassVar[Literal["member.left"]] = "member.left"
    seq: int
    data: event_data.MemberLeftData


class MemberRoleChanged(Happening, tag="member.role_changed", kw_only=True):
    """A member got another role; a transfer of the group tells two of these."""

    kind: ClassVar[Literal["member.role_changed"]] = "member.role_changed"
    seq: int
    data: event_data.MemberRoleChangedData


class ConversationJoined(Happening, tag="conversation.joined", kw_only=True):
    """The user became a member of a conversation. `invited_by` is there when a stranger did it: accept or decline it."""

    kind: ClassVar[Literal["conversation.joined"]] = "conversation.joined"
    seq: int
    data: event_data.ConversationJoinedData


class InvitationAccepted(Happening, tag="invitation.accepted", kw_only=True):
    """The user agreed to be in a conversation that a stranger put them into. Sending a message there agrees too, without this."""

    kind: ClassVar[Literal["invitation.accepted"]] = "invitation.accepted"
    seq: int
    data: event_data.InvitationAcceptedData


class ConversationLeft(Happening, tag="conversation.left", kw_only=True):
    """The user is no longer a member of a conversation."""

    kind: ClassVar[Literal["conversation.left"]] = "conversation.left"
    seq: int
    data: event_data.ConversationLeftData


class ReadMoved(Happening, tag="read.moved", kw_only=True):
    """The user read a conversation up to `seq`, on some device. A seq lower than the one known says nothing new."""

    kind: ClassVar[Literal["read.moved"]] = "read.moved"
    seq: int
    data: event_data.ReadMovedData


class PreferencesChanged(Happening, tag="preferences.changed", kw_only=True):
    """The user pinned or muted a conversation, or undid it."""

    kind: ClassVar[Literal["preferences.changed"]] = "preferences.changed"
    seq: int
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


class ProfileChanged(Happening, tag="profile.changed", kw_only=True):
    """The user changed their profile; read it again."""

    kind: ClassVar[Literal["profile.changed"]] = "profile.changed"
    seq: int
    data: event_data.ProfileChangedData


class UserDeleted(Happening, tag="user.deleted", kw_only=True):
    """The user was deleted; the last event of the stream."""

    kind: ClassVar[Literal["user.deleted"]] = "user.deleted"
    seq: int
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
