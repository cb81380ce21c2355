"""Do people say yes and no to what strangers put them into?"""

from __future__ import annotations

from tests.town import Town, refused
from tokenim.catalogue import errors


async def test_whoever_accepts_is_no_longer_invited(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)
    assert (await town.view(bob, group))["invited_by"] == alice.user_id

    await town.ask(bob, "conversations.accept", conversation_id=group)

    assert "invited_by" not in await town.view(bob, group)
    with refused(errors.CONVERSATION_NO_INVITATION):
        await town.ask(bob, "conversations.decline", conversation_id=group)


async def test_whoever_declines_is_gone(town: Town) -> None:
    alice, bob = await town.users("alice", "bob")
    group = await town.group(alice, bob)

    await town.ask(bob, "conversations.decline", conversation_id=group)

    with refused(errors.CONVERSATION_NOT_A_MEMBER):
        await town.view(bob, group)
