"""Does a batch become visible after all those with smaller ids, and whole? Every adapter must pass this."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from tests.contracts.unit import ADAPTERS, Store
from tests.profile import scaled
from tokenim.kernel.unit_of_work import Query, Row

BATCHES: Query = ("SELECT id, manifest FROM batches ORDER BY id", {})
STREAMS: Query = ("SELECT id, last_seq, batch FROM streams WHERE batch > 0", {})
ENTRIES: Query = ("SELECT stream, max(seq) FROM entries GROUP BY stream", {})
WRITERS = 4
EACH = scaled(quick=40, deep=1_000)


def skipped(ids: list[int]) -> bool:
    """Whether a snapshot with these batches lacks one that may appear later: ids have no gaps."""
    return ids != list(range(1, len(ids) + 1))


def torn(batches: list[Row], streams: list[Row], entries: list[Row]) -> list[str]:
    """Return the streams of which a snapshot does not show what its manifests say."""
    named: dict[str, tuple[int, int]] = {}
    for batch, manifest in batches:
        for stream, (_, last) in msgspec.json.decode(manifest).items():
            named[stream] = (last, batch)
    shown = {stream: (seq, batch) for stream, seq, batch in streams}
    held = {row[0]: row[1] for row in entries}
    return [stream for stream in named.keys() | shown.keys() | held.keys()
            if named.get(stream) != shown.get(stream) or named.get(stream, (0,))[0] != held.get(stream)]  # fmt: skip


@pytest.mark.parametrize("name", ADAPTERS)
async def test_every_snapshot_holds_all_batches_up_to_its_newest_each_of_them_whole(
    name: str, tmp_path: Path
) -> None:
    async with ADAPTERS[name](tmp_path) as store:
        writing = asyncio.gather(*[_write(store, f"c_{number}") for number in range(WRITERS)])
        newest, snapshots = 0, 0
        while not writing.done():
            batches, streams, entries = await store.database.read(BATCHES, STREAMS, ENTRIES)
            ids = [row[0] for row in batches]
            assert not skipped(ids)
            assert torn(batches, streams, entries) == []
            assert len(ids) >= newest
            newest, snapshots = len(ids), snapshots + 1
        await writing

        assert len(await store.manifests()) == WRITERS * EACH
        assert snapshots > 1


async def _write(store: Store, stream: str) -> None:
    for _ in range(EACH):
        await store.commit(store.said(stream), store.said(stream))


def test_a_batch_that_appears_after_a_larger_one_is_found() -> None:
    assert skipped([1, 2, 4])
    assert skipped([2])
    assert not skipped([1, 2, 3])


def test_a_batch_that_is_shown_in_part_is_found() -> None:
    batches: list[Row] = [(1, b'{"c_1":[1,2]}'), (2, b'{"c_1":[3,3]}')]

    assert torn(batches, [("c_1", 3, 2)], [("c_1", 3)]) == []
    assert torn(batches, [("c_1", 2, 1)], [("c_1", 3)]) == ["c_1"]
    assert torn(batches, [("c_1", 3, 2)], [("c_1", 2)]) == ["c_1"]
    assert torn(batches[:1], [("c_1", 2, 1), ("c_2", 1, 2)], [("c_1", 2), ("c_2", 1)]) == ["c_2"]
