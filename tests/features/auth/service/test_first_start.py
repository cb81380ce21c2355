"""Does a new server get its administrator and its key, once, and no weak secret?"""

from __future__ import annotations

import pytest

from tests.features.world import World
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service import first_start
from tokenim.features.auth.service.first_start import FirstSecrets


async def started(world: World, settings: Settings) -> FirstSecrets:
    work = world.work()
    made = await first_start.prepare(work, settings)
    if not work.empty:
        await world.store(work)
    return made


async def test_a_new_server_gets_an_administrator_and_a_key_that_work(world: World) -> None:
    made = await started(world, world.settings)

    admin = await world.caller(await world.log_in(made.username, made.password))
    application = await world.authenticator.authenticate(made.key, "")
    assert (admin.role, application.role) == ("admin", "application")
    assert len(made.password) >= 20


async def test_what_was_made_is_told_a_line_for_each(world: World) -> None:
    made = await started(world, world.settings)

    assert made.secrets == (f"administrator      admin / {made.password}", f"application key    {made.key}")
    assert set(made.secrets) <= set(made.text.splitlines())
    assert FirstSecrets().secrets == ()


async def test_the_second_start_makes_nothing(world: World) -> None:
    first = await started(world, world.settings)

    assert await started(world, world.settings) == FirstSecrets()
    assert await world.log_in(first.username, first.password)


async def test_no_two_servers_get_the_same_secrets(world: World) -> None:
    first = await first_start.prepare(world.work(), world.settings)
    second = await first_start.prepare(world.work(), world.settings)

    assert first.password != second.password
    assert first.key != second.key


async def test_a_password_from_a_setting_works_and_is_not_shown(world: World) -> None:
    made = await started(world, Settings(admin_password="chosen by the operator"))

    assert made.password == ""
    assert await world.log_in("admin", "chosen by the operator")


@pytest.mark.parametrize("password", ["", "admin", "changeme", "password", "password123", "aaaaaaaaaa"])
async def test_a_start_with_an_empty_or_sample_password_is_refused(world: World, password: str) -> None:
    await started(world, world.settings)

    with pytest.raises(ValueError, match="TOKENIM_ADMIN_PASSWORD cannot be used"):
        await started(world, Settings(admin_password=password))


async def test_what_was_made_is_on_record_without_secrets(world: World) -> None:
    made = await started(world, world.settings)

    rows = repr(await world.work().all("SELECT * FROM audit"))

    assert "first_start.admin" in rows
    assert made.password not in rows
    assert made.key not in rows
