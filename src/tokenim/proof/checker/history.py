"""What did the clients do and see? A list of facts, in order of one monotonic clock of the harness."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import NamedTuple

Key = tuple[str, str, str]
"""(conversation, sender, client_id): names a send for ever."""


class Sent(NamedTuple):
    """A client began to send."""

    at: float
    key: Key
    text: str


class Acked(NamedTuple):
    """The server said that a send is durable."""

    at: float
    key: Key
    seq: int


class Refused(NamedTuple):
    """The server said that it will never store a send. No answer at all is no refusal: then it may be stored or not."""

    at: float
    key: Key


class Received(NamedTuple):
    """A socket session of a device was given an entry of a conversation."""

    at: float
    user: str
    device: str
    session: str
    conversation: str
    seq: int
    key: Key | None
    text: str


class Item(NamedTuple):
    """An entry as a device reads it at the end; `key` is there for messages."""

    seq: int
    key: Key | None
    text: str = ""
    recalled: bool = False


class Final(NamedTuple):
    """What a device reads of a conversation when everything is quiet again."""

    user: str
    device: str
    conversation: str
    items: list[Item]


class CursorSeen(NamedTuple):
    """A device saw where its user's read cursor is."""

    at: float
    user: str
    device: str
    conversation: str
    seq: int


class Edited(NamedTuple):
    """An edit (no text: a recall) was asked for at `begun` and acknowledged at `at`."""

    begun: float
    at: float
    conversation: str
    seq: int
    text: str | None


class Moved(NamedTuple):
    """A user was made a member, or no longer one; asked at `begun`, acknowledged at `at` or never."""

    begun: float
    at: float | None
    user: str
    conversation: str
    joined: bool


@dataclass
class History:
    """The facts of one run, by kind, each list in order of time."""

    sent: list[Sent] = field(default_factory=list)
    acked: list[Acked] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    finals: list[Final] = field(default_factory=list)
    cursors: list[CursorSeen] = field(default_factory=list)
    edited: list[Edited] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many facts there are, the items of final reads among them."""
        read = sum(len(final.items) for final in self.finals)
        return read + len(self.sent) + len(self.acked) + len(self.received) + len(self.cursors)

    @staticmethod
    def now() -> float:
        """Return the time on the clock of the harness."""
        return time.monotonic()
