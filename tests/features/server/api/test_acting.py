"""Can an application talk on behalf of its users, and does the record name it?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.features.world import World, refused
from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission


async def _group(world: World, shop: Any, alice: Any, bob: Any) -> str:
    body = {"act_as": alice.user_id, "kind": "group", "name": "Order 7", "member_ids": [bob.user_id]}
    made = await world.ask("server.conversations.create", body, shop)
    assert made["kind"] == "group"
    return str(made["id"])


def _message(conversation_id: str, user: Any, text: str = "On its way") -> dict[str, Any]:
    return {
        "act_as": user.user_id,
        "conversation_id": conversation_id,
        "client_id": "m-1",
        "type": "text",
        "content": {"text": text},
    }


async def test_an_application_opens_conversations_and_sends_as_its_user(world: World) -> None:
    shop, alice, bob = await world.application(), await world.user("alice"), await world.user("bob")
    group = await _group(world, shop, alice, bob)
    body = {"act_as": alice.user_id, "kind": "direct", "user_id": bob.user_id}
    direct = await world.ask("server.conversations.create", body, shop)

    sent = await world.ask("server.messages.send", _message(group, alice), shop)
    await world.ask("server.messages.send", _message(direct["id"], bob), shop)

    (message,) = (await world.ask("messages.list", {"conversation_id": group}, bob))["items"]
    assert (message["seq"], message["sender_id"]) == (sent["seq"], alice.user_id)
    assert message["content"] == {"text": "On its way"}


async def test_the_same_client_id_is_the_same_message(world: World) -> None:
    shop, alice, bob = await world.application(), await world.user("alice"), await world.user("bob")
    group = await _group(world, shop, alice, bob)

    first = await world.ask("server.messages.send", _message(group, alice), shop)
    again = await world.ask("server.messages.send", _message(group, alice), shop)

    assert first == again
    with refused(errors.CLIENT_ID_REUSED):
        await world.ask("server.messages.send", _message(group, alice, text="No"), shop)


async def test_the_record_names_the_application(world: World) -> None:
    shop, alice, bob = await world.application(), await world.user("alice"), await world.user("bob")
    group = await _group(world, shop, alice, bob)

    await world.ask("server.messages.send", _message(group, alice), shop)

    rows = (await world.ask("admin.audit.list", {}, await world.admin()))["items"]
    (row,) = [row for row in rows if row["operation"] == "server.messages.send"]
    assert (row["actor"], row["target"]) == (shop.application_id, group)
    assert "On its way" not in str(row)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"act_as": "u_nobody"}, errors.USER_NOT_FOUND),
        ({"content": {"url": "/x"}}, errors.REQUEST_INVALID),
        ({"content": {"text": " "}}, errors.REQUEST_INVALID),
        ({"type": "file", "content": {"url": "//host/x", "name": "x"}}, errors.REQUEST_INVALID),
        ({"conversation_id": "c_nothing"}, errors.CONVERSATION_NOT_FOUND),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    world: World, changes: dict[str, Any], code: errors.Code
) -> None:
    shop, alice, bob = await world.application(), await world.user("alice"), await world.user("bob")
    group = await _group(world, shop, alice, bob)

    with refused(code):
        await world.ask("server.messages.send", _message(group, alice) | changes, shop)


async def test_a_key_without_the_scope_cannot_act(world: World) -> None:
    tokens_only, alice = await world.application(Permission.SERVER_TOKENS), await world.user("alice")

    with refused(errors.PERMISSION_MISSING):
        await world.ask("server.messages.send", _message("c_x", alice), tokens_only)


async def test_what_an_application_does_for_a_user_says_so_to_everybody_and_for_ever(world: World) -> None:
    shop, alice, bob = await world.application(), await world.user("alice"), await world.user("bob")
    group = await _group(world, shop, alice, bob)
    sent = await world.ask("server.messages.send", _message(group, alice), shop)
    place = {"conversation_id": group, "seq": sent["seq"]}

    async def via() -> list[str]:
        (message,) = (await world.ask("messages.list", {"conversation_id": group}, bob))["items"]
        (first, *_) = (await world.ask("entries.list", {"conversation_id": group}, bob))["items"]
        return [message.get("via"), first["data"].get("via")]

    assert await via() == [shop.principal] * 2
    await world.ask("messages.edit", place | {"content": {"text": "Edited by hand"}}, alice)
    assert await via() == [shop.principal] * 2
    await world.ask("messages.recall", place, alice)
    assert await via() == [shop.principal] * 2
    own = (await world.ask("entries.mine", {}, bob))["items"]
    assert [entry["data"]["via"] for entry in own] == [shop.principal]


async def test_what_users_do_themselves_names_no_application(world: World) -> None:
    shop, alice, bob = await world.application(), await world.user("alice"), await world.user("bob")
    group = await _group(world, shop, alice, bob)
    granted = await world.caller(await world.ask("server.tokens.create", {"user_id": alice.user_id}, shop))

    body = {name: value for name, value in _message(group, alice).items() if name != "act_as"}
    await world.ask("messages.send", body, granted)

    (message,) = (await world.ask("messages.list", {"conversation_id": group}, bob))["items"]
    assert "via" not in message
