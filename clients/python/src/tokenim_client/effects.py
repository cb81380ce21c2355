"""What can the machine ask of its shell? Each effect is one thing to do to the outside world."""

from typing import Any

import msgspec

from tokenim_client.errors import Problem
from tokenim_client.kinds import Event


class Effect(msgspec.Struct, tag_field="do", tag=str.lower, omit_defaults=True):
    """Something to do, in the order given."""


class Write(Effect):
    """Send this frame."""

    frame: dict[str, Any]


class Ready(Effect):
    """The server said welcome. Look whether it is still there after each `heartbeat_seconds`."""

    heartbeat_seconds: int


class Deliver(Effect):
    """Give this event to the application."""

    event: Event


class Fetch(Effect):
    """Read the entries of the stream after the seq, and feed `fetched`. `entries.mine` reads the user's own."""

    stream: str
    after_seq: int


class Adopt(Effect):
    """The user joined this conversation: read its newest entries, and feed `adopted`."""

    stream: str


class Snapshot(Effect):
    """Read the state of these conversations, of all if none is named, and feed `snapshot`."""

    streams: list[str] = []


Repair = Fetch | Adopt | Snapshot


class Accepted(Effect):
    """The message is stored durably."""

    client_id: str
    conversation_id: str
    seq: int
    sent_at: str


class Refused(Effect):
    """The message will never be stored."""

    client_id: str
    problem: Problem


class Later(Effect):
    """Feed `wake` for this conversation after the time: the server asked to wait with its next message."""

    conversation_id: str
    after_ms: int


class Answer(Effect):
    """The answer to a request that the application made on the socket; `problem` when it was refused."""

    id: int
    ok: Any = None
    problem: Problem | None = None


class Reconnect(Effect):
    """Connect again after a random time between the two, with new credentials where asked for."""

    at_least_ms: int
    at_most_ms: int
    credentials: bool = False
