"""Is what was done with power recorded, with ids and without names?"""

from __future__ import annotations

import msgspec
import pytest

from tests.features.world import World
from tokenim.features.admin import api
from tokenim.features.audit import service as audit
from tokenim.features.audit.model import Wanted
from tokenim.features.audit.service import recording
from tokenim.features.server.api.groups import AddMembersAs
from tokenim.features.server.api.users import CreateUser
from tokenim.features.server.model import KnownUser
from tokenim.features.users.model import Account
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Stale
from tokenim.stack import OPERATIONS

BOSS = Actor("u_boss", "admin")
EVERYTHING = Wanted()


async def test_a_change_is_recorded_with_masked_parameters(world: World) -> None:
    work = world.work(BOSS)
    eve = CreateUser(username="eve", password="canary-1", display_name="Eve", bio="canary-2")

    audit.witness(work, OPERATIONS["admin.users.suspend"], api.users.OneUser("u_1"), None)
    audit.witness(work, OPERATIONS["server.users.create"], eve, Account(id="u_eve"))
    await world.store(work)

    rows, _ = await audit.listed(world.work(), EVERYTHING, "", 5)
    by_operation = {entry.operation: entry for entry in rows}
    assert by_operation["admin.users.suspend"].target == "u_1"
    assert by_operation["admin.users.suspend"].actor == "u_boss"
    assert by_operation["server.users.create"].target == "u_eve"
    assert "canary" not in str(rows)
    assert "eve" not in str(by_operation["server.users.create"].parameters)


async def test_the_ids_that_a_product_gave_are_not_recorded(world: World) -> None:
    work = world.work(BOSS)
    work.named = {"ann@example.com": "u_1", "bea@example.com": "u_2"}
    added = AddMembersAs(act_as="ann@example.com", conversation_id="c_1", user_ids=["bea@example.com", "u_3"])

    audit.witness(work, OPERATIONS["server.users.suspend"], KnownUser("ann@example.com"), None)
    audit.witness(work, OPERATIONS["server.members.add"], added, None)
    await world.store(work)

    rows, _ = await audit.listed(world.work(), EVERYTHING, "", 5)
    by_operation = {entry.operation: entry for entry in rows}
    assert by_operation["server.users.suspend"].target == "u_1"
    assert by_operation["server.members.add"].parameters["user_ids"] == ["u_2", "u_3"]
    assert "example.com" not in str([msgspec.to_builtins(entry) for entry in rows])


async def test_what_everybody_does_is_not_witnessed(world: World) -> None:
    await world.ask("auth.register", {"username": "eve", "password": "canary one two"})

    assert not OPERATIONS["auth.register"].witnessed
    assert "canary" not in str(await audit.listed(world.work(), EVERYTHING, "", 100))


async def test_a_refused_change_leaves_no_entry_of_its_own(world: World) -> None:
    work = world.work(BOSS)
    audit.record(work, "auth.login", "u_1")
    work.expect("admins", 99)

    with pytest.raises(Stale):
        await world.store(work)

    assert (await audit.listed(world.work(), EVERYTHING, "", 5))[0] == []


async def test_an_entry_says_who_did_it_even_before_they_are_known(world: World) -> None:
    work = world.work()
    recording.record(work, "auth.login", "u_1", actor="u_1", parameters={"b": 1, "a": 2})
    await world.store(work)

    ((entry,), _) = await audit.listed(world.work(), EVERYTHING, "", 1)
    assert (entry.actor, entry.address, entry.outcome) == ("u_1", "", "ok")
    assert msgspec.json.encode(entry.parameters) == b'{"a":2,"b":1}'


def test_an_operation_without_a_body_or_an_answer_has_no_target() -> None:
    assert recording.target(OPERATIONS["admin.users.suspend"], None) == ""
    assert recording.target(OPERATIONS["admin.apps.create"], None) == ""


def test_the_session_of_a_user_may_be_granted_and_an_application_grants_itself_nothing() -> None:
    granted = Actor("u_1", "user", session_id="s_1", application_id="app_1")

    assert recording.granting(granted) == "app_1"
    assert recording.granting(Actor("u_1", "user", session_id="s_1")) == ""
    assert recording.granting(Actor("", "application", application_id="app_1")) == ""
