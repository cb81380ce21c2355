"""How do people find each other, and how does a profile change?"""

from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Any

import msgspec

from tokenim.catalogue import errors
from tokenim.catalogue.events import ProfileChanged, UserDeleted
from tokenim.features.users import model, store
from tokenim.features.users.model import Profile, ProfileChanges, User, Wanted
from tokenim.kernel import ids, page
from tokenim.kernel.unit_of_work import Work

CHUNK = 512
ADMINS = "admins"


async def get(work: Work, user_id: str) -> User:
    """Return the user, deleted or not; raise `user.not_found`."""
    user = await store.get(work, user_id)
    if user is None:
        raise errors.TokenIMError(errors.USER_NOT_FOUND)
    return user


async def find(work: Work, username: str) -> User | None:
    """Return the user with this name in whatever case, or nothing."""
    return await store.get_by_username(work, username.lower())


async def find_external(work: Work, external_id: str) -> User | None:
    """Return the user whom a product knows by this id, or nothing."""
    found = await store.get_external(work, [external_id])
    return found[0] if found else None


async def external(work: Work, external_ids: Collection[str]) -> dict[str, str]:
    """Return the ids of the users whom a product knows by these ids; those of nobody are left out."""
    wanted = list(external_ids)
    found: list[User] = []
    for start in range(0, len(wanted), CHUNK):
        found += await store.get_external(work, wanted[start : start + CHUNK])
    return {user.external_id: user.id for user in found}


async def existing(work: Work, user_ids: Collection[str]) -> set[str]:
    """Return which of the ids are those of active users."""
    return {user.id for user in await _many(work, user_ids) if user.status == "active"}


async def many(work: Work, user_ids: Collection[str]) -> dict[str, User]:
    """Return those of the users that there are, deleted ones too, by id."""
    return {user.id: user for user in await _many(work, user_ids)}


async def who_may_add(work: Work, user_ids: Collection[str]) -> dict[str, str]:
    """Return by id who may add each of these users to conversations; users who are not active are left out."""
    return {user.id: user.who_may_add for user in await _many(work, user_ids) if user.status == "active"}


async def profiles(work: Work, user_ids: Collection[str]) -> dict[str, Profile]:
    """Return what everybody may see of these users, by id; ids that never existed are left out."""
    return {user.id: model.profile(user) for user in await _many(work, user_ids)}


async def read(
    work: Work, user_ids: Collection[str], cursor: str, limit: int
) -> tuple[list[Profile], str | None]:
    """Return a page of the profiles with these ids, in order of the ids, and the next cursor; it is bounded in bytes too."""
    (after,) = page.unpack(cursor, tuple[str]) if cursor else ("",)
    found, more = await store.sized(work, sorted({each for each in user_ids if each > after}), limit)
    return [model.profile(user) for user in found], page.pack(found[-1].id) if more else None


async def search(work: Work, query: str, cursor: str, limit: int) -> tuple[list[Profile], str | None]:
    """Return a page of active users with names that begin with each word of the query, and the next cursor.

    A single letter finds who is called just so. The setting `directory` may close it.
    """
    directory = work.context.settings.directory
    if directory == "nobody":
        raise errors.TokenIMError(errors.PERMISSION_MISSING, "Nobody is found by name on this server")
    if directory == "exact":
        user = await find(work, query.strip())
        return [model.found(user)] if user is not None and user.status == "active" else [], None
    words = model.words(query)
    if not words:
        return [], None
    wanted = Wanted(words=words, whole=model.is_short(words), status="active")
    items, more = await listed(work, wanted, cursor, limit)
    return [model.found(user) for user in items], more


async def split_names(begin: Callable[[], Work], keep: Callable[[Work], Awaitable[object]]) -> None:
    """Let a search find by each word those users whom a former version recorded; before anything is served."""
    while True:
        work = begin()
        found = await store.unsplit(work, CHUNK)
        if not found:
            return
        for user in found:
            store.split(work, user)
        await keep(work)


async def listed(work: Work, wanted: Wanted, cursor: str, limit: int) -> tuple[list[User], str | None]:
    """Return a page of users in the order of their registration, or of their names where words are given, and the next cursor."""
    if wanted.words:
        after = page.unpack(cursor, tuple[str, str]) if cursor else ("", "")
        named = await store.search(work, wanted, after, limit + 1)
        more = page.pack(named[limit - 1][0], named[limit - 1][1].id) if len(named) > limit else None
        return [user for _, user in named[:limit]], more
    (begin,) = page.unpack(cursor, tuple[str]) if cursor else ("",)
    found = await store.page(work, wanted, begin, limit + 1)
    return found[:limit], page.pack(found[limit - 1].id) if len(found) > limit else None


async def must_be_free(work: Work, username: str) -> None:
    """Raise where nobody may take the name by themselves: it is reserved, or that of somebody who left lately."""
    if model.reserved(username):
        raise errors.TokenIMError(errors.USERNAME_RESERVED)
    if await store.is_retired(work, model.normalised(username)):
        raise errors.TokenIMError(errors.USERNAME_TAKEN)


async def add(
    work: Work, username: str, changes: ProfileChanges, *, role: str = "user", external_id: str = ""
) -> User:
    """Record a new user; raise `user.username_taken`."""
    work.actor.bucket.may_store()
    name = model.normalised(username)
    if await store.get_by_username(work, name) is not None:
        raise errors.TokenIMError(errors.USERNAME_TAKEN)
    blank = User(ids.new("u"), name, "", "", "", "", {}, role, "active", work.now)
    user = msgspec.structs.replace(model.changed(blank, changes), external_id=external_id)
    store.add(work, user)
    return user


async def update(work: Work, user_id: str, changes: ProfileChanges, *, if_version: int | None = None) -> User:
    """Change a profile and tell the user's devices; raise `precondition.failed` unless it is at `if_version`, if given."""
    before = await present(work, user_id)
    if if_version is not None and if_version != before.version:
        raise errors.TokenIMError(errors.PRECONDITION_FAILED)
    user = model.changed(before, changes)
    if user == before:
        return user
    work.actor.bucket.may_store()
    work.append(user.id, ProfileChanged())
    if work.actor.user_id == user.id:
        work.on_commit(partial(setattr, work.actor, "language", user.language))
    return _record(work, user)


async def present(work: Work, user_id: str) -> User:
    """Return a user who was not deleted; raise `user.not_found` or `user.deleted`."""
    user = await get(work, user_id)
    if user.status == "deleted":
        raise errors.TokenIMError(errors.USER_DELETED)
    return user


async def suspend(work: Work, user_id: str) -> User:
    """Keep the user from logging in. Ending the sessions is up to the caller."""
    return await _set(work, user_id, status="suspended")


async def restore(work: Work, user_id: str) -> User:
    """Let a suspended user log in again."""
    return await _set(work, user_id, status="active")


async def set_role(work: Work, user_id: str, role: str) -> User:
    """Make a user an administrator, or an administrator a user."""
    return await _set(work, user_id, role=role)


async def any_admin(work: Work) -> bool:
    """Return whether somebody can administrate this server."""
    return (await store.count_active_admins(work))[0] > 0


async def must_administrate(work: Work) -> None:
    """Make the unit depend on the actor being an administrator until it is stored; another one may end that meanwhile."""
    user = await get(work, work.actor.user_id)
    if not _may_administrate(user):
        raise errors.TokenIMError(errors.PERMISSION_MISSING)
    work.expect(user.id, user.version)


async def erase(work: Work, user_id: str, *, name_until: int = 0) -> None:
    """Delete the user: nothing personal remains in the row, and nobody takes the name before `name_until` (in ms).

    The event tells the features above, which keep more of the user than this one knows of.
    """
    store.retire(work, (await present(work, user_id)).username, name_until)
    await _set(
        work,
        user_id,
        username="",
        display_name="",
        avatar_url="",
        bio="",
        language="",
        fields={},
        external_id="",
        role="user",
        status="deleted",
    )
    work.append(user_id, UserDeleted())


async def _set(work: Work, user_id: str, **values: Any) -> User:
    before = await present(work, user_id)
    after = msgspec.structs.replace(before, **values)
    if after == before:
        return after
    if _may_administrate(before) != _may_administrate(after):
        admins, version = await store.count_active_admins(work)
        if _may_administrate(before) and admins < 2:
            raise errors.TokenIMError(errors.USER_LAST_ADMIN)
        work.expect(ADMINS, version)
        work.bump(ADMINS)
    return _record(work, after)


def _may_administrate(user: User) -> bool:
    return user.role == "admin" and user.status == "active"


def _record(work: Work, user: User) -> User:
    """Record the user and return it as it will be, of the next version."""
    work.expect(user.id, user.version)
    work.bump(user.id)
    store.update(work, user)
    return msgspec.structs.replace(user, version=user.version + 1)


async def _many(work: Work, user_ids: Collection[str]) -> list[User]:
    wanted = list(user_ids)
    found: list[User] = []
    for start in range(0, len(wanted), CHUNK):
        found += await store.get_many(work, wanted[start : start + CHUNK])
    return found
