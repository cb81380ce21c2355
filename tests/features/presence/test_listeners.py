"""Do people hear that somebody near them changed, and is nothing kept of who was deleted?"""

from __future__ import annotations

import pytest

from tests.town import Town
from tokenim.features.presence.listeners import Profiles
from tokenim.features.presence.service import WATCH
from tokenim.kernel import log


async def heard(town: Town) -> None:
    """Let presence hear everything that was ever stored."""
    profiles = Profiles(town.node.context.state[WATCH], town.node.committer, town.node.context)
    for batch, entries in await log.batches(town.node.database.read, 0, 1000):
        await profiles(batch, entries)
    await town.quiet()


async def test_who_shares_a_conversation_hears_that_a_profile_changed(town: Town) -> None:
    alice, bob, carol = await town.users("alice", "bob", "carol")
    await town.group(alice, bob)
    await town.direct(alice, bob)
    hers, his, others = [await town.device(user) for user in (alice, bob, carol)]

    await town.ask(alice, "users.update", display_name="Alicia")
    await heard(town)

    (told,) = his.events("user.changed")
    assert told == {"event": "user.changed", "stream": bob.user_id, "data": {"user_id": alice.user_id}}
    assert hers.events("user.changed") == []
    assert others.events() == []


@pytest.mark.parametrize("times", [1, 2])
async def test_of_a_deleted_user_no_last_time_is_kept(town: Town, times: int) -> None:
    alice, bob = await town.users("alice", "bob")
    await town.direct(alice, bob)
    hers, phone = await town.device(alice), await town.device(bob)
    phone.gone()
    await town.quiet()
    laptop = await town.device(bob)

    await town.erase(bob)
    for _ in range(times):
        await heard(town)
    laptop.gone()
    await town.quiet()

    assert await town.work().all("SELECT * FROM presence WHERE user_id = :id", id=bob.user_id) == []
    answer = await town.ask(alice, "presence.get", user_ids=[bob.user_id])
    assert answer["items"] == [{"user_id": bob.user_id, "online": False}]
    assert hers.events("user.changed")[0]["data"] == {"user_id": bob.user_id}
