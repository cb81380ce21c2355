"""What comes over the socket? Frames, and the events in them."""

from typing import Any

import msgspec

from tokenim_client.errors import Problem
from tokenim_client.kinds import KINDS, Event, OtherEvent
from tokenim_client.shapes import Entry


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


def event_of(entry: Frame | Entry) -> Event:
    """Return what happened, for an entry of the log or a frame of the socket: an event of its kind."""
    known: Any = KINDS.get(entry.event)
    if known is None:
        return OtherEvent(event=entry.event, stream=entry.stream, seq=entry.seq, data=entry.data)
    event: Event = known(stream=entry.stream, seq=entry.seq, data=entry.data)
    return event
