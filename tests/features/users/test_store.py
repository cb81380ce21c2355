"""Are users kept as they were given, and found by their names?"""

from __future__ import annotations

import msgspec
import pytest

from tests.features.world import World
from tokenim.catalogue import limits
from tokenim.features.users import store
from tokenim.features.users.model import User, Wanted


def user(number: int, username: str, display_name: str = "") -> User:
    name = display_name or username
    return User(f"u_{number}", username, name, "/a.png", "bio", "en", {"n": number}, "user", "active", number)


def active(words: list[str]) -> Wanted:
    return Wanted(words=words, status="active")


async def kept(world: World, *users: User) -> None:
    work = world.work()
    for each in users:
        store.add(work, each)
    await world.store(work)


async def test_a_user_comes_back_as_it_was_given(world: World) -> None:
    alice = user(1, "alice")
    await kept(world, alice)

    assert await store.get(world.work(), "u_1") == alice
    assert await store.get_by_username(world.work(), "alice") == alice
    assert await store.get(world.work(), "u_2") is None
    assert await store.get_by_username(world.work(), "bob") is None


async def test_any_number_of_users_is_read_at_once(world: World) -> None:
    await kept(world, *(user(number, f"user{number}") for number in range(5)))

    for size in (0, 1, 2, 3, 5):
        ids = [f"u_{number}" for number in range(size)]
        assert {found.id for found in await store.get_many(world.work(), [*ids, "u_9"])} == set(ids)
    assert await store.get_many(world.work(), []) == []


async def test_a_search_shows_each_user_once_in_order_and_goes_on_after_a_key(world: World) -> None:
    await kept(world, user(1, "anna", "Annabel"), user(2, "annika"), user(3, "zoe", "Ann"), user(4, "bob"))

    found = await store.search(world.work(), active(["ann"]), ("", ""), 10)
    rest = await store.search(world.work(), active(["ann"]), ("ann", "u_3"), 10)

    assert [(name, each.id) for name, each in found] == [("ann", "u_3"), ("anna", "u_1"), ("annika", "u_2")]
    assert [each.id for _, each in rest] == ["u_1", "u_2"]


async def test_a_search_wants_every_word_and_shows_a_user_of_several_matches_once(world: World) -> None:
    await kept(world, user(1, "amelie", "Amélie Dubois-Amery"), user(2, "amy", "Amy Stone"))

    both = await store.search(world.work(), active(["am"]), ("", ""), 10)
    rest = await store.search(world.work(), active(["am"]), (both[0][0], both[0][1].id), 10)

    assert [(name, each.id) for name, each in both] == [("amelie", "u_1"), ("amy", "u_2")]
    assert [each.id for _, each in rest] == ["u_2"]
    assert [each.id for _, each in await store.search(world.work(), active(["am", "dub"]), ("", ""), 10)] == [
        "u_1"
    ]
    assert await store.search(world.work(), active(["dubois", "stone"]), ("", ""), 10) == []


async def test_the_names_of_a_former_version_are_recorded_anew(world: World) -> None:
    await kept(world, user(1, "bea", "Béatrice Roux"))
    work = world.work()
    work.write("DELETE FROM user_names")
    work.write("INSERT INTO unsplit_names (user_id) VALUES ('u_1')")
    await world.store(work)

    work = world.work()
    for each in await store.unsplit(work, 10):
        store.split(work, each)
    await world.store(work)

    assert [each.id for _, each in await store.search(world.work(), active(["roux"]), ("", ""), 10)] == [
        "u_1"
    ]
    assert await store.unsplit(world.work(), 10) == []


async def test_a_search_takes_no_character_for_a_joker(world: World) -> None:
    await kept(world, user(1, "alice"), user(2, "a_b"))

    assert [each.id for _, each in await store.search(world.work(), active(["a_"]), ("", ""), 10)] == ["u_2"]
    assert await store.search(world.work(), active(["%"]), ("", ""), 10) == []


async def test_an_update_replaces_the_row_and_the_names(world: World) -> None:
    await kept(world, user(1, "alice"))
    after = msgspec.structs.replace(user(1, "alice", "Carroll"), fields={}, status="suspended")

    work = world.work()
    store.update(work, after)
    await world.store(work)

    assert await store.get(world.work(), "u_1") == after
    assert await store.search(world.work(), active(["carroll"]), ("", ""), 10) == []


async def test_a_deleted_user_has_no_names(world: World) -> None:
    await kept(world, user(1, "alice"))

    work = world.work()
    store.update(work, msgspec.structs.replace(user(1, "alice"), username="", status="deleted"))
    await world.store(work)

    assert await work.all("SELECT * FROM user_names") == []


async def test_a_page_holds_users_of_a_status_in_order(world: World) -> None:
    await kept(world, user(1, "alice"), msgspec.structs.replace(user(2, "bob"), status="suspended"))

    assert [each.id for each in await store.page(world.work(), Wanted(), "", 9)] == ["u_1", "u_2"]
    assert [each.id for each in await store.page(world.work(), Wanted(status="suspended"), "", 9)] == ["u_2"]
    assert [each.id for each in await store.page(world.work(), Wanted(), "u_1", 9)] == ["u_2"]


async def test_only_active_administrators_count(world: World) -> None:
    boss = msgspec.structs.replace(user(1, "boss"), role="admin")
    gone = msgspec.structs.replace(user(2, "gone"), role="admin", status="suspended")
    await kept(world, boss, gone, user(3, "carol"))

    assert (await store.count_active_admins(world.work()))[0] == 1


async def test_the_name_of_who_left_is_kept_as_a_hash_until_its_time_is_over(world: World) -> None:
    work = world.work()
    store.retire(work, "alice", work.now + 1_000)
    store.retire(work, "alice", work.now + 2_000)
    store.retire(work, "bob", work.now)
    await world.store(work)

    assert await store.is_retired(work, "alice")
    assert not await store.is_retired(work, "bob")
    assert "alice" not in str(await work.all("SELECT * FROM retired_names"))
    after = world.work()
    after.now = work.now + 2_000
    assert not await store.is_retired(after, "alice")
    store.retire(after, "carol", after.now + 1)
    await world.store(after)
    assert await after.all("SELECT until FROM retired_names") == [(after.now + 1,)]


async def test_a_user_is_found_by_the_id_of_a_product(world: World) -> None:
    ann = msgspec.structs.replace(user(1, "ann"), external_id="shop|1")
    await kept(world, ann, user(2, "bob"))

    assert await store.get_external(world.work(), ["shop|1", "shop|2"]) == [ann]


async def test_a_page_of_some_users_ends_at_its_limit_or_its_bytes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(world, *(user(number, f"user{number}") for number in range(3)))
    ids = ["u_2", "u_0", "u_nobody", "u_1"]

    async def read(limit: int) -> tuple[list[str], bool]:
        found, more = await store.sized(world.work(), ids, limit)
        return [each.id for each in found], more

    assert await read(3) == (["u_0", "u_1", "u_2"], False)
    assert await read(2) == (["u_0", "u_1"], True)
    assert await store.sized(world.work(), [], 3) == ([], False)
    monkeypatch.setattr(limits, "PAGE_BYTES", len(b'{"n":0}'))
    assert await read(3) == (["u_0"], True)
