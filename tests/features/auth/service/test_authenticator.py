"""Is a token known from memory, and forgotten at once when its session ends?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.features.world import Cuts, World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.auth import store
from tokenim.features.auth.service import applications, authenticator, tickets
from tokenim.features.auth.service.authenticator import TokenAuthenticator
from tokenim.kernel import clock
from tokenim.kernel.unit_of_work import Context, Query, Row


async def test_a_token_is_looked_up_once_and_then_known(world: World) -> None:
    tokens = await world.register("alice", display_name="Alice")
    token = tokens["access_token"]
    assert world.authenticator.cached(token) is None
    assert world.authenticator.connected() == []

    actor = await world.authenticator.authenticate(token, "10.0.0.1")

    assert (actor.user_id, actor.role, actor.address) == (tokens["user"]["id"], "user", "10.0.0.1")
    assert world.authenticator.cached(token) is actor
    assert await world.authenticator.authenticate(token, "10.0.0.1") is actor


@pytest.mark.parametrize("token", ["", "x", "tka_0." + "A" * 43, "tks_0." + "A" * 43, "tkr_0." + "A" * 64])
async def test_a_token_from_nowhere_is_invalid(world: World, token: str) -> None:
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(token, "")


async def test_another_secret_for_the_same_session_is_invalid(world: World) -> None:
    token = (await world.register("alice"))["access_token"]

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(token.partition(".")[0] + "." + "A" * 43, "")


async def test_sessions_of_a_user_have_one_bucket(world: World) -> None:
    first = await world.user("alice")
    second = await world.caller(await world.log_in("alice"))
    bob = await world.user("bob")

    assert first is not second
    assert first.bucket is second.bucket
    assert first.bucket is not bob.bucket


async def test_after_some_seconds_memory_is_not_trusted_but_the_caller_stays_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = (await world.register("alice"))["access_token"]
    actor = await world.authenticator.authenticate(token, "")

    monkeypatch.setattr(authenticator, "RECHECK_SECONDS", 0.0)
    await world.authenticator.authenticate(token, "")
    assert world.authenticator.cached(token) is None

    assert await world.authenticator.authenticate(token, "") is actor


async def test_a_revocation_that_this_node_was_not_told_of_works_after_the_recheck(world: World) -> None:
    token = (await world.register("alice"))["access_token"]
    work = world.work()
    work.write("DELETE FROM sessions")
    await world.store(work)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(token, "")


async def test_a_token_expires(world: World, later: Callable[[int], None]) -> None:
    token = (await world.register("alice"))["access_token"]
    later(world.settings.access_token_seconds * 1000)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(token, "")


async def test_after_a_refresh_both_access_tokens_lead_to_one_caller(world: World) -> None:
    before = await world.register("alice")
    actor = await world.caller(before)

    after = await world.ask("auth.refresh", {"refresh_token": before["refresh_token"]})

    assert await world.caller(after) is actor
    assert await world.caller(before) is actor


async def test_a_caller_at_another_address_gets_tickets_while_nothing_that_it_may_was_taken(
    world: World,
) -> None:
    elsewhere = (await world.user("alice")).at("10.0.0.2")
    assert world.authenticator.ticket(world.authenticator.issue_ticket(elsewhere)) is elsewhere
    elsewhere.permissions = frozenset()
    with refused(errors.AUTH_TOKEN_INVALID):
        world.authenticator.issue_ticket(elsewhere)


async def test_an_ended_session_is_forgotten_with_its_tokens_tickets_and_sockets(world: World) -> None:
    token = (await world.register("alice"))["access_token"]
    actor = await world.authenticator.authenticate(token, "")
    ticket = world.authenticator.issue_ticket(actor)

    world.authenticator.end_session(actor.user_id, actor.session_id)

    assert world.authenticator.cached(token) is None
    assert world.cuts.sessions == [actor.session_id]
    with refused(errors.TICKET_INVALID):
        world.authenticator.ticket(ticket)
    with refused(errors.AUTH_TOKEN_INVALID):
        world.authenticator.issue_ticket(actor)


async def test_all_sessions_of_a_user_but_one_are_forgotten(world: World) -> None:
    tokens = [await world.register("alice"), await world.log_in("alice"), await world.log_in("alice")]
    kept = await world.caller(tokens[0])
    for other in tokens[1:]:
        await world.caller(other)

    world.authenticator.end_user(kept.user_id, but=kept.session_id)

    assert [world.authenticator.cached(each["access_token"]) for each in tokens] == [kept, None, None]
    assert world.cuts.principals == [(kept.user_id, kept.session_id)]


async def test_a_ticket_is_good_once_and_soon(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = await world.user("alice")
    ticket = world.authenticator.issue_ticket(actor)

    assert world.authenticator.ticket(ticket) is actor
    for used in (ticket, "tkt_nowhere"):
        with refused(errors.TICKET_INVALID):
            world.authenticator.ticket(used)

    monkeypatch.setattr(tickets, "TICKET_SECONDS", 0)
    late = world.authenticator.issue_ticket(actor)
    world.authenticator.issue_ticket(actor)
    with refused(errors.TICKET_INVALID):
        world.authenticator.ticket(late)


async def test_memory_holds_so_many_callers_and_forgets_the_one_looked_up_longest_ago(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "CALLERS", 2)
    tokens = [await world.register(name) for name in ("alice", "bob", "carol")]

    for each in tokens:
        await world.caller(each)

    assert [world.authenticator.cached(each["access_token"]) is None for each in tokens] == [
        True,
        False,
        False,
    ]


async def test_a_ticket_ends_with_its_user_even_when_memory_forgot_the_session(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "CALLERS", 1)
    alice = await world.user("alice")
    ticket = world.authenticator.issue_ticket(alice)
    await world.user("bob")

    world.authenticator.end_user(alice.user_id)

    with refused(errors.TICKET_INVALID):
        world.authenticator.ticket(ticket)


async def test_a_key_leads_to_its_application_until_it_is_revoked(world: World) -> None:
    work = world.work()
    application, key = applications.create(work, "Shop", [Permission.SERVER_USERS])
    await world.store(work)

    actor = await world.authenticator.authenticate(key, "")
    assert (actor.role, actor.application_id, actor.user_id) == ("application", application.id, "")
    assert actor.permissions == {Permission.PUBLIC, Permission.SERVER_USERS}
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(key[:-43] + "A" * 43, "")

    work = world.work()
    await applications.revoke(work, application.id)
    await world.store(work)

    assert world.authenticator.cached(key) is None
    with refused(errors.AUTH_TOKEN_INVALID):
        await world.authenticator.authenticate(key, "")


async def test_a_session_that_ends_while_it_is_looked_up_is_not_let_in(world: World) -> None:
    tokens = await world.register("alice")
    caller = await world.caller(tokens)
    user, session = caller.user_id, caller.session_id
    read: Callable[..., Awaitable[list[list[Row]]]] = world.database.read
    ended = False

    async def slow(*queries: Query) -> list[list[Row]]:
        nonlocal ended
        rows = await read(*queries)
        if not ended:
            ended = True
            work = world.work()
            work.write("DELETE FROM sessions")
            work.on_commit(lambda: door.end_session(user, session))
            await world.store(work)
        return rows

    door = TokenAuthenticator(Context(slow), Cuts())

    with refused(errors.AUTH_TOKEN_INVALID):
        await door.authenticate(tokens["access_token"], "")


async def test_a_lookup_that_never_gets_quiet_is_busy(world: World) -> None:
    tokens = await world.register("alice")

    async def restless(*queries: Any) -> list[list[Row]]:
        door.end_session("u_other", "s_other")
        return await world.database.read(*queries)

    door = TokenAuthenticator(Context(restless), Cuts())

    with refused(errors.SERVER_BUSY):
        await door.authenticate(tokens["access_token"], "")


async def test_each_application_has_a_bucket_of_its_own_which_its_sessions_do_not_share(world: World) -> None:
    shop, other = await world.application(), await world.application()
    alice = await world.user("alice")
    granted = await world.caller(await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop))

    assert granted.bucket is alice.bucket
    assert len({id(actor.bucket) for actor in (shop, other, alice)}) == 3


async def test_a_granted_session_knows_its_application_and_its_ceiling(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")
    body = {"user_id": alice.user_id, "permissions": ["messages:read"]}

    reader = await world.caller(await world.ask("server.tokens.create", body, shop))

    assert (reader.principal, reader.application_id) == (alice.user_id, shop.principal)
    assert reader.permissions == {Permission.PUBLIC, Permission.MESSAGES_READ}


async def test_what_an_application_granted_is_forgotten_with_its_tickets_and_sockets(world: World) -> None:
    shop, alice = await world.application(), await world.user("alice")
    tokens = await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop)
    granted = await world.caller(tokens)
    issued = [world.authenticator.issue_ticket(granted), world.authenticator.issue_ticket(alice)]

    world.authenticator.end_granted(shop.principal)

    assert world.authenticator.cached(tokens["access_token"]) is None
    assert world.cuts.granted == [shop.principal]
    assert world.authenticator.ticket(issued[1]) is alice
    with refused(errors.TICKET_INVALID):
        world.authenticator.ticket(issued[0])


async def test_use_is_known_to_the_second_from_memory_and_of_the_connected_now(
    world: World, later: Callable[[int], None]
) -> None:
    alice, bob = await world.user("alice"), await world.user("bob")
    stored = {caller: await store.get(world.work(), caller.session_id) for caller in (alice, bob)}
    later(60_000)
    world.cuts.callers = [bob]

    used = {caller: world.authenticator.used_at(session) for caller, session in stored.items() if session}

    assert clock.now() - used[bob] < 1_000
    assert clock.now() - used[alice] < 1_000  # memory counts from its own clock, which did not jump
    alice.seen_at -= 30
    session = stored[alice]
    assert session is not None
    assert 29_000 < clock.now() - world.authenticator.used_at(session) < 31_000


async def test_a_session_that_may_do_nothing_any_more_is_not_let_in(world: World) -> None:
    tokens = await world.register("alice")
    work = world.work()
    work.write("UPDATE users SET status = 'suspended'")
    await world.store(work)

    with refused(errors.AUTH_TOKEN_INVALID):
        await world.caller(tokens)
