"""Does the feature keep on a node what the settings of that node ask for?"""

from __future__ import annotations

from tests.features.world import Cuts, World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service import state
from tokenim.features.auth.service.state import AuthState
from tokenim.kernel.unit_of_work import Context


def made(world: World, **settings: int) -> AuthState:
    return AuthState(Context(world.database.read, Settings(**settings)), Cuts())  # type: ignore[arg-type]


async def test_a_unit_of_work_finds_the_parts_of_its_node(world: World) -> None:
    assert state.of(world.work()) is world.auth


async def test_logins_are_guarded_as_the_settings_say(world: World) -> None:
    strict = made(world, login_attempts_per_minute=1)

    strict.guard.attempt("alice", "::1").begin()
    with refused(errors.RATE_LIMITED):
        strict.guard.attempt("alice", "::1")
    world.auth.guard.attempt("alice", "::1")


async def test_registrations_of_an_address_have_a_burst_and_a_pace(world: World) -> None:
    rare = made(world, registrations_burst=2, registrations_per_minute=4)
    rare.registrations.take("::1")
    rare.registrations.take("::1")

    with refused(errors.RATE_LIMITED) as caught:
        rare.registrations.take("::1")

    assert caught.value.limit == ("registrations", 2, 30)
