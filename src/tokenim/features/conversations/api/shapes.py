"""Which shapes do requests and answers about conversations have?"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.texts import Caption, Name, OptionalUrl
from tokenim.features.conversations.model import ConversationView, MemberView
from tokenim.kernel import page

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
Seq = Annotated[int, Meta(ge=1, le=2**63 - 1)]
History = Literal["all", "from_join"]


class Request(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What every request shares: unknown fields are refused."""


class CreateDirect(Request, tag_field="kind", tag="direct"):
    """Open the one direct conversation with a user."""

    user_id: Id


class CreateGroup(Request, tag_field="kind", tag="group"):
    """Make a group of the caller and others."""

    name: Name
    member_ids: Annotated[list[Id], Meta(max_length=limits.MEMBERS_AT_ONCE)] = []
    description: Caption = ""
    avatar_url: OptionalUrl = ""
    history: History = "all"


class ConversationPage(msgspec.Struct):
    """A page of conversations."""

    items: list[ConversationView]
    next_cursor: str | None = None


Ids = Annotated[list[Id], Meta(min_length=1, max_length=limits.IDS_AT_ONCE)]


class ListConversations(Request):
    """Which page of the list, or of those with these ids. Without `limit` a page is for all of the ids."""

    ids: Ids | None = None
    cursor: page.Cursor | None = None
    limit: page.Size | None = None


class OfConversation(Request):
    """Names a conversation."""

    conversation_id: Id


class MemberPage(msgspec.Struct):
    """A page of members, in order of their ids."""

    items: list[MemberView]
    next_cursor: str | None = None


class ListMembers(OfConversation):
    """Which page of the members."""

    cursor: page.Cursor | None = None
    limit: page.Size = int(limits.PAGE_DEFAULT)


class Upto(OfConversation):
    """Names the last entry that was read or is held."""

    seq: Seq


class ReadUpto(Request):
    """Names a conversation, and the last entry of it that was read."""

    conversation_id: Id
    seq: Seq


class ReadSeveral(Request):
    """Up to where each conversation was read; where one is named twice, the higher seq counts."""

    items: Annotated[list[ReadUpto], Meta(min_length=1, max_length=limits.IDS_AT_ONCE)]


class Cursor(msgspec.Struct):
    """Where the cursor stands now."""

    conversation_id: str
    seq: int


class ReadCursor(Cursor):
    """Where the read cursor stands now, and what is unread after it while the conversation is at `last_seq`."""

    unread: int
    mentions: int
    last_seq: int


class ReadCursors(msgspec.Struct):
    """Where the read cursors stand now, in the order in which the conversations were named first."""

    items: list[ReadCursor]


class Preferences(OfConversation):
    """How the caller wants the conversation to behave."""

    pinned: bool
    muted: bool


class PreferencesView(msgspec.Struct):
    """How the conversation behaves for the caller now."""

    conversation_id: str
    pinned: bool
    muted: bool


NOT_MEMBER = (errors.CONVERSATION_NOT_FOUND, errors.CONVERSATION_NOT_A_MEMBER)
