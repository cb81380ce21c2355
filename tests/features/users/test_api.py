"""Do clients get what the operations on users promise?"""

from __future__ import annotations

import msgspec
import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import actor as actors
from tokenim.kernel.operation import OPERATIONS


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
