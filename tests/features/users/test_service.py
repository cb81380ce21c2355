"""Do profiles change as they should, and is there always an administrator?"""

from __future__ import annotations

import asyncio

import pytest
from msgspec import UnsetType

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.settings import Settings
from tokenim.features.users import service as users
from tokenim.features.users.model import ProfileChanges, User, Wanted
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Stale


async def made(world: World, username: str, role: str = "user") -> User:
    work = world.work()
    user = await users.add(work, username, ProfileChanges(display_name=username.title()), role=role)
    await world.store(work)
    return user


async def test_a_name_can_be_taken_once_whatever_its_case(world: World) -> None:
    alice = await made(world, "Alice")

    with refused(errors.USERNAME_TAKEN):
        await users.add(world.work(), "aLICE", ProfileChanges())
    assert await users.find(world.work(), "ALICE") == alice
    assert await users.find(world.work(), "bob") is None


async def test_an_unknown_user_is_not_found(world: World) -> None:
    with refused(errors.USER_NOT_FOUND):
        await users.get(world.work(), "u_nobody")


async def test_of_many_ids_those_of_active_users_are_known(world: World) -> None:
    alice, bob, carol = [await made(world, name) for name in ("alice", "bob", "carol")]
    work = world.work()
    await users.suspend(work, bob.id)
    await users.erase(work, carol.id)
    await world.store(work)

    ids = [alice.id, bob.id, carol.id, "u_nobody"]
    profiles = await users.profiles(world.work(), ids)

    assert await users.existing(world.work(), ids) == {alice.id}
    assert profiles.keys() == {alice.id, bob.id, carol.id}
    assert profiles[carol.id].deleted is True


async def test_a_search_goes_on_by_its_cursor(world: World) -> None:
    for number in range(5):
        await made(world, f"user{number}")

    first, cursor = await users.search(world.work(), " USER", "", 3)
    second, end = await users.search(world.work(), "user", cursor or "", 3)

    assert [user.username for user in first + second] == [f"user{number}" for number in range(5)]
    assert end is None


async def test_a_search_finds_people_by_any_words_of_their_names(world: World) -> None:
    work = world.work()
    await users.add(work, "ada", ProfileChanges(display_name="Amélie Dubois"))
    await users.add(work, "bob", ProfileChanges(display_name="Béatrice Dubois"))
    await world.store(work)

    async def found(query: str) -> set[str | UnsetType]:
        return {user.username for user in (await users.search(world.work(), query, "", 9))[0]}

    assert await found("Dubois") == {"ada", "bob"}
    assert await found("beatrice") == await found("dub BÉA") == {"bob"}
    assert await found("\u3000") == await found("dubois carol") == set()


async def test_a_single_letter_finds_who_is_called_just_so(world: World) -> None:
    work = world.work()
    for number, name in enumerate(("A", "Ada", "Ada L", "王小明", "Bo")):
        await users.add(work, f"user{number}", ProfileChanges(display_name=name))
    await world.store(work)

    async def found(query: str) -> list[str | UnsetType]:
        return [user.display_name for user in (await users.search(world.work(), query, "", 9))[0]]

    assert await found("a") == await found("Ａ") == ["A"]
    assert await found("u") == await found("b") == []
    assert await found("l") == ["Ada L"]
    assert await found("a l") == []
    assert await found("ad l") == ["Ada L"]
    assert await found("王") == ["王小明"]


async def test_who_is_found_by_name_is_up_to_the_operator(world: World) -> None:
    alice = await made(world, "alice")
    suspension = world.work()
    await users.suspend(suspension, (await made(world, "alina")).id)
    await world.store(suspension)

    world.context.settings = Settings(directory="exact")
    assert [user.id for user in (await users.search(world.work(), " Alice ", "", 9))[0]] == [alice.id]
    assert [await users.search(world.work(), query, "", 9) for query in ("ali", "alina")] == [([], None)] * 2
    world.context.settings = Settings(directory="nobody")
    with refused(errors.PERMISSION_MISSING):
        await users.search(world.work(), "alice", "", 9)
    assert [user.id for user in (await users.read(world.work(), [alice.id], "", 9))[0]] == [alice.id]


async def test_names_that_a_former_version_recorded_are_split_once(world: World) -> None:
    bea = await made(world, "bea")
    work = world.work()
    work.write("UPDATE users SET display_name = 'Béatrice Roux'")
    work.write("INSERT INTO unsplit_names (user_id) VALUES (:id)", id=bea.id)
    await world.store(work)

    await users.split_names(world.work, world.store)

    assert [user.id for user in (await users.search(world.work(), "roux", "", 9))[0]] == [bea.id]
    assert await world.work().all("SELECT * FROM unsplit_names") == []


async def test_the_list_of_all_users_goes_on_by_its_cursor(world: World) -> None:
    made_ids = [(await made(world, f"user{number}")).id for number in range(3)]

    first, cursor = await users.listed(world.work(), Wanted(), "", 2)
    second, end = await users.listed(world.work(), Wanted(), cursor or "", 2)

    assert sorted(made_ids) == [user.id for user in first + second]
    assert end is None


async def test_a_change_is_stored_and_told_to_the_users_devices(world: World) -> None:
    alice = await made(world, "alice")
    actor = Actor(alice.id, "user")

    work = world.work(actor)
    await users.update(work, alice.id, ProfileChanges(bio="Hello", language="zh"))
    await world.store(work)

    after = await users.get(world.work(), alice.id)
    assert (after.bio, after.version) == ("Hello", alice.version + 1)
    assert [(entry.stream, entry.kind) for entry in work.entries] == [(alice.id, "profile.changed")]
    assert actor.language == "zh"


async def test_somebody_elses_change_leaves_the_callers_language(world: World) -> None:
    alice = await made(world, "alice")
    actor = Actor("", "application", application_id="app_1")

    work = world.work(actor)
    await users.update(work, alice.id, ProfileChanges(language="zh"))
    await world.store(work)

    assert actor.language == ""


async def test_a_change_that_changes_nothing_records_nothing(world: World) -> None:
    alice = await made(world, "alice")
    work = world.work(Actor(alice.id, "user"))

    await users.update(work, alice.id, ProfileChanges(display_name="Alice"))

    assert work.empty


async def test_two_changes_at_once_do_not_overwrite_each_other(world: World) -> None:
    alice = await made(world, "alice")
    first, second = world.work(Actor(alice.id, "user")), world.work(Actor(alice.id, "user"))
    await users.update(first, alice.id, ProfileChanges(fields={"a": 1}))
    await users.update(second, alice.id, ProfileChanges(fields={"b": 2}))

    await world.store(first)
    with pytest.raises(Stale):
        await world.store(second)


async def test_a_suspended_user_can_be_restored(world: World) -> None:
    alice = await made(world, "alice")
    for change, status in (
        (users.suspend, "suspended"),
        (users.restore, "active"),
        (users.restore, "active"),
    ):
        work = world.work()
        await change(work, alice.id)
        await world.store(work)
        assert (await users.get(world.work(), alice.id)).status == status


async def test_nothing_personal_remains_of_a_deleted_user_and_the_name_is_free(world: World) -> None:
    alice = await made(world, "alice")
    work = world.work()
    await users.erase(work, alice.id)
    await world.store(work)

    assert [(entry.stream, entry.kind) for entry in work.entries] == [(alice.id, "user.deleted")]
    gone = await users.get(world.work(), alice.id)
    assert gone == User(alice.id, "", "", "", "", "", {}, "user", "deleted", alice.created_at, 1)
    assert (await made(world, "alice")).id != alice.id
    with refused(errors.USER_DELETED):
        await users.restore(world.work(), alice.id)


async def test_the_last_administrator_stays(world: World) -> None:
    assert not await users.any_admin(world.work())
    boss = await made(world, "boss", "admin")
    assert await users.any_admin(world.work())

    for loss in (users.suspend(world.work(), boss.id), users.erase(world.work(), boss.id)):
        with refused(errors.USER_LAST_ADMIN):
            await loss
    with refused(errors.USER_LAST_ADMIN):
        await users.set_role(world.work(), boss.id, "user")


async def test_two_administrators_cannot_demote_each_other_at_once(world: World) -> None:
    first, second = await made(world, "first", "admin"), await made(world, "second", "admin")
    works = [world.work(), world.work()]
    await users.set_role(works[0], first.id, "user")
    await users.set_role(works[1], second.id, "user")

    outcomes = await asyncio.gather(*map(world.store, works), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [type(None), Stale]
    assert await users.any_admin(world.work())


async def test_who_is_no_administrator_any_more_cannot_finish_what_was_begun_as_one(world: World) -> None:
    boss, deputy = await made(world, "boss", "admin"), await made(world, "deputy", "admin")
    work = world.work(Actor(deputy.id, "admin"))
    await users.must_administrate(work)
    await users.suspend(work, (await made(world, "carol")).id)
    meanwhile = world.work(Actor(boss.id, "admin"))
    await users.set_role(meanwhile, deputy.id, "user")
    await world.store(meanwhile)

    with pytest.raises(Stale):
        await world.store(work)
    with refused(errors.PERMISSION_MISSING):
        await users.must_administrate(world.work(Actor(deputy.id, "admin")))


async def test_a_reserved_name_and_that_of_who_left_lately_are_not_free(world: World) -> None:
    alice = await world.user("alice")
    work = world.work()
    await users.erase(work, alice.user_id, name_until=work.now + 60_000)
    await world.store(work)

    with refused(errors.USERNAME_RESERVED):
        await users.must_be_free(world.work(), "support")
    with refused(errors.USERNAME_TAKEN):
        await users.must_be_free(world.work(), "ALICE")
    await users.must_be_free(world.work(), "bob")


async def test_a_user_is_found_by_the_id_of_the_product(world: World) -> None:
    work = world.work()
    ann = await users.add(work, "ann", ProfileChanges(display_name="Ann"), external_id="shop|1")
    await world.store(work)

    assert await users.find_external(world.work(), "shop|1") == ann
    assert await users.find_external(world.work(), "shop|2") is None
    assert await users.external(world.work(), ["shop|1", "shop|2"]) == {"shop|1": ann.id}


async def test_deleted_users_are_among_many_and_nobody_may_add_them(world: World) -> None:
    alice, bob = [await made(world, name) for name in ("alice", "bob")]
    work = world.work()
    await users.erase(work, bob.id)
    await world.store(work)
    ids = [alice.id, bob.id, "u_nobody"]

    assert (await users.many(world.work(), ids)).keys() == {alice.id, bob.id}
    assert await users.who_may_add(world.work(), ids) == {alice.id: "everybody"}


async def test_a_change_of_a_state_that_is_over_is_refused(world: World) -> None:
    alice = await made(world, "alice")
    actor = Actor(alice.id, "user")

    with refused(errors.PRECONDITION_FAILED):
        await users.update(world.work(actor), alice.id, ProfileChanges(bio="x"), if_version=alice.version + 1)
