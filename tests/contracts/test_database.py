"""Does a database keep what the port promises? Every adapter must pass this."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.unit import ADAPTERS, ENTRIES, INSERT, META, STREAMS, Store, sqlite
from tokenim.catalogue.events import ConversationUpdated, MessageSent
from tokenim.kernel.unit_of_work import Conflict, CountOf, Query, Stale, Work

MOVES = """INSERT INTO meta (key, value) VALUES (:stream || ' ' || :sender, :seq || ' ' || :count)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value"""


@pytest.fixture(params=ADAPTERS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with ADAPTERS[request.param](tmp_path) as store:
        yield store
    assert store.fatal == []


# --- streams ---------------------------------------------------------------------------------------
async def test_seqs_are_gapless_from_one_in_the_order_of_the_batch(store: Store) -> None:
    works = [store.said("c_1"), store.said("c_2"), store.said("c_1")]
    works[2].append("c_1", ConversationUpdated(name="x"))

    await store.commit(*works)
    await store.commit(last := store.said("c_1"))

    assert [entry.seq for work in works for entry in work.entries] == [1, 1, 2, 3]
    assert last.entries[0].seq == 4
    assert await store.seqs("c_1") == [1, 2, 3, 4]
    assert await store.rows(STREAMS) == [("c_1", 4, 3, 0), ("c_2", 1, 1, 0)]


async def test_the_running_count_counts_messages_and_nothing_else(store: Store) -> None:
    works = [store.said("c_1"), store.renamed("c_1"), store.said("c_1")]

    await store.commit(*works)

    assert [work.entries[0].count for work in works] == [1, 1, 2]
    assert await store.rows("SELECT count FROM entries ORDER BY seq") == [(1,), (1,), (2,)]


async def test_seqs_go_on_after_a_restart(tmp_path: Path) -> None:
    async with sqlite(tmp_path) as store:
        await store.commit(store.said("c_1"), store.bumped("c_1"))
        epoch = store.database.epoch
    async with sqlite(tmp_path) as store:
        work = store.said("c_1")
        work.expect("c_1", 1)
        await store.commit(work)

        assert (work.outcome, work.entries[0].seq, work.entries[0].count) == (None, 2, 2)
        assert store.database.epoch == epoch


async def test_the_manifest_of_a_batch_names_what_it_wrote(store: Store) -> None:
    await store.commit(store.said("c_1"), store.said("c_1"), store.said("c_2"))
    await store.commit(store.said("c_1"), store.bumped("c_3"))
    await store.commit(store.bumped("c_3"))

    assert await store.manifests() == [{"c_1": [1, 2], "c_2": [1, 1]}, {"c_1": [3, 3]}, {}]


async def test_a_batch_that_stores_nothing_leaves_no_manifest(store: Store) -> None:
    stale = store.said("c_1")
    stale.expect("c_1", 7)

    await store.commit(stale)

    assert await store.manifests() == []


async def test_moves_follows_the_newest_entry_of_each_sender(store: Store) -> None:
    works = []
    for user in ("u_1", "u_2", "u_1"):
        work = store.work(user)
        work.append("c_1", MessageSent(type="text", content={}), trailing_update=MOVES)
        works.append(work)

    await store.commit(*works)

    assert await store.rows(META) == [("c_1 u_1", "3 3"), ("c_1 u_2", "2 2")]


async def test_a_write_can_name_the_seq_and_count_of_its_entry(store: Store) -> None:
    work = store.said("c_1")
    work.write(INSERT, key="seq", value=work.entries[0])
    work.write(INSERT, key="count", value=CountOf(work.entries[0]))

    await store.commit(store.said("c_1"), store.renamed("c_1"), work)

    assert await store.rows(META) == [("count", "2"), ("seq", "3")]


# --- what is refused ---------------------------------------------------------------------------------
async def test_a_stale_unit_is_left_out_alone_and_leaves_no_gap(store: Store) -> None:
    await store.commit(store.bumped("c_1"))
    works = [store.said("c_1") for _ in range(3)]
    for work, version in zip(works, (1, 0, 1), strict=True):
        work.expect("c_1", version)

    await store.commit(*works)

    assert [type(work.outcome) for work in works] == [type(None), Stale, type(None)]
    assert await store.seqs("c_1") == [1, 2]


async def test_a_version_moves_within_a_batch(store: Store) -> None:
    before, after = store.said("c_1"), store.said("c_1")
    before.expect("c_1", 0)
    after.expect("c_1", 0)

    await store.commit(before, store.bumped("c_1"), after)

    assert before.outcome is None
    assert isinstance(after.outcome, Stale)


@pytest.mark.parametrize("together", [True, False])
async def test_a_unit_that_follows_a_stale_one_is_stale(store: Store, together: bool) -> None:
    stale, follows = store.said("c_1"), store.said("c_2")
    stale.expect("c_1", 7)
    follows.follows = stale

    if together:
        await store.commit(stale, follows)
    else:
        await store.commit(stale)
        await store.commit(follows)

    assert isinstance(follows.outcome, Stale)
    assert await store.seqs("c_2") == []


async def test_a_conflict_undoes_its_unit_alone(store: Store) -> None:
    await store.commit(store.written("a", "first"))
    work = store.written("b")
    work.append("c_9", MessageSent(type="text", content={}), trailing_update=MOVES)
    work.bump("c_1")
    work.write(INSERT, key="a", value="second")
    good = [store.written("c"), store.said("c_1"), store.written("d")]

    await store.commit(good[0], work, *good[1:])

    assert isinstance(work.outcome, Conflict)
    assert [unit.outcome for unit in good] == [None, None, None]
    assert await store.rows(META) == [("a", "first"), ("c", ""), ("d", "")]
    assert await store.seqs("c_1") == [1, 2, 3, 4]
    assert await store.seqs("c_9") == []
    assert (await store.manifests())[-1] == {"c_1": [2, 4]}
    assert await store.rows(STREAMS) == [("c_1", 4, 1, 0)]


async def test_only_the_first_of_two_that_write_the_same_row_is_stored(store: Store) -> None:
    await store.commit(store.written("a", "1"), second := store.written("a", "2"))

    assert isinstance(second.outcome, Conflict)
    assert await store.rows(META) == [("a", "1")]


# --- client ids --------------------------------------------------------------------------------------
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("writes", [(False, False), (True, False), (False, True), (True, True)])
async def test_a_client_id_given_again_gets_the_first_entry_and_stores_nothing(
    store: Store, together: bool, writes: tuple[bool, bool]
) -> None:
    first, again = store.said("c_1", "one", "i-1"), store.said("c_1", "two", "i-1")
    for number, (work, write) in enumerate(zip((first, again), writes, strict=True)):
        work.entries[0].at += number
        if write:
            work.write(INSERT, key=f"{number}", value="")
    between = store.said("c_1")
    batches = [[first, between, again]] if together else [[first, between], [again]]

    for batch in batches:
        await store.commit(*batch)

    found = again.entries[0]
    assert (first.outcome, again.outcome) == (None, None)
    assert (first.entries[0].duplicate, found.duplicate) == (False, True)
    assert (found.seq, found.at, found.body) == (1, 1000, first.entries[0].body)
    assert await store.seqs("c_1") == [1, 2]
    assert await store.rows(META) == ([("0", "")] if writes[0] else [])


async def test_a_client_id_belongs_to_its_sender_and_stream(store: Store) -> None:
    owners = (("c_1", "u_1"), ("c_2", "u_1"), ("c_1", "u_2"))
    works = [store.said(stream, client_id="i", user=user) for stream, user in owners]

    await store.commit(*works)

    assert [work.entries[0].duplicate for work in works] == [False, False, False]


# --- reading -----------------------------------------------------------------------------------------
async def test_what_was_reported_as_committed_can_be_read_at_once(store: Store) -> None:
    for number in range(1, 50):
        await store.commit(store.said("c_1"))

        assert len(await store.seqs("c_1")) == number


async def test_several_reads_see_one_moment(store: Store) -> None:
    count: Query = ("SELECT count(*) FROM entries", {})
    writing = asyncio.ensure_future(_keep_writing(store, 100))

    while not writing.done():
        results = await store.database.read(count, *[count] * 20)
        assert len({rows[0] for rows in results}) == 1

    await writing


async def _keep_writing(store: Store, times: int) -> None:
    for _ in range(times):
        await store.commit(store.said("c_1"))


async def test_nobody_can_write_through_a_read(store: Store) -> None:
    with pytest.raises(Exception, match="readonly"):
        await store.database.read((INSERT, {"key": "a", "value": ""}))


async def test_a_read_that_fails_harms_nobody(store: Store) -> None:
    with pytest.raises(Exception, match="no such table"):
        await store.database.read(("SELECT 1", {}), ("SELECT * FROM nowhere", {}))

    assert await store.rows("SELECT 1") == [(1,)]


async def test_who_stops_waiting_for_a_read_harms_nobody(store: Store) -> None:
    reading = asyncio.ensure_future(store.rows("SELECT 1"))
    await asyncio.sleep(0)
    reading.cancel()

    assert await store.rows("SELECT 2") == [(2,)]


# --- any history -------------------------------------------------------------------------------------
UNITS = st.lists(
    st.tuples(
        st.sampled_from(["c_1", "c_2"]),
        st.sampled_from(["say", "say", "rename", "bump", "write", "stale"]),
        st.sampled_from([None, None, "i-1", "i-2"]),
    ),
    max_size=12,
)


def unit(store: Store, stream: str, what: str, client_id: str | None) -> Work:
    work = store.work()
    if what == "bump":
        work.bump(stream)
        return work
    if what == "stale":
        work.expect(stream, 99)
    if what == "write":
        work.write(INSERT, key=stream, value="")
    event = ConversationUpdated(name=what) if what == "rename" else MessageSent(type="text", content={})
    work.append(stream, event, client_id=client_id, trailing_update=MOVES if what == "say" else "")
    return work


async def stored(history: list[tuple[str, str, str | None]], cuts: list[bool]) -> list[object]:
    """Return the log after the history, cut into batches."""
    with TemporaryDirectory() as folder:
        async with sqlite(Path(folder)) as store:
            batch: list[Work] = []
            outcomes: list[object] = []
            for number, described in enumerate(history):
                batch.append(unit(store, *described))
                if cuts[number]:
                    await store.commit(*batch)
                    outcomes += [type(work.outcome) for work in batch]
                    batch = []
            if batch:
                await store.commit(*batch)
                outcomes += [type(work.outcome) for work in batch]
            return [outcomes, await store.rows(ENTRIES), await store.rows(STREAMS), await store.rows(META)]


@settings(max_examples=25)
@given(UNITS, st.lists(st.booleans(), min_size=12, max_size=12))
async def test_any_split_of_the_same_units_into_batches_gives_the_same_log(
    history: list[tuple[str, str, str | None]], cuts: list[bool]
) -> None:
    one_by_one = await stored(history, [True] * 12)

    assert await stored(history, cuts) == one_by_one
    assert await stored(history, [False] * 12) == one_by_one
