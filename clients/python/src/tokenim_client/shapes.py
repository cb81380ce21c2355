"""What do the answers of the server hold? Fields that a newer server adds are passed over."""

from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")
Content = dict[str, Any]


class Struct(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What every shape shares: it is built by name."""


class Page(Struct, Generic[T]):
    """Items of a list, and the cursor of the next page, if there is one."""

    items: list[T]
    next_cursor: str | None = None


class User(Struct):
    """A user. `language`, `role`, `status` and `who_may_add` are present where the caller may see them."""

    id: str
    username: str = ""
    display_name: str = ""
    avatar_url: str = ""
    bio: str = ""
    fields: dict[str, str | int | bool] = {}
    created_at: str = ""
    deleted: bool = False
    language: str = ""
    external_id: str = ""
    role: str = ""
    status: str = ""
    who_may_add: str = ""
    version: int = 0


class Tokens(Struct):
    """A pair of tokens of a session. The refresh token is good for one refresh."""

    access_token: str
    refresh_token: str = ""
    session_id: str = ""
    token_type: str = "Bearer"
    expires_in: int = 0
    user: User | None = None


class Session(Struct):
    """One login of the user."""

    id: str
    device_name: str = ""
    address: str = ""
    created_at: str = ""
    used_at: str = ""
    current: bool = False


class Message(Struct):
    """A message. A recalled one keeps its place with empty content; `via` is the application that sent it, where one did.

    `reactions` has the first users of each emoji, and the own user; `reacted` tells how many there are in all.
    """

    seq: int
    sender_id: str
    sent_at: str
    type: str
    content: Content
    client_id: str | None = None
    via: str = ""
    reply_to: int | None = None
    mentions: list[str] = []
    mentions_all: bool = False
    edited_at: str | None = None
    recalled: bool = False
    reactions: dict[str, list[str]] = {}
    reaction_counts: dict[str, int] = {}
    reactions_seq: int | None = None

    @property
    def text(self) -> str:
        """The text of a text message; empty for the other types."""
        return str(self.content.get("text", ""))

    def reacted(self, emoji: str) -> int:
        """Return how many users reacted with an emoji."""
        return self.reaction_counts.get(emoji, len(self.reactions.get(emoji, ())))


class Reaction(Struct):
    """Who reacted with what, and when."""

    user_id: str
    emoji: str
    reacted_at: str = ""


class Conversation(Struct):
    """A conversation as the caller sees it. `peer_id` is the other user of a direct one."""

    id: str
    kind: str
    last_seq: int = 0
    unread: int = 0
    mentions: int = 0
    role: str = ""
    read_seq: int = 0
    delivered_seq: int = 0
    pinned: bool = False
    muted: bool = False
    member_count: int = 0
    created_by: str = ""
    created_at: str = ""
    name: str = ""
    description: str = ""
    avatar_url: str = ""
    history: str = "all"
    version: int = 0
    peer_id: str | None = None
    dissolved_at: str | None = None
    invited_by: str | None = None
    last_message: Message | None = None


class Member(Struct):
    """A member, and how far the member has read and holds the conversation."""

    user_id: str
    role: str
    joined_at: str
    read_seq: int = 0
    delivered_seq: int = 0


class Preferences(Struct):
    """How a conversation behaves for the caller."""

    conversation_id: str
    pinned: bool
    muted: bool


class Accepted(Struct):
    """The message is stored durably under this seq."""

    conversation_id: str
    seq: int
    sent_at: str


class Opened(Struct):
    """A conversation that an application opened for a user."""

    id: str
    kind: str


class Revision(Struct):
    """What a message held before it was changed at `until`."""

    number: int
    content: Content
    until: str


class Entry(Struct):
    """An event as it stands in the log of a stream."""

    event: str
    stream: str
    seq: int
    data: dict[str, Any]


class Entries(Struct):
    """Events in order of seq, and the seq of the last one that there is."""

    items: list[Entry]
    last_seq: int


class Synced(Struct):
    """What changed since a token. `more` says to sync again with the new token at once."""

    token: str
    conversations: list[Conversation] = []
    entries: list[Entry] = []
    more: bool = False


class Cursor(Struct):
    """Where a read or delivery cursor stands now."""

    conversation_id: str
    seq: int


class ReadCursor(Cursor):
    """Where the read cursor stands now, and what is unread after it while the conversation is at `last_seq`."""

    unread: int = 0
    mentions: int = 0
    last_seq: int = 0


class ReadCursors(Struct):
    """Where several read cursors stand now."""

    items: list[ReadCursor]


class Added(Struct):
    """Who was not a member before."""

    added: list[str]


class Presence(Struct):
    """Whether a user is online, and since when not."""

    user_id: str
    online: bool
    last_seen_at: str | None = None


class Ticket(Struct):
    """Opens one socket, within `expires_in` seconds."""

    ticket: str
    expires_in: int


class Application(Struct):
    """A program that may come in with a key; the key is shown when it is created, and never again."""

    id: str
    name: str
    scopes: list[str] = []
    created_at: str = ""
    used_at: str | None = None
    revoked_at: str | None = None
    key: str = ""


class AuditEntry(Struct):
    """One thing that was done with power."""

    id: str
    at: str
    actor: str
    operation: str
    target: str = ""
    parameters: dict[str, Any] = {}
    address: str = ""
    outcome: str = "ok"
    granted_by: str | None = None
    number: int | None = None
    hash: str | None = None


class AuditVerification(Struct):
    """How many entries of the record are right, and the first that is not."""

    entries: int
    broken_at: int | None = None
