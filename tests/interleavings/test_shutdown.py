"""Is everything that was acknowledged stored when the node stops in the middle of its batches?"""

from __future__ import annotations

import asyncio

import pytest

from tests import town as towns
from tests.interleavings.stage import Stage, run
from tests.profile import scaled
from tokenim.adapters.sqlite_writer import Writer
from tokenim.app import Node
from tokenim.kernel.unit_of_work import Work

SEEDS = scaled(quick=25, deep=500)
TEXTS = 12


def _raise(error: BaseException) -> None:
    raise error


async def _stopped_under_load(stage: Stage) -> dict[str, int]:
    """Send from two people, stop the node somewhere in between, and read what a new one finds."""
    alice, bob = await stage.people("alice", "bob")
    room = await stage.town.group(alice, bob)
    await stage.town.node.close()
    stage.town = towns.Town(Node(towns.settings(stage.folder, port=0, stop_seconds=5), on_fatal=_raise))
    await stage.town.node.start()

    sends = [
        asyncio.ensure_future(stage.say((alice, bob)[number % 2], room, str(number)))
        for number in range(TEXTS)
    ]
    await asyncio.sleep(stage.loop.some_time())
    begun = {sent.key[2] for sent in stage.history.sent}
    for number, send in enumerate(sends):
        if str(number) not in begun:
            send.cancel()
    await stage.town.node.stop()
    await asyncio.sleep(0.1)
    unanswered = [send for send in sends if not send.done()]

    stage.town = await towns.reopen(stage.folder)
    for person in (alice, bob):
        await stage.log(person, room)
    return {"begun": len(begun), "unanswered": len(unanswered)}


@pytest.mark.timeout(scaled(quick=60, deep=600))
def test_what_was_acknowledged_before_a_stop_is_there_after_it() -> None:
    ran = [run(_stopped_under_load, seed) for seed in range(SEEDS)]

    assert [(seed, one.broken) for seed, one in enumerate(ran) if one.broken] == []
    # What had begun when the stop was asked for has its answer when it is done.
    assert [seed for seed, one in enumerate(ran) if one.outcome["unanswered"]] == []
    assert len({one.outcome["begun"] for one in ran}) > 1, "the stop came at different moments"


def test_an_acknowledgement_before_the_commit_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    commit = Writer.commit

    def too_early(self: Writer, works: list[Work]) -> None:
        commit(self, works)
        # As if the last batch were acknowledged but never reached the disk.
        self._db.execute("DELETE FROM entries WHERE client_id = '3'")

    monkeypatch.setattr(Writer, "commit", too_early)

    ran = [run(_stopped_under_load, seed) for seed in range(5)]

    assert any("I1" in what for one in ran for what in one.broken)
