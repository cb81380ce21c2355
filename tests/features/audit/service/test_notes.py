"""Is everything noted that was refused or read, and does a flood stay small?"""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.features.world import World
from tokenim.features.audit import service as audit
from tokenim.features.audit.model import Wanted
from tokenim.features.audit.service import notes as notes_module
from tokenim.features.audit.service.notes import WINDOW_MS, Notes


def notes_of(world: World) -> Notes:
    return Notes(world.context, world.store)


async def due(world: World, notes: Notes, ahead_ms: int = 0) -> int:
    """Record what is due and return how many rows that made."""
    work = world.work()
    work.now += ahead_ms
    notes.record(work)
    if not work.empty:
        await world.store(work)
    return len(work.writes)


async def rows(world: World) -> list[tuple[str, str, str, int]]:
    found, _ = await audit.listed(world.work(), Wanted(), "", 200)
    return [(row.operation, row.outcome, row.address, row.parameters.get("times", 1)) for row in found]


async def test_the_first_is_recorded_at_once_and_the_flood_as_one_row_each_minute(world: World) -> None:
    notes = notes_of(world)
    made = []
    for ahead in (0, 1_000, 2_000, WINDOW_MS, WINDOW_MS + 1_000):
        for _ in range(100):
            notes.add("u_1", "auth.login", "u_2", "auth.wrong_credentials", "2001:db8::1")
        made.append(await due(world, notes, ahead))

    assert made == [1, 0, 0, 1, 0]
    assert await rows(world) == [
        ("auth.login", "auth.wrong_credentials", "2001:db8::/64", 300),
        ("auth.login", "auth.wrong_credentials", "2001:db8::/64", 100),
    ]
    await notes.settle()
    await notes.settle()
    assert sum(row[3] for row in await rows(world)) == 500


async def test_different_kinds_are_different_rows_and_too_many_become_few(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_module, "KINDS", 3)
    notes = notes_of(world)
    for number in range(3):
        notes.add("", "auth.login", f"u_{number}", "no", "::1")
    assert await due(world, notes) == 3

    for number in range(50):
        notes.add("", "auth.login", f"u_{number}", "no", "::1")
    await notes.settle()

    assert sorted(row[3] for row in await rows(world)) == [1, 1, 1, 1, 1, 1, 47]


async def test_a_flood_of_kinds_does_not_hide_who_did_something_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_module, "KINDS", 3)
    notes = notes_of(world)
    for number in range(20):
        notes.add("u_mallory", "admin.users.get", f"u_{number}", "no", "::1")
        await due(world, notes)

    notes.add("u_boss", "admin.users.list", "", "", "::1")
    await notes.settle()

    found, _ = await audit.listed(world.work(), Wanted(operation="admin.users.list"), "", 9)
    assert [row.actor for row in found] == ["u_boss"]
    by_mallory, _ = await audit.listed(world.work(), Wanted(actor="u_mallory"), "", 99)
    assert sum(row.parameters.get("times", 1) for row in by_mallory) == 20


async def test_what_comes_while_a_row_is_stored_is_not_lost(world: World) -> None:
    notes = notes_of(world)
    notes.add("", "auth.key", "", "no", "::1")
    work = world.work()
    notes.record(work)
    notes.add("", "auth.key", "", "no", "::1")
    with capture_logs() as lines:
        await world.store(work)
    await notes.settle()

    assert [row[3] for row in await rows(world)] == [1, 1]
    assert [line["event"] for line in lines] == ["audit.noted"]


async def test_of_very_many_callers_only_what_they_did_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_module, "KINDS", 2)
    notes = notes_of(world)
    for number in range(10):
        notes.add(f"u_{number}", "admin.users.get", "", "no", "::1")
        await due(world, notes)
    await notes.settle()

    found, _ = await audit.listed(world.work(), Wanted(), "", 99)
    assert {row.actor for row in found} == {"u_0", "u_1", "u_2", "u_3", "anonymous"}
    assert sum(row.parameters.get("times", 1) for row in found) == 10
