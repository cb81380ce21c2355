"""Do two nodes live in one process without touching each other?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.town import Town, opened, outcome
from tokenim.features.conversations import service as conversations
from tokenim.kernel.actor import anonymous

PASSWORD = "correct horse battery"
EVE = {"username": "eve", "password": PASSWORD}


@pytest.fixture
async def towns(tmp_path: Path) -> AsyncIterator[tuple[Town, Town]]:
    """One where people may register, and one where they may not, nor find each other by name."""
    folders = [tmp_path / name for name in ("open", "closed")]
    for folder in folders:
        folder.mkdir()
    async with opened(folders[0]) as one, opened(folders[1], registration=False, directory="nobody") as other:
        yield one, other


async def _talk(town: Town) -> tuple[Any, str, int]:
    alice, bob = await town.users("alice", "bob")
    room = await town.direct(alice, bob)
    return alice, room, await town.say(alice, room)


async def test_each_follows_its_own_settings(towns: tuple[Town, Town]) -> None:
    registered = [await outcome(town.ask(anonymous(""), "auth.register", **EVE)) for town in towns]
    found = []
    for town in towns:
        alice, _, _ = await _talk(town)
        found.append(await outcome(town.ask(alice, "users.search", q="bob")))

    assert registered == ["", "auth.registration_closed"]
    assert found == ["", "permission.missing"]


async def test_a_token_of_one_opens_nothing_on_the_other(towns: tuple[Town, Town]) -> None:
    one, other = towns
    token = (await one.ask(anonymous(""), "auth.register", **EVE))["access_token"]

    assert await outcome(one.node.authenticator.authenticate(token, "")) == ""
    assert await outcome(other.node.authenticator.authenticate(token, "")) == "auth.token_invalid"


async def test_memory_of_one_answers_nobody_of_the_other(towns: tuple[Town, Town]) -> None:
    one, other = towns
    _, room, _ = await _talk(one)

    assert conversations.cached(one.work(), room) is not None
    assert conversations.cached(other.work(), room) is None
    assert await outcome(conversations.get(other.work(), room)) == "conversation.not_found"


async def test_events_go_to_the_devices_of_their_own_node(towns: tuple[Town, Town]) -> None:
    talking = [(town, *await _talk(town)) for town in towns]
    devices = [await town.device(alice) for town, alice, _, _ in talking]
    one, alice, room, _ = talking[0]
    await one.say(alice, room, text="Only here")
    for town in towns:
        await town.quiet()

    assert [len(device.events("message.sent")) for device in devices] == [1, 0]


async def test_the_end_of_one_is_not_the_end_of_the_other(tmp_path: Path, towns: tuple[Town, Town]) -> None:
    folder = tmp_path / "short"
    folder.mkdir()
    async with opened(folder) as short:
        await _talk(short)

    alice, room, seq = await _talk(towns[0])
    assert await towns[0].say(alice, room) == seq + 1
