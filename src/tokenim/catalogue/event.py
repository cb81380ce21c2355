"""Which shape does an event have, and what do all of them share?"""

from typing import Annotated, Any, ClassVar, Literal, TypeVar

import msgspec
from msgspec import Meta

Audience = Literal["conversation", "user", "watchers"]
Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"}, description="RFC 3339, UTC, milliseconds")]
Seq = Annotated[int, Meta(ge=1, le=2**63 - 1, description="Position in the stream")]
Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Event(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One fact. The docstring of each class in `catalogue.events` is its public documentation."""

    kind: ClassVar[str]
    durable: ClassVar[bool] = True
    audience: ClassVar[Audience] = "conversation"
    countable: ClassVar[bool] = False


EVENTS: dict[str, type[Event]] = {}
_E = TypeVar("_E", bound=type[Event])


def listed(cls: _E) -> _E:
    """Make an event known to the outside; raise `ValueError` where there is one of this kind."""
    if cls.kind in EVENTS:
        raise ValueError(f"Two events are called {cls.kind}; give one of them another kind")
    EVENTS[cls.kind] = cls
    return cls


class Message(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A message as lists show it, and as the `data` of `message.sent`.

    A recalled message keeps its place: `recalled` is true and `content` is empty. `reactions` maps an emoji to the ids
    of the first 50 users who reacted with it, in that order, and of the caller, if among the others. Where more reacted,
    `reaction_counts` maps the emoji to how many in all; `reactions_seq` is then the last entry that is counted: a
    `reaction.added` or `reaction.removed` up to it changes nothing more. `reactions.list` has everybody. `via` is the
    application that sent it for the sender, where one did.
    """

    seq: Seq
    sender_id: str
    via: str = ""
    client_id: str | None = None
    sent_at: Time
    type: str
    content: dict[str, Any]
    reply_to: Seq | None = None
    mentions: list[str] = []
    mentions_all: bool = False
    edited_at: Time | None = None
    recalled: bool = False
    reactions: dict[str, list[str]] = {}
    reaction_counts: dict[str, Annotated[int, Meta(ge=1)]] = {}
    reactions_seq: Seq | None = None
