"""What may clients ask about users?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.texts import Name
from tokenim.features.users import model
from tokenim.features.users import service as users
from tokenim.features.users.model import Account, Profile, ProfileChanges, UserId
from tokenim.kernel import page
from tokenim.kernel.operation import Empty, Example, operation
from tokenim.kernel.unit_of_work import Work


class GetUser(msgspec.Struct, forbid_unknown_fields=True):
    """Which user."""

    user_id: UserId


class UpdateProfile(ProfileChanges, kw_only=True):
    """What to change; with `if_version` only while the account is at that version."""

    if_version: page.Place | None = None


class SearchUsers(msgspec.Struct, forbid_unknown_fields=True):
    """How the words of the name begin, or which ids: one of the two. Without `limit` a page is for all of the ids."""

    q: Name | None = None
    ids: Annotated[list[UserId], Meta(min_length=1, max_length=limits.IDS_AT_ONCE)] | None = None
    cursor: page.Cursor | None = None
    limit: page.Size | None = None


class UserPage(msgspec.Struct):
    """A page of users."""

    items: list[Profile]
    next_cursor: str | None


@operation(
    "users.me",
    http="GET /users/me",
    permission=Permission.USERS_READ,
    examples=(
        Example("The own profile", {}),
        Example("Nobody is logged in", {}, errors.AUTH_REQUIRED, actor="anonymous"),
    ),
)
async def me(work: Work, body: Empty) -> Account:
    """Show the own account."""
    return model.account(await users.get(work, work.actor.user_id))


@operation(
    "users.update",
    http="PATCH /users/me",
    permission=Permission.USERS_WRITE,
    errors=(errors.FIELDS_FULL, errors.USER_DELETED, errors.PRECONDITION_FAILED),
    examples=(
        Example(
            "Another name and a custom field", {"display_name": "Alice L.", "fields": {"city": "Oxford"}}
        ),
        Example("Chinese texts", {"language": "zh"}, actor="bob"),
        Example("A name of nothing", {"display_name": "\u200b"}, errors.REQUEST_INVALID),
        Example(
            "Of a version that is over", {"bio": "Hi", "if_version": 1000000}, errors.PRECONDITION_FAILED
        ),
        Example("A language that is not spoken", {"language": "xx"}, errors.REQUEST_INVALID),
    ),
)
async def update(work: Work, body: UpdateProfile) -> Account:
    """Change the own profile; with `if_version`, or `If-Match` over HTTP, only while it is at that version.

    Fields that are left out stay. Custom `fields` are merged: a named field is set, `null` removes it.
    Everybody who can see the profile sees its custom fields.
    """
    return model.account(await users.update(work, work.actor.user_id, body, if_version=body.if_version))


@operation(
    "users.get",
    http="GET /users/{user_id}",
    permission=Permission.USERS_READ,
    errors=(errors.USER_NOT_FOUND,),
    examples=(
        Example("Somebody's profile", {"user_id": "$bob"}),
        Example("Nobody has this id", {"user_id": "$nobody"}, errors.USER_NOT_FOUND),
    ),
)
async def get(work: Work, body: GetUser) -> Profile:
    """Show a user's profile. A deleted user is shown as `{"id": "…", "deleted": true}`."""
    return model.profile(await users.get(work, body.user_id))


@operation(
    "users.search",
    http="GET /users",
    permission=Permission.USERS_READ,
    errors=(errors.CURSOR_INVALID,),
    examples=(
        Example("Names that begin with bo", {"q": "bo"}),
        Example("Two words of a name", {"q": "alice l"}),
        Example("Those with these ids", {"ids": ["$bob", "$carol", "$nobody"]}),
        Example("No beginning is given", {"q": ""}, errors.REQUEST_INVALID),
        Example("A name and ids", {"q": "bo", "ids": ["$bob"]}, errors.REQUEST_INVALID),
        Example("A cursor from nowhere", {"q": "bo", "cursor": "!"}, errors.CURSOR_INVALID),
    ),
)
async def search(work: Work, body: SearchUsers) -> UserPage:
    """Find active users by their user name or any word of their display name, or read the profiles with some `ids`.

    Each word of `q` (the first ten count) must begin one of them; case, accents and width make no difference. A single
    letter finds who is called just so. The setting `directory` may allow exact user names only, or no search. Custom
    `fields` are left out here, but not of users with `ids` or in `users.get`.
    Users with `ids` come in the order of their ids, deleted ones as `{"id": "…", "deleted": true}`; ids of nobody are left out.
    """
    if (body.q is None) == (body.ids is None):
        raise errors.wrong("q", "search.q_or_ids")
    cursor, limit = body.cursor or "", body.limit
    if body.ids is not None:
        return UserPage(*await users.read(work, body.ids, cursor, limit or len(body.ids)))
    return UserPage(*await users.search(work, body.q or "", cursor, limit or limits.PAGE_DEFAULT))
