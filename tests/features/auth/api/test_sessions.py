"""Can clients see and end their sessions, and only theirs?"""

from __future__ import annotations

from tests.features.world import World, refused
from tokenim.catalogue import errors


async def test_the_list_shows_every_device_and_marks_the_own(world: World) -> None:
    phone = await world.user("alice", device_name="Phone")
    await world.log_in("alice", device_name="Desk")

    page = await world.ask("auth.sessions", actor=phone)
    items = page["items"]
    assert page["next_cursor"] is None

    assert {(item["device_name"], item["current"]) for item in items} == {("Phone", True), ("Desk", False)}


async def test_another_session_can_be_ended_by_its_id(world: World) -> None:
    alice, bob = await world.user("alice"), await world.user("bob")
    other = await world.caller(await world.log_in("alice"))

    with refused(errors.SESSION_NOT_FOUND):
        await world.ask("auth.end_session", {"session_id": other.session_id}, bob)
    await world.ask("auth.end_session", {"session_id": other.session_id}, alice)

    assert world.cuts.sessions == [other.session_id]
    assert len((await world.ask("auth.sessions", actor=alice))["items"]) == 1


async def test_all_other_sessions_can_be_ended_at_once(world: World) -> None:
    alice = await world.user("alice")
    await world.log_in("alice")
    await world.log_in("alice")

    await world.ask("auth.end_others", actor=alice)

    (left,) = (await world.ask("auth.sessions", actor=alice))["items"]
    assert left["id"] == alice.session_id


async def test_after_logging_out_the_tokens_open_nothing(world: World) -> None:
    tokens = await world.register("alice")
    alice = await world.caller(tokens)

    await world.ask("auth.logout", actor=alice)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)
    with refused(errors.SESSION_NOT_FOUND):
        await world.ask("auth.logout", actor=alice)
