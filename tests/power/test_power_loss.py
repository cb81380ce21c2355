"""Is everything that a client was told still there when the power fails, whatever the disk had taken by then?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.power.disk import Disk
from tests.power.record import Recorded, record, why_not
from tests.power.states import State, states
from tests.power.trace import Op, Sync, Told
from tests.profile import scaled
from tokenim.adapters.database_sqlite import connect

pytestmark = [pytest.mark.system, pytest.mark.timeout(scaled(quick=60, deep=600))]

STATES = scaled(quick=400, deep=2000)
ANSWERS = scaled(quick=500, deep=4000)


@pytest.fixture(scope="module", autouse=True)
def _tracing() -> None:
    if reason := why_not():
        print(f"power loss is not tried: {reason}")
        pytest.skip(reason)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return asyncio.run(record(tmp_path_factory.mktemp("full"), "FULL", answers=ANSWERS))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "state"
    made.mkdir()
    return made


def test_nothing_that_was_told_is_lost_and_nothing_is_damaged(full: Recorded, folder: Path) -> None:
    found = list(states(full, folder, count=STATES, seed=1))

    assert [state for state in found if wrong(state)] == []
    assert len(found) == STATES
    assert len({(promise.place, promise.client_id) for promise in full.promised}) >= full.answered * 0.95
    print(f"{STATES} states of {len(full.ops)} operations, {len(full.promised)} promises: all kept")


def wrong(state: State) -> bool:
    return bool(state.verdict.unsound or state.verdict.lost)


def test_the_run_holds_a_kill_in_a_commit_a_restart_and_checkpoints(full: Recorded) -> None:
    database = str(full.directory / "tokenim.db")
    folds = [op for op in full.ops[full.restart :] if isinstance(op, Sync) and op.file == database]

    assert len(folds) >= 2
    assert _left_by_the_killed(full, full.restart), "the kill did not come between a write and its sync"


def test_what_a_killed_process_wrote_is_on_the_disk_before_anybody_is_told_of_it(full: Recorded) -> None:
    first = next(at for at, op in enumerate(full.ops) if at > full.restart and isinstance(op, Told))

    assert _left_by_the_killed(full, first) == 0


def _left_by_the_killed(recorded: Recorded, upto: int) -> int:
    """Return how many writes of the first process on the WAL are not synced when operation `upto` comes."""
    disk = Disk()
    for op in recorded.ops[:upto]:
        disk.apply(op)
    wal = disk.names[str(recorded.directory / "tokenim.db-wal")]
    return sum(number < recorded.restart for number, _ in wal.waiting)


def test_a_disk_that_only_says_it_synced_is_found_out(full: Recorded, folder: Path) -> None:
    lying: list[Op] = [Told(b"") if isinstance(op, Sync) else op for op in full.ops]

    found = list(states(replace(full, ops=lying), folder, count=100, seed=2))

    assert any(state.verdict.lost for state in found)


@pytest.mark.deep
def test_normal_durability_is_found_to_lose_what_was_told_and_still_never_damages(
    tmp_path: Path, folder: Path
) -> None:
    normal = asyncio.run(record(tmp_path, "NORMAL", answers=ANSWERS // 2))

    found = list(states(normal, folder, count=STATES // 4, seed=3))

    assert any(state.verdict.lost for state in found)
    assert [state for state in found if state.verdict.unsound] == []


def test_writes_to_the_database_never_go_through_memory_maps(tmp_path: Path) -> None:
    db = connect(tmp_path / "own.db", "FULL")

    assert db.execute("PRAGMA mmap_size").fetchone() == (0,)

    db.close()
