"""How do clients ask who is online?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.events import Time
from tokenim.catalogue.permissions import Permission
from tokenim.features.presence import service
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]


class PresenceOf(msgspec.Struct, forbid_unknown_fields=True):
    """Names users."""

    user_ids: Annotated[list[Id], Meta(min_length=1, max_length=limits.WATCHED_USERS)]


class PresenceView(msgspec.Struct, omit_defaults=True):
    """Whether a user is online, and since when not."""

    user_id: str
    online: bool
    last_seen_at: Time | None = None


class Presences(msgspec.Struct):
    """Those of the users whom the caller may see, the ones with a common conversation, all in one page."""

    items: list[PresenceView]
    next_cursor: str | None = None


_EXAMPLES = (
    Example("Bob", {"user_ids": ["$bob"]}),
    Example("Nobody named", {"user_ids": []}, errors.REQUEST_INVALID),
)


@operation("presence.get", http="GET /presence", permission=Permission.PRESENCE_READ, examples=_EXAMPLES)
async def get(work: Work, body: PresenceOf) -> Presences:
    """See who is online, among users with whom the caller shares a conversation."""
    return await _presences(work, body, follow=False)


@operation(
    "presence.watch", http="POST /presence/watch", permission=Permission.PRESENCE_READ, replay=False,
    errors=(errors.PRESENCE_FULL,),    examples=_EXAMPLES,
)  # fmt: skip
async def watch(work: Work, body: PresenceOf) -> Presences:
    """See who is online and be told on the caller's connected sockets when that changes; ask again after reconnecting.

    A user watches at most 500 others, all requests together, until the last socket of the user is gone.
    """
    return await _presences(work, body, follow=True)


async def _presences(work: Work, body: PresenceOf, *, follow: bool) -> Presences:
    found = await service.get(work, body.user_ids, follow=follow)
    return Presences(
        [
            PresenceView(
                item.user_id, item.online, None if item.last_seen_at is None else rfc3339(item.last_seen_at)
            )
            for item in found
        ]
    )
