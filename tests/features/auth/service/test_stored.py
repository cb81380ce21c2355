"""Is the quota of bytes that somebody used up still used up after a restart, and not for ever?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.features.world import World, opened, refused
from tokenim.catalogue import errors
from tokenim.features.auth.service import stored
from tokenim.kernel.actor import Actor

QUOTA = 10_000


async def noted(world: World) -> list[tuple[str, str]]:
    """Write down what memory knows; return of whom something is written."""
    work = world.work()
    await stored.save(work)
    if not work.empty:
        await world.store(work)
    return [(row[0], row[1]) for row in await world.work().all("SELECT kind, principal FROM stored")]


def fill(actor: Actor, size: int) -> None:
    """Let somebody have stored so much."""
    assert actor.bucket.storage is not None
    actor.bucket.storage.add(actor.bucket.key, size)


async def test_users_and_applications_are_written_down_each_by_its_quota(tmp_path: Path) -> None:
    async with opened(tmp_path, stored_bytes_per_day=QUOTA, application_quota_factor=3) as world:
        user, application = await world.user("alice"), await world.application()
        for actor in (user, application):
            fill(actor, 2 * QUOTA)

        with refused(errors.QUOTA_EXCEEDED) as caught:
            user.bucket.may_store()
        application.bucket.may_store()

        assert caught.value.limit == errors.Limited("stored_bytes", QUOTA, 86_400)
        assert sorted(await noted(world)) == [
            ("application", application.principal),
            ("user", user.principal),
        ]


async def test_after_a_restart_what_was_stored_still_counts_and_a_day_later_no_more(
    tmp_path: Path, later: Callable[[int], None]
) -> None:
    async with opened(tmp_path, stored_bytes_per_day=QUOTA) as world:
        tokens = await world.register("alice")
        fill(await world.caller(tokens), 2 * QUOTA)
        await noted(world)

    async with opened(tmp_path, stored_bytes_per_day=QUOTA) as world:
        await stored.load(world.work())
        with refused(errors.QUOTA_EXCEEDED):
            (await world.caller(tokens)).bucket.may_store()

    later(2 * 86_400_000)
    async with opened(tmp_path, stored_bytes_per_day=QUOTA) as world:
        await stored.load(world.work())
        (await world.caller(await world.log_in("alice"))).bucket.may_store()
        assert await noted(world) == []


async def test_what_does_not_count_is_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        alice = await world.user("alice")
        fill(alice, 10)
        world.authenticator.storages["user"].rate = 1e9

        await stored.leak(world.work())

        assert world.authenticator.storages["user"].notes() == ({}, [])
        assert world.authenticator.storages["user"].wait(alice.principal) == 0


async def test_without_limits_nothing_is_counted(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=False) as world:
        assert world.authenticator.storages == {}
        assert (await world.user("alice")).bucket.storage is None
