"""Are the database and its backup whole after the process that copied was killed, wherever it was?"""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.people import made
from tests.processes import command, environment
from tokenim.adapters import sqlite_copy

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory as a killed server leaves it: some of it in the file, some in the WAL."""
    folder = tmp_path_factory.mktemp("source")
    server, _ = made(folder)
    with closing(sqlite3.connect(server.data / "tokenim.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("INSERT INTO meta (key, value) VALUES ('only', 'in the WAL')")
        shutil.copytree(server.data, folder / "killed")
    assert (folder / "killed" / "tokenim.db-wal").stat().st_size > 0
    return folder / "killed"


def carry_out(fault: str, *arguments: str | Path) -> int:
    line = command(*map(str, arguments))
    done = subprocess.run(
        line, check=False, capture_output=True, text=True, env=environment(TOKENIM_FAULT=fault)
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def content(path: Path) -> dict[str, int]:
    """Return how many rows there are, of a database that is whole, without touching it."""
    with tempfile.TemporaryDirectory() as folder:
        for file in path.parent.glob(path.name + "*"):
            if file.suffix in (".db", ".db-wal") or file == path:
                shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as db:
            found = sqlite_copy.counts(db)
            sqlite_copy.check(db, found)
            return found


@pytest.mark.parametrize("point", ["copy_made", "copy_checked", "copy_placed"])
def test_a_killed_backup_leaves_the_old_copy_or_the_new_one(tmp_path: Path, source: Path, point: str) -> None:
    data, target = tmp_path / "data", tmp_path / "copy.db"
    shutil.copytree(source, data)
    target.write_bytes(b"the old copy")

    assert carry_out(f"{point}:1:kill", "backup", target, "--force", "--data", data) == -signal.SIGKILL

    if point == "copy_placed":
        assert content(target) == content(data / "tokenim.db")
    else:
        assert target.read_bytes() == b"the old copy"
    assert content(data / "tokenim.db")["meta"] == content(source / "tokenim.db")["meta"]
    assert carry_out("", "backup", target, "--force", "--data", data) == 0
    assert content(target) == content(data / "tokenim.db")


@pytest.mark.parametrize(
    ("point", "hit"),
    [("copy_made", 1), ("copy_checked", 1), ("copy_checked", 2), ("copy_placed", 2), ("old_put_aside", 1)],
)
def test_a_killed_restore_leaves_the_old_database_whole(
    tmp_path: Path, source: Path, point: str, hit: int
) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    shutil.copytree(source, data)
    assert carry_out("", "backup", copy, "--data", data) == 0
    before, copied = content(data / "tokenim.db"), copy.read_bytes()

    killed = carry_out(f"{point}:{hit}:kill", "restore", copy, "--force", "--data", data)

    assert killed == -signal.SIGKILL
    assert content(data / "tokenim.db") == before
    assert copy.read_bytes() == copied
    assert carry_out("", "restore", copy, "--force", "--data", data) == 0
    assert content(data / "tokenim.db") == before
    aside = [file for file in data.iterdir() if ".before-" in file.name]
    assert [content(file) for file in aside] == [before] * len(aside)
    assert aside
