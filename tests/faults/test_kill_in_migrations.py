"""Is a database whole after the process was killed while the schema grew, and does the next start finish the work?"""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes import environment
from tests.profile import scaled
from tokenim.adapters import migrations
from tokenim.adapters.database_sqlite import connect

SCHEMA = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
PROGRAM = """
import pathlib, sys
from tokenim.adapters import migrations
from tokenim.adapters.database_sqlite import connect
migrations.migrate(connect(pathlib.Path(sys.argv[1]), "FULL"))
"""
# The statements of all migrations; the test of a number that no statement has sees to it that this stays true.
STATEMENTS = sum(len(migrations.statements(text)) for _, text in migrations.files())
KILLS = [
    *(("migration_statement", number) for number in range(1, STATEMENTS + 1, scaled(quick=17, deep=1))),
    *(("migration_ready", number) for number in scaled(quick=(3,), deep=range(1, 6))),
    *(("migration_stored", number) for number in scaled(quick=(3,), deep=range(1, 6))),
]


def migrate(path: Path, fault: str) -> int:
    """Migrate in a process of its own and return its exit code."""
    line = [sys.executable, "-c", PROGRAM, str(path)]
    return subprocess.run(line, check=False, env=environment(TOKENIM_FAULT=fault)).returncode


def schema(path: Path) -> tuple[list[tuple[str, ...]], int]:
    with closing(connect(path, "FULL")) as db:
        migrations.migrate(db)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        versions = [row[0] for row in db.execute("SELECT version FROM schema ORDER BY version")]
        assert versions == [number for number, _ in migrations.files()]
        return db.execute(SCHEMA).fetchall(), db.execute("SELECT count(*) FROM streams").fetchone()[0]


@pytest.mark.parametrize(("point", "number"), KILLS)
def test_a_migration_killed_here_is_finished_by_the_next_start(
    tmp_path: Path, point: str, number: int
) -> None:
    whole = schema(tmp_path / "whole.db")

    assert migrate(tmp_path / "killed.db", f"{point}:{number}:kill") == -signal.SIGKILL

    assert schema(tmp_path / "killed.db") == whole


def test_no_statement_is_left_out_of_the_kills(tmp_path: Path) -> None:
    assert migrate(tmp_path / "whole.db", f"migration_statement:{STATEMENTS + 1}:kill") == 0
