"""Does the SQLite database survive newer files, broken migrations, a full disk, and long lives?"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.contracts.unit import STREAMS, Store, sqlite
from tokenim.adapters import migrations, sqlite_checkpoint
from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.adapters.migrations import NewerDatabase, migrate
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import faults
from tokenim.kernel.unit_of_work import Work

SCHEMA = "SELECT type, name, sql FROM sqlite_master ORDER BY name"


@pytest.fixture(autouse=True)
def _disarm() -> Iterator[None]:
    yield
    faults.arm("")


# --- the schema ------------------------------------------------------------------------------------
async def test_a_database_of_a_newer_version_is_refused_with_a_clear_text_and_left_as_it_is(
    tmp_path: Path,
) -> None:
    async with sqlite(tmp_path) as store:
        await store.commit(store.said("c_1"))
    path = tmp_path / "contract.db"
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO schema (version) VALUES (9999)")
    db.close()
    before = path.read_bytes()

    with pytest.raises(NewerDatabase, match=r"schema 9999.* newer version"):
        await SqliteDatabase(path, on_fatal=_raise).open()

    assert path.read_bytes() == before
    assert files(tmp_path) == ["contract.db"]


def files(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def _raise(error: BaseException) -> None:
    raise error


class Breaking(sqlite3.Connection):
    """A connection that fails at the n-th statement."""

    left = 0

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self.left -= 1
        if self.left == 0 and sql != "ROLLBACK":
            raise KeyboardInterrupt
        return super().execute(sql, parameters)


def opened(path: Path) -> Breaking:
    return sqlite3.connect(path, isolation_level=None, factory=Breaking)


def test_a_migration_that_is_interrupted_anywhere_leaves_no_trace_and_is_done_next_time(
    tmp_path: Path,
) -> None:
    whole = opened(tmp_path / "whole.db")
    migrate(whole)
    expected = whole.execute(SCHEMA).fetchall()
    statement = 0
    while True:
        statement += 1
        db = opened(tmp_path / f"{statement}.db")
        db.left = statement
        try:
            migrate(db)
        except KeyboardInterrupt:
            assert not db.in_transaction
            _holds_whole_migrations(db)
        else:
            break
        migrate(db)
        assert db.execute(SCHEMA).fetchall() == expected
        db.close()

    assert statement > 40


def _holds_whole_migrations(db: sqlite3.Connection) -> None:
    """Check that the tables are those of the migrations that are noted as done."""
    names = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    done = db.execute("SELECT max(version) FROM schema").fetchone()[0] or 0 if "schema" in names else 0
    model = sqlite3.connect(":memory:")
    for number, text in migrations.files():
        if number <= done:
            model.executescript(text)
    expected = {row[0] for row in model.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names - {"schema"} == expected
    model.close()


def test_a_last_statement_without_a_semicolon_is_not_forgotten() -> None:
    text = "CREATE TABLE a (x);\n-- why\nCREATE TABLE b (x)\n"

    assert len(migrations.statements(text)) == 2


# --- a disk that fails -------------------------------------------------------------------------------
async def test_a_full_disk_refuses_and_when_there_is_room_again_it_goes_on(tmp_path: Path) -> None:
    async with sqlite(tmp_path) as store:
        await store.commit(store.said("c_1"))
        _limit(store, pages=_pages(store))
        works = [store.said("c_1", "x" * 10_000) for _ in range(20)]

        await store.commit(*works)

        assert {_code(work) for work in works} == {errors.STORAGE_FULL}
        assert await store.seqs("c_1") == [1]

        _limit(store, pages=2**31)
        again = store.said("c_1", "y" * 10_000)
        await store.commit(again)

        assert (again.outcome, again.entries[0].seq) == (None, 2)
        assert await store.rows(STREAMS) == [("c_1", 2, 2, 0)]
        assert await store.manifests() == [{"c_1": [1, 1]}, {"c_1": [2, 2]}]
        assert store.fatal == []


def _pages(store: Store) -> int:
    return int(store.database._db.execute("PRAGMA page_count").fetchone()[0])


def _limit(store: Store, pages: int) -> None:
    store.database._db.execute(f"PRAGMA max_page_count={pages}").fetchall()


def _code(work: Work) -> object:
    return work.outcome.code if isinstance(work.outcome, TokenIMError) else work.outcome


@pytest.mark.parametrize("point", ["rows_inserted", "before_commit", "after_commit"])
async def test_an_error_of_the_disk_ends_the_node_and_nothing_is_acknowledged(
    tmp_path: Path, point: str
) -> None:
    async with sqlite(tmp_path) as store:
        await store.commit(store.said("c_1"))
        acknowledged: list[Work] = []
        faults.arm(f"{point}:1:raise")

        for _ in range(3):
            store.database.submit([store.said("c_1")], acknowledged.extend)
        async with asyncio.timeout(5):
            while not store.fatal:  # noqa: ASYNC110 (the thread tells it when it will)
                await asyncio.sleep(0.001)

        assert acknowledged == []
        assert [str(error) for error in store.fatal] == [f"fault at {point}"]
    async with sqlite(tmp_path) as store:
        kept = 2 if point == "after_commit" else 1
        assert await store.seqs("c_1") == list(range(1, kept + 1))


# --- the WAL -----------------------------------------------------------------------------------------
async def test_the_wal_stays_bounded_while_writing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def largest_wal(name: str, limit: int) -> int:
        monkeypatch.setattr(sqlite_checkpoint, "WAL_BYTES", limit)
        largest = 0
        async with sqlite(tmp_path / name) as store:
            for number in range(400):
                await store.commit(*(store.said("c_1", "x" * 1000) for _ in range(10)))
                largest = max(largest, _wal_bytes(tmp_path / name))
                if number % 20 == 0:
                    await asyncio.sleep(0.02)
            assert len(await store.seqs("c_1")) == 4000
        return largest

    assert await largest_wal("bounded", 200_000) < await largest_wal("unbounded", 10**12) / 2


def _wal_bytes(folder: Path) -> int:
    return (folder / "contract.db-wal").stat().st_size


def test_a_checkpoint_that_fails_is_logged_and_no_more(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "locked.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL").fetchall()
    db.execute("BEGIN IMMEDIATE")
    db.execute("CREATE TABLE a (x)")

    with capture_logs() as logs:
        sqlite_checkpoint.checkpoint(db)
    db.close()

    assert [logged["event"] for logged in logs] == ["checkpoint.failed"]


async def test_a_disk_that_fails_in_a_checkpoint_ends_the_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_checkpoint, "WAL_BYTES", 10_000)
    faults.arm("checkpoint_copying:1:raise")
    async with sqlite(tmp_path) as store:
        async with asyncio.timeout(5):
            while not store.fatal:
                store.database.submit([store.said("c_1")], lambda _: None)
                await asyncio.sleep(0.001)

        assert [str(error) for error in store.fatal] == ["fault at checkpoint_copying"]


async def test_a_writer_that_others_keep_out_refuses_and_goes_on(tmp_path: Path) -> None:
    async with sqlite(tmp_path) as store:
        await store.commit(store.said("c_1"))
        store.database._db.execute("PRAGMA busy_timeout=10").fetchall()
        other = sqlite3.connect(tmp_path / "contract.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refused = store.said("c_1")
        await store.commit(refused)
        other.execute("ROLLBACK")
        other.close()
        again = store.said("c_1")
        await store.commit(again)

        assert _code(refused) == errors.SERVER_BUSY
        assert (again.outcome, again.entries[0].seq, store.fatal) == (None, 2, [])


async def test_closing_folds_the_wal_into_the_file(tmp_path: Path) -> None:
    async with sqlite(tmp_path) as store:
        await store.commit(store.said("c_1"))
        assert (tmp_path / "contract.db-wal").stat().st_size > 0

    assert files(tmp_path) == ["contract.db"]
    db = sqlite3.connect(tmp_path / "contract.db")
    assert db.execute("SELECT count(*) FROM entries").fetchone() == (1,)
    db.close()


async def test_what_was_submitted_before_the_close_is_stored(tmp_path: Path) -> None:
    async with sqlite(tmp_path) as store:
        for _ in range(10):
            store.database.submit([store.said("c_1")], lambda works: None)
    async with sqlite(tmp_path) as store:
        assert await store.seqs("c_1") == list(range(1, 11))


async def test_every_commit_is_on_the_disk_before_it_is_reported(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "full.db", on_fatal=_raise)
    await database.open()

    level = database._db.execute("PRAGMA synchronous").fetchone()
    mode = database._db.execute("PRAGMA journal_mode").fetchone()
    await database.close()

    assert (level, mode) == ((2,), ("wal",))
