"""Which options do the methods take that have many? The fields of requests; what is left out stays as it is.

Generated from the server by `make docs`; edit the server.
"""

from typing import Literal, TypedDict


class SendOptions(TypedDict, total=False):
    """Of `messages.send`."""

    client_id: str
    reply_to: int | None
    mentions: list[str]
    mentions_all: bool


class EditOptions(TypedDict, total=False):
    """Of `messages.edit`."""

    mentions: list[str]
    mentions_all: bool


class ListOptions(TypedDict, total=False):
    """Of `messages.list`."""

    after_seq: int | None
    before_seq: int | None
    around_seq: int | None


class GroupOptions(TypedDict, total=False):
    """Of `server.conversations.create`."""

    description: str
    avatar_url: str
    history: Literal["all", "from_join"]


class GroupChanges(TypedDict, total=False):
    """Of `server.groups.update`."""

    name: str
    description: str
    avatar_url: str
    history: Literal["all", "from_join"]


class NewUserOptions(TypedDict, total=False):
    """Of `server.users.create`."""

    display_name: str
    avatar_url: str
    bio: str
    language: Literal["", "en", "zh"]
    fields: dict[str, str | int | bool | None]
    who_may_add: Literal["acquainted", "everybody", "nobody"]


class UserChanges(TypedDict, total=False):
    """Of `server.users.update`."""

    display_name: str
    avatar_url: str
    bio: str
    language: Literal["", "en", "zh"]
    fields: dict[str, str | int | bool | None]
    who_may_add: Literal["acquainted", "everybody", "nobody"]


class PutUserOptions(TypedDict, total=False):
    """Of `server.users.put`."""

    display_name: str
    avatar_url: str
    bio: str
    language: Literal["", "en", "zh"]
    fields: dict[str, str | int | bool | None]
    who_may_add: Literal["acquainted", "everybody", "nobody"]


class UserFilters(TypedDict, total=False):
    """Of `admin.users.list`."""

    q: str | None
    status: Literal["active", "deleted", "suspended"] | Literal[""]
    role: Literal["admin", "user"] | Literal[""]


class AuditFilters(TypedDict, total=False):
    """Of `admin.audit.list`."""

    actor: str
    operation: str
    target: str
    outcome: str
    granted_by: str
    since: str
    until: str
