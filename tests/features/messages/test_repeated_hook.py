"""Does a hook store nothing where its event is one that the stream has already?"""

from __future__ import annotations

import pytest

from tests.town import Town
from tokenim.catalogue.events import MessageSent
from tokenim.kernel.hooks import recorded
from tokenim.kernel.unit_of_work import Entry, Work

NOTE = "INSERT INTO meta (key, value) VALUES (:key, 'heard')"


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_message_sent_again_stores_nothing_of_a_recorded_hook(town: Town, times: int) -> None:
    called: list[str] = []

    def note(work: Work, entry: Entry, event: MessageSent) -> None:
        called.append(entry.stream)
        work.write(NOTE, key=f"heard {len(called)}")

    alice, bob = await town.users("alice", "bob")
    conversation = await town.direct(alice, bob)
    recorded(town.node.context, MessageSent, note)

    seqs = {await town.say(alice, conversation, client_id="same") for _ in range(times)}

    heard = await town.work().all("SELECT key FROM meta WHERE key LIKE 'heard %'")
    assert (len(seqs), len(called), heard) == (1, times, [("heard 1",)])
