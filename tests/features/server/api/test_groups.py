"""Can a backend keep the groups of its users, as one of their members?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.features.server.api.test_reading import group_of
from tests.features.world import World, refused
from tokenim.catalogue import errors


async def test_a_group_is_kept_from_its_making_to_its_end(world: World) -> None:
    shop, carol = await world.application(), await world.user("carol")
    group = await group_of(world, shop)
    place = {"act_as": "alice|1", "conversation_id": group}

    added = await world.ask("server.members.add", place | {"user_ids": [carol.user_id, "bob|2"]}, shop)
    await world.ask("server.groups.update", place | {"name": "Order 8"}, shop)
    await world.ask("server.messages.recall", place | {"seq": 1}, shop)
    await world.ask("server.members.remove", place | {"user_id": "bob|2"}, shop)
    seen = await world.ask("conversations.get", {"conversation_id": group}, carol)
    await world.ask("server.groups.dissolve", place, shop)

    assert added["added"] == [carol.user_id]
    assert (seen["name"], seen["member_count"]) == ("Order 8", 2)
    history = await world.ask("messages.list", {"conversation_id": group}, carol)
    assert [message.get("recalled", False) for message in history["items"]] == [True, False, False]
    entries = await world.ask("entries.list", {"conversation_id": group}, carol)
    assert {entry["data"]["via"] for entry in entries["items"]} == {shop.principal}


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("server.members.add", {"act_as": "bob|2", "user_ids": ["alice|1"]}, errors.CONVERSATION_ROLE),
        ("server.members.add", {"act_as": "alice|1", "user_ids": ["nobody|3"]}, errors.USER_NOT_FOUND),
        ("server.members.remove", {"act_as": "alice|1", "user_id": "nobody|3"}, errors.USER_NOT_FOUND),
        ("server.groups.dissolve", {"act_as": "bob|2"}, errors.CONVERSATION_ROLE),
        ("server.messages.recall", {"act_as": "bob|2", "seq": 1}, errors.MESSAGE_NOT_YOURS),
    ],
)
async def test_a_user_may_no_more_through_an_application(
    world: World, name: str, body: dict[str, Any], code: errors.Code
) -> None:
    shop = await world.application()
    group = await group_of(world, shop)

    with refused(code):
        await world.ask(name, body | {"conversation_id": group}, shop)
