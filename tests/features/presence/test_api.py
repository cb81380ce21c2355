"""Do clients see who is online, and are they told when that changes?"""

from __future__ import annotations

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors, limits


async def test_looking_is_not_watching(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    await town.direct(alice, bob)
    hers = await town.device(alice)
    body = {"user_ids": [bob.user_id]}

    seen = await town.ask(alice, "presence.get", **body)
    phone = await town.device(bob)
    await town.quiet()
    assert seen == {"items": [{"user_id": bob.user_id, "online": False}], "next_cursor": None}
    assert hers.events() == []

    assert (await town.ask(alice, "presence.watch", **body))["items"][0]["online"] is True
    phone.gone()
    await town.quiet()
    (told,) = hers.events("presence.changed")
    (last,) = (await town.ask(alice, "presence.get", **body))["items"]
    assert told["data"] == last


@pytest.mark.parametrize("name", ["presence.get", "presence.watch"])
async def test_some_users_are_named_but_not_too_many(town: Town, name: str) -> None:
    alice = await town.user("alice")

    for wrong in ([], ["u"] * (limits.WATCHED_USERS + 1), [""]):
        with refused(errors.REQUEST_INVALID):
            await town.ask(alice, name, user_ids=wrong)
    assert await town.ask(alice, name, user_ids=["u_1"] * limits.WATCHED_USERS) == {
        "items": [],
        "next_cursor": None,
    }
