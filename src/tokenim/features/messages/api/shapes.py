"""Which shapes do requests and answers about messages have?"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tokenim.catalogue import contents, errors, limits, texts
from tokenim.catalogue.events import Message, Time
from tokenim.kernel import page

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
Seq = Annotated[int, Meta(ge=1, le=2**63 - 1)]
ClientId = Annotated[str, Meta(min_length=1, max_length=limits.CLIENT_ID_CHARS)]
Mentions = Annotated[list[Id], Meta(max_length=limits.MENTIONS)]


class OfConversation(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Names a conversation."""

    conversation_id: Id


class OfMessage(OfConversation):
    """Names a message."""

    seq: Seq


class Send(OfConversation, tag_field="type", tag="text"):
    """A message to send; the type decides the shape of `content`.

    `client_id` is the sender's own id for the message, best a UUIDv7: a retry with the same one stores nothing again.
    """

    client_id: ClientId
    content: contents.TextContent
    reply_to: Seq | None = None
    mentions: Mentions = []
    mentions_all: bool = False


class SendText(Send, tag="text"):
    """A text."""


class SendImage(Send, tag="image"):
    """A picture."""

    content: contents.ImageContent  # type: ignore[assignment]


class SendVoice(Send, tag="voice"):
    """A voice note."""

    content: contents.VoiceContent  # type: ignore[assignment]


class SendVideo(Send, tag="video"):
    """A video clip."""

    content: contents.VideoContent  # type: ignore[assignment]


class SendFile(Send, tag="file"):
    """A file."""

    content: contents.FileContent  # type: ignore[assignment]


class SendLocation(Send, tag="location"):
    """A place."""

    content: contents.LocationContent  # type: ignore[assignment]


class SendCard(Send, tag="card"):
    """A card."""

    content: contents.CardContent  # type: ignore[assignment]


class SendCustom(Send, tag="custom"):
    """What the application agrees on."""

    content: contents.CustomContent  # type: ignore[assignment]


SendMessage = SendText | SendImage | SendVoice | SendVideo | SendFile | SendLocation | SendCard | SendCustom


class MessageAccepted(msgspec.Struct, gc=False):
    """The message is stored durably under this seq."""

    conversation_id: str
    seq: int
    sent_at: Time


class ListMessages(OfConversation):
    """Which messages: at most one of the three seqs, or a cursor; without any of them, the newest."""

    after_seq: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    before_seq: Seq | None = None
    around_seq: Seq | None = None
    cursor: page.Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=limits.HISTORY_ITEMS)] = int(limits.PAGE_DEFAULT)


class MessagePage(msgspec.Struct):
    """Messages in order of seq. The cursor goes on in the same direction."""

    items: list[Message]
    next_cursor: str | None = None


class EditMessage(OfMessage):
    """New content in the shape of the message's type, and who is mentioned now."""

    content: dict[str, Any]
    mentions: Mentions = []
    mentions_all: bool = False


class Reaction(OfMessage):
    """Names a message and an emoji."""

    emoji: texts.Reaction


class ListReactions(OfMessage):
    """Which page of the reactions: with one emoji, or with all."""

    emoji: texts.Reaction | None = None
    cursor: page.Cursor | None = None
    limit: page.Size = int(limits.PAGE_DEFAULT)


class ReactionShown(msgspec.Struct):
    """Who reacted with what, and when."""

    user_id: str
    emoji: str
    reacted_at: Time


class ReactionPage(msgspec.Struct):
    """Reactions by emoji, those with the same in the order in which they came."""

    items: list[ReactionShown]
    next_cursor: str | None = None


class Revision(msgspec.Struct):
    """What a message held before it was changed at `until`."""

    number: int
    content: dict[str, Any]
    until: Time


class ListRevisions(OfMessage):
    """Which page of what a message held before."""

    cursor: page.Cursor | None = None
    limit: page.Size = int(limits.PAGE_DEFAULT)


class Revisions(msgspec.Struct):
    """A page of the earlier contents of a message, oldest first."""

    items: list[Revision]
    next_cursor: str | None = None


READ = (errors.CONVERSATION_NOT_FOUND, errors.CONVERSATION_NOT_A_MEMBER)
WRITE = (*READ, errors.CONVERSATION_DISSOLVED)
CHANGE = (*WRITE, errors.MESSAGE_NOT_FOUND)
