"""What did the clients do and see? A list of facts, in order of one monotonic clock of the harness."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import NamedTuple

Key = tuple[str, str, str]
"""(conversation, sender, client_id): names a send for ever."""


class Sent(NamedTuple):
    """A client began to send. `session` is the socket session whose only attempt this is, where there is one."""

    at: float
    key: Key
    text: str
    session: str = ""


class Acked(NamedTuple):
    """The server said that a send is durable."""

    at: float
    key: Key
    seq: int


class Refused(NamedTuple):
    """The server said that it will never store a send. No answer at all is no refusal: then it may be stored or not."""

    at: float
    key: Key


class Reused(NamedTuple):
    """Another text was sent with the client id of a message that was acknowledged; was that refused?"""

    at: float
    key: Key
    seq: int
    refused: bool


class Received(NamedTuple):
    """A socket session of a device was given an entry of a stream: of a conversation, or of its user."""

    at: float
    user: str
    device: str
    session: str
    conversation: str
    seq: int
    key: Key | None
    text: str
    recalled: bool = False


class Item(NamedTuple):
    """An entry as a device reads it at the end; `key` is there for messages."""

    seq: int
    key: Key | None
    text: str = ""
    recalled: bool = False
    reactions: tuple[tuple[str, str], ...] = ()
    """(emoji, user) of everybody who reacted."""


class Final(NamedTuple):
    """What a device reads of a conversation when everything is quiet again; nothing up to `since` is shown to it."""

    user: str
    device: str
    conversation: str
    items: list[Item]
    since: int = 0


class Counted(NamedTuple):
    """What the server says at the end of how far a user has read, and how many messages are unread."""

    user: str
    device: str
    conversation: str
    read_seq: int
    unread: int


class CursorSeen(NamedTuple):
    """A device saw where its user's read cursor is."""

    at: float
    user: str
    device: str
    conversation: str
    seq: int


class Edited(NamedTuple):
    """An edit (no text: a recall) was asked for at `begun` and acknowledged at `at`, or never."""

    begun: float
    at: float | None
    conversation: str
    seq: int
    text: str | None


class Reacted(NamedTuple):
    """A reaction was given or taken back; asked at `begun`, acknowledged at `at` or never."""

    begun: float
    at: float | None
    user: str
    conversation: str
    seq: int
    emoji: str
    added: bool


class Moved(NamedTuple):
    """A user was made a member, or no longer one; asked at `begun`, acknowledged at `at` or never.

    `hides`: what was said before is not for this user.
    """

    begun: float
    at: float | None
    user: str
    conversation: str
    joined: bool
    hides: bool = False


class Shown(NamedTuple):
    """Something told a user what the entry `seq` holds, other than the entry itself."""

    at: float
    user: str
    conversation: str
    seq: int
    by: str


class Resumed(NamedTuple):
    """A device came back with a position; `resync` when it was told to read anew.

    `lost`: the position means nothing there; `far`: so much was missed that the server need not tell it all.
    """

    at: float
    user: str
    device: str
    session: str
    conversation: str
    position: int
    resync: bool = False
    lost: bool = False
    far: bool = False


class Ended(NamedTuple):
    """A login was ended for good; acknowledged at `at`."""

    at: float
    login: str


class Served(NamedTuple):
    """A login that somebody wants to end was given something."""

    at: float
    login: str
    what: str


class Compared(NamedTuple):
    """A field of an event, and of what the same device then read of the same thing (no value: it is not there)."""

    at: float
    conversation: str
    seq: int
    name: str
    told: str
    read: str | None


class Cause(NamedTuple):
    """Something was done that must have an effect, once; acknowledged at `at` or never."""

    at: float | None
    effect: str


class Effect(NamedTuple):
    """An effect of something that was done was found."""

    effect: str
    place: str


class Ruled(NamedTuple):
    """An administrator did something; acknowledged at `at` or never."""

    at: float | None
    operation: str
    target: str


class Audited(NamedTuple):
    """A row of the audit trail about something that was done in this history."""

    operation: str
    target: str


class Chain(NamedTuple):
    """What the server says of the chain of the audit trail."""

    entries: int
    broken_at: int | None


class Truth(NamedTuple):
    """From now on this holds of a topic, such as "u_… is online"."""

    at: float
    topic: str
    holds: bool


class Claim(NamedTuple):
    """The server told somebody whether a topic holds."""

    at: float
    topic: str
    holds: bool
    by: str


@dataclass
class History:
    """The facts of one run, by kind, each list in order of time."""

    sent: list[Sent] = field(default_factory=list)
    acked: list[Acked] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    reused: list[Reused] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    finals: list[Final] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    cursors: list[CursorSeen] = field(default_factory=list)
    edited: list[Edited] = field(default_factory=list)
    reacted: list[Reacted] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    resumed: list[Resumed] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    served: list[Served] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    ruled: list[Ruled] = field(default_factory=list)
    audited: list[Audited] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many facts there are, the items of final reads instead of the reads."""
        read = sum(len(final.items) for final in self.finals)
        return read - len(self.finals) + sum(len(facts) for facts in vars(self).values())

    @staticmethod
    def now() -> float:
        """Return the time on the clock of the harness."""
        return time.monotonic()
