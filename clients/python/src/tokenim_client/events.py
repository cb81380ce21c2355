"""What do events share, and which ones come from the client itself?"""

from typing import Any, ClassVar, Final, Literal, TypedDict

import msgspec

from tokenim_client.shapes import Conversation, Message

RESYNC: Final = "resync_required"


class Happening(msgspec.Struct, tag_field="event", omit_defaults=True, kw_only=True):
    """Something happened in `stream`: a conversation, or the user's own stream.

    Those with a `seq` are kept by the server and arrive in order, none left out. Others (typing, receipts,
    presence) are only told to those who are connected. `kind` is a name such as `message.sent`.
    """

    stream: str = ""
    seq: int | None = None


class Kept(Happening, kw_only=True):
    """An event that the server keeps, at `seq` of its stream."""

    seq: int


class WithMessage(Kept):
    """An event that brings a message."""

    @property
    def message(self) -> Message:
        """The message."""
        return msgspec.convert(getattr(self, "data"), Message)  # noqa: B009


class ResyncData(TypedDict):
    """The state of the conversations, as the server shows it."""

    conversations: list[dict[str, Any]]


class Resync(Happening, tag=RESYNC):
    """Made by the client, when the server cannot tell what was missed, and for a device that has no position yet.

    Throw the state away and begin with `conversations`. In the user's own stream these are all that there are; otherwise
    it is the one conversation that `stream` names.
    """

    kind: ClassVar[Literal["resync_required"]] = RESYNC
    seq: int
    data: ResyncData

    @property
    def conversations(self) -> list[Conversation]:
        """The state."""
        return msgspec.convert(self.data["conversations"], list[Conversation])


class OtherEvent(msgspec.Struct, omit_defaults=True, kw_only=True):
    """An event of a kind that this client does not know, from a newer or extended server; `event` is the kind."""

    kind: ClassVar[Literal["other"]] = "other"
    event: str
    stream: str = ""
    seq: int | None = None
    data: dict[str, Any] = {}
