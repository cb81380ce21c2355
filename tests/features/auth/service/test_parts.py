"""Does the feature start with what it is given?"""

from __future__ import annotations

from tests.features.world import Cuts, World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service import parts


async def test_a_node_that_starts_shares_settings_hasher_and_gate(world: World) -> None:
    settings = Settings(login_attempts_per_minute=1)
    before = parts.hasher

    gate = parts.configure(settings, world.database.read, Cuts())

    assert parts.gate is gate
    assert parts.settings is settings
    assert parts.hasher is not before
    parts.guard.attempt("alice", "::1").begin()
    with refused(errors.RATE_LIMITED):
        parts.guard.attempt("alice", "::1")


async def test_registrations_of_an_address_have_a_burst_and_a_pace(world: World) -> None:
    parts.configure(Settings(registrations_burst=2, registrations_per_minute=4), world.database.read, Cuts())
    parts.registrations.take("::1")
    parts.registrations.take("::1")

    with refused(errors.RATE_LIMITED) as caught:
        parts.registrations.take("::1")

    assert caught.value.limit == ("registrations", 2, 30)
