"""Do requests reach the server, with the right token, once?"""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack

import msgspec
import pytest

from tests.client.people import PASSWORD, People, becomes_true
from tests.processes import ROOT, Server
from tokenim.proof.network import Proxy
from tokenim.stack import OPERATIONS
from tokenim_client import Client, Message, NotConnected, TokenIMError, Tokens
from tokenim_client.routes import ROUTES

API = ROOT / "clients/python/src/tokenim_client"


def test_the_client_knows_every_operation_of_the_server() -> None:

    assert {name: (operation.method, operation.path) for name, operation in OPERATIONS.items()} == ROUTES


def test_every_operation_has_a_method() -> None:
    sources = "".join(path.read_text() for path in API.rglob("*.py") if path.name != "routes.py")
    asked = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', sources))

    assert set(ROUTES) - asked == set()


async def test_an_access_token_that_is_no_good_is_renewed_once_for_all(people: People) -> None:
    alice = await people.new()
    renewed: list[Tokens] = []

    async def keep(tokens: Tokens) -> None:
        renewed.append(tokens)

    stale = Client(people.url, "tka_0.0", refresh_token=alice.tokens.refresh_token, on_tokens=keep)
    async with stale:
        found = await asyncio.gather(*(stale.users.me() for _ in range(20)))
        async with stale.connect() as live:
            await live.connected()

    assert {user.id for user in found} == {alice.user.id}
    assert len(renewed) == 1
    assert renewed[0].refresh_token != alice.tokens.refresh_token


async def test_a_token_that_cannot_be_renewed_is_refused(people: People) -> None:
    async with Client(people.url, "tka_0.0", refresh_token="tkr_0.0") as nobody:
        with pytest.raises(TokenIMError) as caught:
            await nobody.users.me()

    assert caught.value.code == "auth.token_invalid"
    assert caught.value.status == 401


async def test_a_refusal_says_what_is_wrong(people: People) -> None:
    alice = await people.new()
    with pytest.raises(TokenIMError) as caught:
        await alice.groups.create("", [])

    assert caught.value.code == "request.invalid"
    assert not caught.value.retryable
    assert caught.value.user_message
    assert caught.value.request_id
    assert "name" in caught.value.detail


async def test_a_request_whose_answer_was_lost_is_carried_out_once(server: Server, people: People) -> None:
    alice, bob = await people.new(), await people.new()
    async with Proxy(server.port) as proxy:
        shaky = await people.again(alice, proxy.url)
        proxy.stall("down")
        creating = asyncio.create_task(shaky.groups.create("Lunch", [bob.user.id]))
        await becomes_true(lambda: _has_conversations(alice))
        await proxy.cut()
        proxy.flow()
        group = await creating

    assert [item.id for item in (await alice.conversations.list()).items] == [group.id]


async def _has_conversations(client: Client) -> bool:
    return bool((await client.conversations.list()).items)


async def test_a_server_that_is_not_there_is_not_connected(server: Server) -> None:
    async with Proxy(server.port) as proxy:
        proxy.refusing = True
        async with Client(proxy.url, "tka_0.0") as nobody:
            with pytest.raises(NotConnected):
                await nobody.users.me()


async def test_everyday_requests_answer_with_their_shapes(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    group = await alice.groups.create("Lunch", [bob.user.id], description="at noon")
    sent = await alice.messages.send(group.id, "Who comes?", mentions=[bob.user.id])
    await bob.messages.react(group.id, sent.seq, "👍")
    await alice.messages.edit(group.id, sent.seq, "Who comes along?", mentions=[bob.user.id])
    await bob.conversations.read(group.id, sent.seq)
    await bob.conversations.prefer(group.id, pinned=True, muted=False)

    message = await bob.messages.get(group.id, sent.seq)
    assert (message.text, message.reactions) == ("Who comes along?", {"👍": [bob.user.id]})
    assert (message.reacted("👍"), message.reacted("🎉")) == (1, 0)
    [reaction] = (await alice.messages.reactions(group.id, sent.seq)).items
    assert (reaction.user_id, reaction.emoji) == (bob.user.id, "👍")
    assert (await alice.messages.reactions(group.id, sent.seq, "🎉")).items == []
    [revision] = (await bob.messages.revisions(group.id, sent.seq)).items
    assert revision.content == {"text": "Who comes?"}
    mine = await bob.conversations.get(group.id)
    assert (mine.unread, mine.pinned, mine.role, mine.description) == (0, True, "member", "at noon")
    members = {member.user_id: member.role for member in (await bob.members.list(group.id)).items}
    assert members == {alice.user.id: "owner", bob.user.id: "member"}
    await alice.messages.pin(group.id, sent.seq)
    [pin] = (await bob.messages.pins(group.id)).items
    assert (pin.message, pin.pinned_by) == (message, alice.user.id)
    await alice.messages.unpin(group.id, sent.seq)
    assert (await bob.messages.pins(group.id)).items == []
    entries = await bob.log.entries(group.id, after_seq=sent.seq)
    assert [entry.event for entry in entries.items] == [
        "reaction.added", "message.edited", "message.pinned", "message.unpinned",
    ]  # fmt: skip
    assert [user.id for user in (await alice.users.search(bob.user.username)).items] == [bob.user.id]


async def test_a_message_tells_how_many_reacted_where_it_does_not_show_all() -> None:
    raw = {"seq": 1, "sender_id": "u_1", "sent_at": "", "type": "text", "content": {}}
    reactions = {
        "reactions": {"👍": ["u_1", "u_2"], "🎉": ["u_2"]},
        "reaction_counts": {"👍": 120},
        "reactions_seq": 9,
    }

    message = msgspec.convert(raw | reactions, Message)

    assert [message.reacted(emoji) for emoji in "👍🎉?"] == [120, 1, 0]


async def test_many_things_are_read_and_marked_at_once(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    lunch = await alice.groups.create("Lunch", [bob.user.id])
    tea = await alice.groups.create("Tea", [bob.user.id])
    await alice.messages.send(lunch.id, "Who comes?")
    await alice.messages.send(tea.id, "Who comes?")

    found = await bob.users.many(alice.user.id, bob.user.id, *(f"u_{number}" for number in range(150)))
    listed = await bob.conversations.list(ids=[lunch.id, tea.id, "c_0"])
    moved = await bob.conversations.read_several({lunch.id: 1, tea.id: 1})

    assert {user.id for user in found} == {alice.user.id, bob.user.id}
    assert {item.id for item in listed.items} == {lunch.id, tea.id}
    assert [(cursor.seq, cursor.unread) for cursor in moved] == [(1, 0), (1, 0)]


async def test_a_change_answers_the_thing(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    group = await alice.groups.create("Lunch", [bob.user.id])

    renamed = await alice.groups.update(group.id, name="Dinner")
    promoted = await alice.members.set_role(group.id, bob.user.id, "admin")
    pinned = await bob.conversations.prefer(group.id, pinned=True, muted=False)

    assert (renamed.name, renamed.version) == ("Dinner", group.version + 1)
    assert (promoted.user_id, promoted.role) == (bob.user.id, "admin")
    assert (pinned.pinned, pinned.muted) == (True, False)


async def test_profiles_sessions_and_presence(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    await alice.conversations.direct(bob.user.id)
    changed = await alice.users.update(display_name="Alice L.", fields={"city": "Oxford"})
    phone = await people.again(alice)

    assert (changed.display_name, changed.fields) == ("Alice L.", {"city": "Oxford"})
    assert [session.current for session in await phone.sessions.list()].count(True) == 1
    async with bob.connect() as live:
        await live.connected()
        assert [item.online for item in await alice.presence.get(bob.user.id)] == [True]
    await alice.sessions.change_password(PASSWORD, "an even better password")
    with pytest.raises(TokenIMError):
        await phone.users.me()


async def test_an_application_makes_users_and_an_operator_locks_them_out(server: Server) -> None:
    async with AsyncExitStack() as stack:
        shop = await stack.enter_async_context(Client(server.url, server.key))
        operator = await Client.login(server.url, "admin", server.admin_password)
        await stack.enter_async_context(operator)
        user = await shop.server.create_user("shopper")
        tokens = await shop.server.create_tokens(user.id)
        shopper = await stack.enter_async_context(Client(server.url, tokens.access_token))
        assert (await shopper.users.me()).id == user.id

        assert (await operator.admin.suspend(user.id)).status == "suspended"
        with pytest.raises(TokenIMError) as caught:
            await shopper.users.me()

        assert caught.value.code == "auth.token_invalid"
        assert (await operator.admin.verify_audit()).broken_at is None
        assert [user.id for user in (await operator.admin.users(status="suspended")).items] == [user.id]


@pytest.mark.parametrize("name", [".", "..", "a/b", "a?b=c", "%2e", "é"])
async def test_a_value_stays_one_segment_of_the_path(people: People, name: str) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    with pytest.raises(TokenIMError) as caught:
        await alice.messages.react(talk.id, 1, name)

    assert caught.value.code in {"message.not_found", "request.invalid"}
