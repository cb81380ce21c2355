"""Is it kept who was invited, who accepted and who declined?"""

from __future__ import annotations

from tests.town import Town
from tokenim.features.conversations import store
from tokenim.features.conversations.model import Seat
from tokenim.kernel.actor import Actor

ALICE, BOB = Actor("u_1", "user"), Actor("u_2", "user")


async def placed(town: Town, conversation_id: str, kind: str = "group", invited_by: str = "u_1") -> None:
    work = town.work(ALICE)
    described = {"name": "", "description": "", "avatar_url": "", "history": "all"}
    store.add(
        work,
        id=conversation_id,
        kind=kind,
        pair=None,
        created_by="u_1",
        created_at=work.now,
        member_count=2,
        **described,
    )
    store.add_member(work, conversation_id, "u_1", Seat("owner"), None, hide=False)
    store.add_member(work, conversation_id, "u_2", Seat("member", invited_by), None, hide=False)
    await town.store(work)


async def test_acquaintances_are_those_who_agreed(town: Town) -> None:
    await placed(town, "c_1")
    assert await store.invited_by(town.work(BOB), "c_1") == "u_1"
    assert await store.invited_by(town.work(BOB), "c_2") == ""
    assert await store.sharing_accepted_conversation(town.work(ALICE), ["u_2", "u_3"]) == set()
    assert await store.sharing_accepted_conversation(town.work(BOB), ["u_1", "u_3"]) == {"u_1"}

    await placed(town, "c_2", invited_by="")

    assert await store.sharing_accepted_conversation(town.work(ALICE), ["u_2", "u_3"]) == {"u_2"}
    assert await store.sharing_accepted_conversation(town.work(ALICE), []) == set()


async def test_open_invitations_to_groups_are_counted(town: Town) -> None:
    await placed(town, "c_1")
    await placed(town, "c_2", kind="direct")
    await placed(town, "c_3")
    await placed(town, "c_4", invited_by="")

    assert await store.with_many_invitations(town.work(), ["u_1", "u_2"], 2) == {"u_2"}
    assert await store.with_many_invitations(town.work(), ["u_1", "u_2"], 3) == set()


async def test_what_was_declined_counts_against_the_person_and_the_group_until_it_is_old(town: Town) -> None:
    for inviter in ("u_1", "u_3"):
        work = town.work(BOB)
        store.decline(work, "c_1", inviter, work.now - 1_000)
        await town.store(work)
        assert await store.who_declined(town.work(Actor(inviter, "user")), ["u_2"], "", 0) == {"u_2"}
    assert await store.who_declined(town.work(ALICE), ["u_2"], "c_1", 0) == {"u_2"}
    assert await store.who_declined(town.work(ALICE), ["u_2"], "c_2", 0) == set()
    assert await store.who_declined(town.work(ALICE), ["u_2"], "c_1", 2**62) == set()

    work = town.work(BOB)
    store.decline(work, "c_2", "u_1", work.now + 1_000)
    await town.store(work)

    assert await town.work().all("SELECT conversation_id FROM declined") == [("c_2",)]
