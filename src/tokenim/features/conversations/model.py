"""What is a conversation, and who is in it?"""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import msgspec

from tokenim.catalogue.events import Message, Time

DIRECT = "direct"
GROUP = "group"

Role = Literal["owner", "admin", "member"]
RANK: dict[str, int] = {"member": 0, "admin": 1, "owner": 2}


@dataclass(slots=True)
class Member:
    """A user in a conversation. Entries up to `visible_after` are not for this member."""

    role: str
    visible_after: int = 0


class Seat(NamedTuple):
    """What a new member gets: a role, and the stranger who put them in, if it was one."""

    role: str
    invited_by: str = ""


@dataclass(slots=True)
class Conversation:
    """A conversation as policies see it: a cached copy that `version` tells apart from others."""

    id: str
    kind: str
    name: str
    description: str
    avatar_url: str
    history: str
    created_by: str
    created_at: int
    dissolved_at: int | None
    version: int
    members: dict[str, Member] = field(default_factory=dict)
    hidden_upto: int = 0
    """Up to this entry there are some that are not for every member."""

    @property
    def is_group(self) -> bool:
        """Whether members can come and go."""
        return self.kind == GROUP


def pair(first: str, second: str) -> str:
    """Return the key under which two users have their one direct conversation."""
    return ":".join(sorted((first, second)))


class Listed(NamedTuple):
    """A conversation as its user's list shows it; `last` is the row of the last message that the user sees."""

    id: str
    kind: str
    name: str
    description: str
    avatar_url: str
    history: str
    created_by: str
    created_at: int
    dissolved_at: int | None
    pair: str | None
    role: str
    read_seq: int
    delivered_seq: int
    pinned: int
    muted: int
    last_seq: int
    batch: int
    version: int
    invited_by: str
    unread: int
    mentions: int
    member_count: int
    last: tuple[Any, ...] | None


class UserStream(NamedTuple):
    """A conversation that a user receives, up to where it goes, and up to where it is not for this user."""

    conversation_id: str
    last_seq: int
    visible_after: int


class Membership(NamedTuple):
    """A member, since when, and how far the member has read and holds the conversation."""

    user_id: str
    role: str
    joined_at: int
    read_seq: int
    delivered_seq: int


class Standing(NamedTuple):
    """Where a member stands in a conversation, and what is unread from there.

    `upto` is the running count at the entry that was asked for; nothing means that there is no such entry. `unread` and
    `mentions` hold after the cursor has moved there, and for the conversation as it is at `last_seq`.
    """

    read_seq: int
    delivered_seq: int
    upto: int | None
    last_seq: int
    unread: int
    mentions: int
    version: int


class ConversationView(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A conversation as the caller sees it. `peer_id` is the other user of a direct one.

    `unread` counts the messages after the caller's read cursor that the caller can see: not those that the caller deleted
    for themselves, but recalled ones, which keep their place. `mentions` counts those of them that mention the caller or
    everybody. Sending moves the cursor to the own message. `invited_by` is the stranger who put the caller in; it goes when
    the caller accepts or sends. `version` moves with the group and its members, and no event carries it: who follows events
    reads the conversation again before a change under `If-Match`.
    """

    id: str
    kind: str
    last_seq: int
    unread: int
    mentions: int
    role: str
    read_seq: int
    delivered_seq: int
    pinned: bool
    muted: bool
    member_count: int
    created_by: str
    created_at: Time
    history: str
    version: int
    name: str = ""
    description: str = ""
    avatar_url: str = ""
    peer_id: str | None = None
    dissolved_at: Time | None = None
    invited_by: str | None = None
    last_message: Message | None = None


class MemberView(msgspec.Struct):
    """A member, and how far the member has read and holds the conversation."""

    user_id: str
    role: str
    joined_at: Time
    read_seq: int
    delivered_seq: int
