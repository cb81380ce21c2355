"""Do clients get what the operations on users promise?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.users import service as users
from tokenim.kernel import actor as actors
from tokenim.kernel.actor import Actor
from tokenim.stack import OPERATIONS


async def test_i_see_my_account_and_others_see_my_profile(world: World) -> None:
    alice, bob = await world.user("alice"), await world.user("bob")

    mine = await world.ask("users.me", actor=alice)
    theirs = await world.ask("users.get", {"user_id": alice.user_id}, bob)

    assert mine["role"] == "user"
    assert theirs == {name: mine[name] for name in theirs}
    assert "role" not in theirs


async def test_an_update_answers_with_the_account_as_it_is_now(world: World) -> None:
    alice = await world.user("alice")

    answer = await world.ask("users.update", {"bio": "Hi", "fields": {"city": "Oxford"}}, alice)

    assert (answer["bio"], answer["fields"]) == ("Hi", {"city": "Oxford"})
    assert await world.ask("users.me", actor=alice) == answer


@pytest.mark.parametrize(
    "body",
    [
        {"display_name": ""},
        {"avatar_url": "javascript:alert(1)"},
        {"language": "fr"},
        {"fields": {"": 1}},
        {"fields": {"x": 2**63}},
        {"fields": {"x": 1.5}},
        {"fields": {"x": []}},
        {"role": "admin"},
    ],
)
async def test_a_wrong_change_is_refused_by_its_field(world: World, body: dict[str, object]) -> None:
    alice = await world.user("alice")

    with pytest.raises(TokenIMError) as caught:
        await world.ask("users.update", body, alice)

    assert caught.value.code.name == "request.invalid"
    assert caught.value.errors[0]["field"].startswith(next(iter(body)))


async def test_a_search_finds_active_users_page_by_page(world: World) -> None:
    alice = await world.user("alice")
    await world.user("alina", display_name="Bo")

    first = await world.ask("users.search", {"q": "AL", "limit": 1}, alice)
    second = await world.ask("users.search", {"q": "AL", "limit": 1, "cursor": first["next_cursor"]}, alice)

    assert [user["username"] for user in first["items"] + second["items"]] == ["alice", "alina"]
    assert second["next_cursor"] is None


async def test_a_search_leaves_custom_fields_out(world: World) -> None:
    alice = await world.user("alice")
    await world.ask("users.update", {"fields": {"city": "Oxford"}}, alice)

    (found,) = (await world.ask("users.search", {"q": "alice"}, alice))["items"]
    whole = await world.ask("users.get", {"user_id": alice.user_id}, alice)

    assert whole["fields"] == {"city": "Oxford"}
    assert found == {name: value for name, value in whole.items() if name != "fields"}


async def test_many_profiles_are_read_at_once(world: World) -> None:
    alice, bob = await world.user("alice"), await world.user("bob")
    gone = await world.user("carol")
    work = world.work()
    await users.erase(work, gone.user_id)
    await world.store(work)
    await world.ask("users.update", {"fields": {"city": "Oxford"}}, bob)
    ids = [gone.user_id, "u_nobody", bob.user_id, bob.user_id]

    found = await world.ask("users.search", {"ids": ids}, alice)

    assert found["next_cursor"] is None
    assert found["items"] == [
        await world.ask("users.get", {"user_id": user_id}, alice)
        for user_id in sorted({gone.user_id, bob.user_id})
    ]
    assert (await world.ask("users.search", {"ids": ["u_nobody"]}, alice))["items"] == []


async def pages_of(world: World, body: dict[str, Any], actor: Actor) -> list[list[str]]:
    """Return the ids of all pages."""
    seen: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await world.ask("users.search", body | {"cursor": cursor or None}, actor)
        seen.append([user["id"] for user in page["items"]])
        cursor = page["next_cursor"]
    return seen


@pytest.mark.parametrize(
    ("more", "size", "pages"),
    [({}, 10_000, [5]), ({"limit": 2}, 10_000, [2, 2, 1]), ({}, 2_500, [2, 2, 1])],
    ids=["all", "by its limit", "by its bytes"],
)
async def test_a_page_of_profiles_ends(
    world: World, monkeypatch: pytest.MonkeyPatch, more: dict[str, int], size: int, pages: list[int]
) -> None:
    people = [await world.user(f"user{number}") for number in range(5)]
    ids = sorted(person.user_id for person in people)
    for person in people:
        await world.ask("users.update", {"fields": {"about": "x" * 1000}}, person)
    monkeypatch.setattr(limits, "PAGE_BYTES", size)

    seen = await pages_of(world, {"ids": ids} | more, people[0])

    assert [len(items) for items in seen] == pages
    assert [user_id for items in seen for user_id in items] == ids


@pytest.mark.parametrize("body", [{}, {"q": "a", "ids": ["u_1"]}, {"ids": []}, {"ids": ["u_1"] * 101}])
async def test_people_are_found_by_name_or_by_ids(world: World, body: dict[str, object]) -> None:
    alice = await world.user("alice")

    with refused(errors.REQUEST_INVALID):
        await world.ask("users.search", body, alice)


@pytest.mark.parametrize("name", ["users.me", "users.update", "users.search", "users.get"])
async def test_strangers_see_nobody(world: World, name: str) -> None:
    with pytest.raises(TokenIMError) as caught:
        await world.calls.ask(OPERATIONS[name], actors.anonymous(""), msgspec.json.encode({}))

    assert caught.value.code.name == "auth.required"


async def test_a_change_may_ask_that_nothing_changed_meanwhile(world: World) -> None:
    alice = await world.user("alice")
    seen = (await world.ask("users.me", actor=alice))["version"]

    answer = await world.ask("users.update", {"bio": "Hi", "if_version": seen}, alice)

    assert answer["version"] == seen + 1 == (await world.ask("users.me", actor=alice))["version"]
    with refused(errors.PRECONDITION_FAILED):
        await world.ask("users.update", {"bio": "Ho", "if_version": seen}, alice)
    assert (await world.ask("users.me", actor=alice))["bio"] == "Hi"
