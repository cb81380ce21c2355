"""Does the feature start with what it is given?"""

from __future__ import annotations

from tests.features.world import Cuts, World
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service import parts


async def test_a_node_that_starts_shares_settings_hasher_and_gate(world: World) -> None:
    settings = Settings(login_attempts_per_minute=1)
    before = parts.hasher

    gate = parts.configure(settings, world.database.read, Cuts())

    assert parts.gate is gate
    assert parts.settings is settings
    assert parts.hasher is not before
    parts.by_name.take("alice")
    for _ in range(10):
        parts.by_address.take("::1")
