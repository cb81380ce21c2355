"""What happens around a conversation: for one user on all devices, and told to those who are there?"""

from typing import Annotated

from msgspec import Meta

from tokenim.catalogue.event import Count, Event, listed


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
