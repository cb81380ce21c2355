"""Can a backend read what its users can read, and no more?"""

from __future__ import annotations

from typing import Any

from tests.features.world import World, refused
from tokenim.catalogue import errors


async def group_of(world: World, shop: Any) -> str:
    for own in ("alice|1", "bob|2"):
        await world.ask("server.users.put", {"user_id": own}, shop)
    made = {"act_as": "alice|1", "kind": "group", "name": "Order 7", "member_ids": ["bob|2"]}
    group = str((await world.ask("server.conversations.create", made, shop))["id"])
    for number in range(3):
        sent = {
            "act_as": "alice|1",
            "conversation_id": group,
            "client_id": f"m-{number}",
            "mentions": ["bob|2"],
        }
        await world.ask(
            "server.messages.send", sent | {"type": "text", "content": {"text": str(number)}}, shop
        )
    return group


async def test_conversations_and_history_are_read_as_the_user(world: World) -> None:
    shop = await world.application()
    group = await group_of(world, shop)
    place = {"act_as": "bob|2", "conversation_id": group}

    listed = await world.ask("server.conversations.list", {"act_as": "bob|2"}, shop)
    newest = await world.ask("server.messages.list", place | {"limit": 2}, shop)
    after = await world.ask("server.messages.list", place | {"after_seq": 2}, shop)
    before = await world.ask("server.messages.list", place | {"before_seq": 2}, shop)
    older = await world.ask("server.messages.list", place | {"cursor": newest["next_cursor"]}, shop)
    first = await world.ask("server.messages.list", place | {"after_seq": 0, "limit": 1}, shop)
    newer = await world.ask("server.messages.list", place | {"cursor": first["next_cursor"]}, shop)

    assert [item["id"] for item in listed["items"]] == [group]
    assert [item["seq"] for item in newest["items"]] == [2, 3]
    assert ([item["seq"] for item in older["items"]], older["next_cursor"]) == ([1], None)
    assert [item["seq"] for item in first["items"]] == [1]
    assert ([item["seq"] for item in newer["items"]], newer["next_cursor"]) == ([2, 3], None)
    assert ([item["seq"] for item in after["items"]], after["next_cursor"]) == ([3], None)
    assert [item["seq"] for item in before["items"]] == [1]
    with refused(errors.REQUEST_INVALID):
        await world.ask("server.messages.list", place | {"before_seq": 2, "after_seq": 1}, shop)
    with refused(errors.CURSOR_INVALID):
        await world.ask("server.messages.list", place | {"cursor": "?"}, shop)


async def test_nothing_is_read_as_an_outsider_or_an_administrator(world: World) -> None:
    shop, carol, boss = await world.application(), await world.user("carol"), await world.admin()
    group = await group_of(world, shop)

    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await world.ask("server.messages.list", {"act_as": carol.user_id, "conversation_id": group}, shop)
    for name in ("server.messages.list", "server.conversations.list"):
        body = {"act_as": boss.user_id} | ({"conversation_id": group} if "messages" in name else {})
        with refused(errors.USER_PROTECTED):
            await world.ask(name, body, shop)
