"""Do clients get tokens and tickets as promised?"""

from __future__ import annotations

import pytest

from tests.features.world import PASSWORD, World, refused
from tokenim.catalogue import errors


async def test_register_login_and_refresh_answer_alike(world: World) -> None:
    registered = await world.register("alice")
    logged_in = await world.log_in("alice", device_name="Phone")
    refreshed = await world.ask("auth.refresh", {"refresh_token": logged_in["refresh_token"]})

    assert registered.keys() == logged_in.keys() == refreshed.keys()
    assert registered["token_type"] == "Bearer"
    assert registered["user"]["display_name"] == "alice"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "al", "password": PASSWORD}, "username"),
        ({"username": "a" * 33, "password": PASSWORD}, "username"),
        ({"username": "alice\n", "password": PASSWORD}, "username"),
        ({"username": "alice", "password": ""}, "password"),
        ({"username": "alice", "password": "x" * 1_025}, "password"),
        ({"username": "alice", "password": 12345678}, "password"),
        ({"username": "alice"}, "password"),
        ({"username": "alice", "password": PASSWORD, "role": "admin"}, "role"),
    ],
)
async def test_what_is_wrong_with_a_registration_is_named(
    world: World, body: dict[str, object], field: str
) -> None:
    with refused(errors.REQUEST_INVALID) as caught:
        await world.ask("auth.register", body)

    assert caught.value.errors[0]["field"] == field


async def test_a_ticket_is_made_for_who_asks(world: World) -> None:
    alice = await world.user("alice")

    answer = await world.ask("tickets.create", actor=alice)

    assert answer["expires_in"] == 30
    assert world.authenticator.ticket(answer["ticket"]) is alice
    with refused(errors.AUTH_REQUIRED):
        await world.ask("tickets.create")
