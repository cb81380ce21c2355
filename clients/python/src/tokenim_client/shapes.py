"""What do the answers of the server hold? Fields that a newer server adds are passed over.

Generated from the server by `make docs`; edit the server.
"""

from __future__ import annotations

from typing import Any

from tokenim_client.structs import Content, Credentials, Page, Readable, Struct

__all__ = [
    "Accepted",
    "Account",
    "Added",
    "Content",
    "Conversation",
    "Credentials",
    "Cursor",
    "Entries",
    "Entry",
    "Member",
    "Message",
    "Page",
    "Pin",
    "Preferences",
    "Presence",
    "Reaction",
    "ReadCursor",
    "Revision",
    "Session",
    "Struct",
    "Synced",
    "Ticket",
    "Tokens",
    "User",
]


class Accepted(Struct, kw_only=True):
    """The message is stored durably under this seq."""

    conversation_id: str
    seq: int
    sent_at: str


class Added(Struct, kw_only=True):
    """Who was not a member before."""

    added: list[str]


class Conversation(Struct, kw_only=True):
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
    created_at: str
    history: str
    version: int
    name: str = ""
    description: str = ""
    avatar_url: str = ""
    peer_id: str | None = None
    dissolved_at: str | None = None
    invited_by: str | None = None
    last_message: Message | None = None


class Cursor(Struct, kw_only=True):
    """Where the cursor stands now."""

    conversation_id: str
    seq: int


class Entries(Struct, kw_only=True):
    """Events in order of seq, and the seq of the last one that there is."""

    items: list[Entry]
    last_seq: int


class Entry(Struct, kw_only=True):
    """An event as the socket delivers it."""

    event: str
    stream: str
    seq: int
    data: dict[str, Any]


class Member(Struct, kw_only=True):
    """A member, and how far the member has read and holds the conversation."""

    user_id: str
    role: str
    joined_at: str
    read_seq: int
    delivered_seq: int


class Message(Readable, Struct, kw_only=True):
    """A message as lists show it, and as the `data` of `message.sent`.

    A recalled message keeps its place: `recalled` is true and `content` is empty. `reactions` maps an emoji to the ids
    of the first 50 users who reacted with it, in that order, and of the caller, if among the others. Where more reacted,
    `reaction_counts` maps the emoji to how many in all; `reactions_seq` is then the last entry that is counted: a
    `reaction.added` or `reaction.removed` up to it changes nothing more. `reactions.list` has everybody. `via` is the
    application that sent it for the sender, where one did.
    """

    seq: int
    sender_id: str
    via: str = ""
    client_id: str | None = None
    sent_at: str
    type: str
    content: Content
    reply_to: int | None = None
    mentions: list[str] = []
    mentions_all: bool = False
    edited_at: str | None = None
    recalled: bool = False
    reactions: dict[str, list[str]] = {}
    reaction_counts: dict[str, int] = {}
    reactions_seq: int | None = None


class Pin(Struct, kw_only=True):
    """A pinned message as it is now, who pinned it, and when."""

    message: Message
    pinned_by: str
    pinned_at: str


class Preferences(Struct, kw_only=True):
    """How the conversation behaves for the caller now."""

    conversation_id: str
    pinned: bool
    muted: bool


class Presence(Struct, kw_only=True):
    """Whether a user is online, and since when not."""

    user_id: str
    online: bool
    last_seen_at: str | None = None


class Reaction(Struct, kw_only=True):
    """Who reacted with what, and when."""

    user_id: str
    emoji: str
    reacted_at: str


class Revision(Struct, kw_only=True):
    """What a message held before it was changed at `until`."""

    number: int
    content: dict[str, Any]
    until: str


class Session(Struct, kw_only=True):
    """One login of the user, without its secrets."""

    id: str
    device_name: str
    address: str
    created_at: str
    used_at: str
    current: bool


class Synced(Struct, kw_only=True):
    """What changed since the token: conversations as they are now, and events of the own stream.

    `more` says that there is more: sync again with the new token at once.
    """

    token: str
    conversations: list[Conversation]
    entries: list[Entry]
    more: bool


class Ticket(Struct, kw_only=True):
    """Opens one socket, within `expires_in` seconds."""

    ticket: str
    expires_in: int


class Tokens(Credentials, kw_only=True):
    """A new pair of tokens of a session. The refresh token is good for one refresh."""

    access_token: str
    refresh_token: str
    session_id: str
    token_type: str = "Bearer"
    expires_in: int
    user: Account


class User(Struct, kw_only=True):
    """What everybody may see of a user; a search leaves custom `fields` out. A deleted user has only `id` and `deleted`."""

    id: str
    username: str = ""
    display_name: str = ""
    avatar_url: str = ""
    bio: str = ""
    fields: dict[str, str | int | bool] = {}
    created_at: str = ""
    deleted: bool = False


class Account(User, kw_only=True):
    """A user as the user, administrators and applications see it.

    `who_may_add` says who may put the user into groups and open direct conversations: everybody (groups of strangers come
    as invitations), those who share a conversation with the user, or nobody.
    `version` moves with every change; `if_version` of a change names it.
    """

    language: str = ""
    role: str = ""
    status: str = ""
    who_may_add: str = ""
    version: int = 0
    external_id: str = ""


class ReadCursor(Cursor, kw_only=True):
    """Where the read cursor stands now, and what is unread after it while the conversation is at `last_seq`."""

    unread: int
    mentions: int
    last_seq: int
