"""Are sessions, passwords and applications kept as they were given?"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tests.features.world import World
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth import store
from tokenim.features.auth.model import Application, Session
from tokenim.kernel.unit_of_work import Work


def session(number: int, user_id: str = "u_1") -> Session:
    return Session(
        f"s_{number}",
        user_id,
        "Phone",
        "::1",
        1,
        number,
        b"a",
        2,
        b"b",
        3,
        b"c",
        1_000 + number,
        b"d",
        b"e",
        b"f",
        number,
    )


async def of_user(world: World) -> list[str]:
    return sorted(each.id for each in await store.of_user(world.work(), "u_1"))


async def kept(world: World, *sessions: Session) -> None:
    work = world.work()
    for each in sessions:
        store.add(work, each)
    await world.store(work)


async def test_a_session_comes_back_as_it_was_given(world: World) -> None:
    await kept(world, session(1))

    assert await store.get(world.work(), "s_1") == session(1)
    assert await store.get(world.work(), "s_2") is None


async def test_sessions_are_found_by_user_and_by_id(world: World) -> None:
    await kept(world, session(1), session(2), session(3, "u_2"))

    assert await of_user(world) == ["s_1", "s_2"]
    assert await store.get_many(world.work(), ["s_1", "s_3", "s_9"]) == {
        "s_1": session(1),
        "s_3": session(3, "u_2"),
    }


async def test_use_is_noted_of_sessions_and_applications(world: World) -> None:
    await kept(world, session(1), session(2), session(3))
    work = world.work()
    for name in ("app_1", "app_2"):
        store.add_application(work, Application(name, "Shop", b"hash", frozenset(), 7))
    await world.store(work)

    work = world.work()
    store.touch(work, ["s_1", "s_3"])
    store.touch_applications(work, ["app_2"])
    await world.store(work)

    used = {each.id: each.used_at for each in await store.of_user(world.work(), "u_1")}
    assert used == {"s_1": work.now, "s_2": 2, "s_3": work.now}
    programs = await store.applications_of(world.work(), ["app_1", "app_2"])
    assert [programs[name].used_at for name in ("app_1", "app_2")] == [0, work.now]


async def test_what_an_application_granted_ends_together(world: World) -> None:
    granted = msgspec.structs.replace(session(2), application_id="app_1", permissions="messages:read")
    await kept(world, session(1), granted)
    assert await store.get(world.work(), "s_2") == granted

    work = world.work()
    store.remove_granted(work, "app_1")
    await world.store(work)

    assert await of_user(world) == ["s_1"]


async def test_rotation_changes_the_tokens_and_nothing_else(world: World) -> None:
    await kept(world, session(1))
    after = msgspec.structs.replace(
        session(1),
        used_at=9,
        refreshed_at=9,
        access_hash=b"1",
        access_expires_at=8,
        former_access_hash=b"2",
        former_expires_at=7,
        refresh_hash=b"3",
        refresh_expires_at=6,
        former_hash=b"4",
        nonce=b"5",
    )

    work = world.work()
    store.rotate(work, after)
    await world.store(work)

    assert await store.get(world.work(), "s_1") == after


async def test_sessions_end_one_by_one_all_but_one_or_by_age(world: World) -> None:
    await kept(world, *(session(number) for number in range(1, 6)))

    work = world.work()
    store.remove(work, "s_1")
    await world.store(work)
    assert await of_user(world) == ["s_2", "s_3", "s_4", "s_5"]

    work = world.work()
    work.now = 1_003
    store.remove_expired(work)
    await world.store(work)
    assert await of_user(world) == ["s_4", "s_5"]

    work = world.work()
    store.remove_of_user(work, "u_1", "s_4")
    await world.store(work)
    assert await of_user(world) == ["s_4"]


async def test_a_password_is_kept_changed_and_removed(world: World) -> None:
    assert await store.password(world.work(), "u_1") is None
    steps: list[Callable[[Work], None]] = [
        lambda work: store.add_password(work, "u_1", "hash"),
        lambda work: store.update_password(work, "u_1", "other"),
        lambda work: store.remove_password(work, "u_1"),
    ]
    seen = []
    for step in steps:
        work = world.work()
        step(work)
        await world.store(work)
        seen.append(await store.password(world.work(), "u_1"))

    assert seen == ["hash", "other", None]


async def test_an_application_comes_back_and_can_be_revoked(world: World) -> None:
    application = Application("app_1", "Shop", b"hash", frozenset({Permission.SERVER_USERS}), 7)
    work = world.work()
    store.add_application(work, application)
    await world.store(work)

    assert await store.application(world.work(), "app_1") == application
    assert await store.application(world.work(), "app_2") is None
    assert await store.applications(world.work(), "", 5) == [application]
    assert await store.applications(world.work(), "app_1", 5) == []

    work = world.work()
    store.revoke_application(work, "app_1")
    await world.store(work)
    assert await store.application(world.work(), "app_1") == msgspec.structs.replace(
        application, revoked_at=work.now
    )


async def test_an_application_changes_and_its_former_key_is_forgotten(world: World) -> None:
    work = world.work()
    store.add_application(work, Application("app_1", "Shop", b"hash", frozenset(), 7))
    await world.store(work)
    after = Application("app_1", "Store", b"new", frozenset({Permission.SERVER_USERS}), 7, None, b"hash", 99)

    work = world.work()
    store.update_application(work, after)
    await world.store(work)
    assert await store.application(world.work(), "app_1") == after

    work = world.work()
    store.remove_former_key(work, "app_1")
    await world.store(work)
    assert await store.application(world.work(), "app_1") == msgspec.structs.replace(
        after, former_key_hash=None, former_key_expires_at=0
    )


async def test_a_scope_that_no_longer_exists_grants_nothing(world: World) -> None:
    work = world.work()
    store.add_application(work, Application("app_1", "Shop", b"", frozenset({Permission.SERVER_USERS}), 7))
    work.write("UPDATE applications SET scopes = 'server:users server:magic' WHERE id = 'app_1'")
    await world.store(work)

    found = await store.application(world.work(), "app_1")
    assert found is not None
    assert found.scopes == {Permission.SERVER_USERS}


async def test_what_somebody_stored_is_kept_for_each_kind_and_dropped(world: World) -> None:
    work = world.work()
    store.keep_stored(work, "user", "u_1", 7)
    store.keep_stored(work, "user", "u_2", 8)
    store.keep_stored(work, "application", "app_1", 9)
    await world.store(work)

    later = world.work()
    store.keep_stored(later, "user", "u_1", 70)
    store.drop_stored(later, "u_2")
    await world.store(later)

    assert await store.stored(world.work(), "user") == [("u_1", 70, later.now)]
    assert await store.stored(world.work(), "application") == [("app_1", 9, work.now)]
