"""What do all shapes share, and what can a message say of itself?"""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

T = TypeVar("T")
Content = dict[str, Any]


class Struct(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What every shape shares: it is built by name."""


class Page(Struct, Generic[T]):
    """Items of a list, and the cursor of the next page, if there is one."""

    items: list[T]
    next_cursor: str | None = None


class Credentials(Struct):
    """What opens a session: an access token or an application's key, and what renews it, if anything does."""

    access_token: str
    refresh_token: str = ""


class Readable:
    """What a message says of itself."""

    __slots__ = ()
    if TYPE_CHECKING:
        content: Content
        reactions: dict[str, list[str]]
        reaction_counts: dict[str, int]

    @property
    def text(self) -> str:
        """The text of a text message; empty for the other types."""
        return str(self.content.get("text", ""))

    def reacted(self, emoji: str) -> int:
        """Return how many users reacted with an emoji."""
        return self.reaction_counts.get(emoji, len(self.reactions.get(emoji, ())))
