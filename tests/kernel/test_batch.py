"""Do the rules of a batch hold for any units, whatever stores them?"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from tests.kernel.memory import HISTORIES, MOVES, Memory, Unit, blank, committed, kept, said, units
from tokenim.catalogue.events import ConversationUpdated
from tokenim.kernel import batch
from tokenim.kernel.batch import Alone, Batch, Head
from tokenim.kernel.unit_of_work import Conflict, CountOf, Entry, Stale, Work


# --- any units -------------------------------------------------------------------------------------
@given(HISTORIES)
def test_the_seqs_of_each_stream_have_no_gap_and_its_head_is_the_last(history: list[list[Unit]]) -> None:
    memory, works = committed(history)

    for stream, seqs in memory.seqs().items():
        assert seqs == list(range(1, len(seqs) + 1))
        assert memory.heads[str(stream)].seq == len(seqs)
    stored = [(entry.stream, entry.seq) for work in works if kept(work) for entry in work.entries]
    assert sorted(stored) == sorted((str(row[0]), row[1]) for row in memory.rows)


@given(HISTORIES)
def test_counts_run_over_what_counts(history: list[list[Unit]]) -> None:
    memory, works = committed(history)

    counted: Counter[str] = Counter()
    for entry in (entry for work in works if kept(work) for entry in work.entries):
        counted[entry.stream] += entry.countable
        assert entry.count == counted[entry.stream]
    assert {stream: head.count for stream, head in memory.heads.items() if head.count} == +counted


@given(HISTORIES)
def test_a_version_moves_once_for_each_bump_of_what_was_stored(history: list[list[Unit]]) -> None:
    memory, works = committed(history)

    bumps = Counter(stream for work in works if kept(work) for stream in work.bumped)
    assert {stream: head.version for stream, head in memory.heads.items() if head.version} == bumps


@given(HISTORIES)
def test_a_manifest_names_exactly_what_its_batch_inserted(history: list[list[Unit]]) -> None:
    memory, inserted = Memory(), 0
    for described in history:
        before = len(memory.manifests)
        memory.commit(units(described, inserted))
        rows, inserted = memory.rows[inserted:], len(memory.rows)
        named = memory.manifests[before] if len(memory.manifests) > before else {}
        assert sorted((stream, seq) for stream, (first, last) in named.items() for seq in range(first, last + 1)) == (
            sorted((str(row[0]), row[1]) for row in rows)
        )  # fmt: skip


@given(HISTORIES)
def test_what_was_refused_or_repeated_leaves_no_trace(history: list[list[Unit]]) -> None:
    memory, works = committed(history)

    alone, after = Memory(), iter(works)
    for described in history:
        these = [next(after) for _ in described]
        again = [work for work in these if kept(work)]
        for work in these:
            work.follows = work.follows if work.follows in again else None
        alone.commit(again)

    assert alone.state() == memory.state()


@given(HISTORIES)
def test_the_fast_road_and_the_careful_road_agree(history: list[list[Unit]]) -> None:
    fast, hurried = committed(history)
    careful, slow = committed(history, careful=True)

    assert fast.state() == careful.state()
    assert fast.manifests == careful.manifests
    assert [outcome(work) for work in hurried] == [outcome(work) for work in slow]


def outcome(work: Work) -> tuple[object, ...]:
    return type(work.outcome), [
        (entry.duplicate, entry.seq, entry.count) for entry in work.entries if kept(work)
    ]


@given(HISTORIES)
def test_a_repeated_send_is_answered_with_the_first_entry(history: list[list[Unit]]) -> None:
    memory, works = committed(history)

    for entry in (entry for work in works for entry in work.entries if entry.duplicate):
        assert entry.client_id is not None
        first = memory.sent[entry.client_id, entry.sender_id, entry.stream]
        assert (entry.seq, entry.at, entry.body, entry.count) == first


@given(HISTORIES)
def test_who_relied_on_another_version_is_stale_and_so_is_who_follows(history: list[list[Unit]]) -> None:
    _, works = committed(history)

    versions: Counter[str] = Counter()
    for work in works:
        moved = any(versions[stream] != version for stream, version in work.expected)
        after = work.follows is not None and work.follows.outcome is not None
        assert isinstance(work.outcome, Stale) == (moved or after)
        if kept(work):
            versions.update(work.bumped)


# --- one by one ------------------------------------------------------------------------------------
def test_a_conflict_is_undone_alone_and_what_came_before_it_stays() -> None:
    memory, works = Memory(), [said(), blank(), said()]
    memory.keys["a"] = "there"
    works[1].append("c_1", ConversationUpdated(name="x"), trailing_update=MOVES)
    works[1].append("c_2", ConversationUpdated(name="x"))
    works[1].bump("c_1")
    works[1].write("insert", key="b", value=1)
    works[1].write("insert", key="a", value=1)

    assert not memory.commit(works)

    assert isinstance(works[1].outcome, Conflict)
    assert str(works[1].outcome) == "key a"
    assert memory.positions() == {"c_1": (2, 2, 0)}
    assert memory.manifests == [{"c_1": (1, 2)}]
    assert memory.keys == {"a": "there"}
    assert memory.followed == [(MOVES, "c_1", "u_1", 2, 2)]


def test_a_conflict_of_a_unit_that_may_be_a_retry_is_looked_into() -> None:
    memory = Memory()
    memory.keys["a"] = "there"
    work = said(client_id="i-1")
    work.write("insert", key="a", value=1)

    assert memory.commit([work])

    assert isinstance(work.outcome, Conflict)
    assert memory.state() == ([], {}, {"a": "there"}, [])


@pytest.mark.parametrize("writes", [(), (0,), (1,), (0, 1)])
def test_a_retry_in_the_same_batch_is_repeated(writes: tuple[int, ...]) -> None:
    memory, works = Memory(), [said(client_id="i-1"), said(client_id="i-1")]
    works[1].entries[0].at += 5
    for number in writes:
        works[number].write("insert", key=number, value=1)

    assert memory.commit(works)

    found = works[1].entries[0]
    assert (found.duplicate, found.seq, found.at, found.count) == (True, 1, 1000, 1)
    assert memory.seqs() == {"c_1": [1]}
    assert list(memory.keys) == [number for number in writes if number == 0]


def test_an_id_whose_first_unit_was_undone_is_free() -> None:
    memory, works = Memory(), [said(client_id="i-1"), said(client_id="i-1")]
    memory.keys["a"] = "there"
    works[0].write("insert", key="a", value=1)

    memory.commit(works)

    assert isinstance(works[0].outcome, Conflict)
    assert (works[1].outcome, works[1].entries[0].duplicate, works[1].entries[0].seq) == (None, False, 1)


def test_the_statement_that_follows_runs_once_for_each_sender_and_stream() -> None:
    memory = Memory()

    memory.commit([said(), said(user="u_2"), said(), said("c_2")])

    assert memory.followed == [
        (MOVES, "c_1", "u_1", 3, 3),
        (MOVES, "c_1", "u_2", 2, 2),
        (MOVES, "c_2", "u_1", 1, 1),
    ]


def test_values_stand_for_the_seq_and_the_count_of_an_entry() -> None:
    work = said()
    entry: Entry = work.entries[0]
    work.write("insert", key="seq", value=entry)
    work.write("insert", key="count", value=CountOf(entry))
    memory = Memory()
    memory.heads["c_1"] = Head(7, 3, 0)

    memory.commit([work])

    assert memory.keys == {"seq": 8, "count": 4}


def test_a_batch_that_stores_nothing_moves_nothing() -> None:
    memory, work = Memory(), said()
    work.expect("c_1", 7)

    memory.commit([work])

    assert (memory.heads, memory.manifests, memory.rows) == ({}, [], [])


def test_the_streams_that_decide_are_those_relied_on_moved_and_written() -> None:
    work = said("c_1")
    work.expect("c_2", 0)
    work.bump("c_3")

    assert batch.streams([work, said("c_1")]) == {"c_1", "c_2", "c_3"}


def test_the_heads_that_were_given_stay_as_they_are() -> None:
    heads = {"c_1": Head(3, 2, 1)}
    work = said()
    work.bump("c_1")

    planned = Batch([work], heads)
    rows = [step for step in planned.steps() if not isinstance(step, Alone)]

    assert [row[1] for step in rows for row in step] == [4]
    assert (heads["c_1"].seq, heads["c_1"].count, heads["c_1"].version) == (3, 2, 1)
    assert (planned.moved["c_1"].seq, planned.moved["c_1"].version) == (4, 2)
