"""What happened? Events as the application receives them, and frames as the socket does."""

from typing import Any

import msgspec

from tokenim_client.errors import Problem
from tokenim_client.shapes import Conversation, Message

RESYNC = "resync_required"


class Event(msgspec.Struct, omit_defaults=True, kw_only=True):
    """Something happened in `stream`: a conversation, or the user's own stream.

    Those with a `seq` are kept by the server and arrive in order, none left out. Others (typing, receipts,
    presence) are only told to those who are connected. `kind` is a name such as `message.sent`.

    `resync_required` is made by the client, when the server cannot tell what was missed, and for a device that
    has no position yet: throw the state away and begin with `conversations`. In the user's own stream these are
    all that there are; otherwise it is the one conversation that `stream` names.
    """

    kind: str = msgspec.field(name="event")
    stream: str = ""
    seq: int | None = None
    data: dict[str, Any] = {}

    @property
    def message(self) -> Message:
        """The message of a `message.sent`."""
        return msgspec.convert(self.data, Message)

    @property
    def conversations(self) -> list[Conversation]:
        """The state that comes with `resync_required`."""
        return msgspec.convert(self.data.get("conversations", []), list[Conversation])


class Welcome(msgspec.Struct):
    """The answer to hello."""

    user_id: str
    session_id: str
    epoch: str
    heartbeat_seconds: int = 20
    frame_bytes: int | None = None
    resync_required: list[str] = []


class Frame(msgspec.Struct):
    """Anything the server sends: an event, or the answer to the request with this id."""

    event: str = ""
    stream: str = ""
    seq: int | None = None
    data: dict[str, Any] = {}
    id: int | None = None
    ok: Any = None
    error: Problem | None = None


decode = msgspec.json.Decoder(Frame).decode
