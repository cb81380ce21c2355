"""Which conversations are there for a test of the store?"""

from __future__ import annotations

from tests.town import Town
from tokenim.features.conversations import store
from tokenim.features.conversations.model import Seat
from tokenim.kernel.unit_of_work import Work

DESCRIBED = {
    "kind": "group", "name": "Lunch", "description": "", "avatar_url": "", "history": "all", "member_count": 1,
}  # fmt: skip


def added(work: Work, conversation_id: str, pair: str | None = None) -> None:
    store.add(work, id=conversation_id, pair=pair, created_by="u_1", created_at=work.now, **DESCRIBED)
    store.add_member(work, conversation_id, "u_1", Seat("owner"), None, hide=True)


async def made(town: Town, *conversation_ids: str) -> None:
    for conversation_id in conversation_ids:
        work = town.work()
        added(work, conversation_id, f"pair of {conversation_id}")
        work.bump(conversation_id)
        await town.store(work)
