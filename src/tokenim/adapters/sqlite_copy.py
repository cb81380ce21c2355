"""How is the database copied while it is in use, and how is a copy known to be whole?"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tokenim.adapters import data_lock, migrations
from tokenim.kernel import faults, ids

PAGES_AT_ONCE = 2_000
Progress = Callable[[float], None]


class NotWhole(Exception):
    """A database or a copy of one is not what it should be."""


def backup(source: Path, target: Path, progress: Progress) -> dict[str, int]:
    """Copy the database as it is at this moment, check the copy, and return how many rows its tables have.

    The server may run and write meanwhile. `target` appears when it is whole, and not before.
    """
    beside = target.with_name(target.name + ".part")
    beside.unlink(missing_ok=True)
    # Nobody else's business: it holds what people said.
    beside.touch(mode=0o600)
    try:
        with closing(_opened(source)) as original, closing(sqlite3.connect(beside)) as copy:
            # A read that is open holds this moment: without it every write of the server would begin the copy anew.
            original.execute("BEGIN")
            expected = counts(original)
            original.backup(
                copy, pages=PAGES_AT_ONCE, progress=lambda _, left, of: progress(1 - left / max(of, 1))
            )
            original.execute("ROLLBACK")
            faults.hit("copy_made")
            # One file that needs no companions.
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
            check(copy, expected)
        _keep(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    return expected


def restore(source: Path, target: Path, progress: Progress) -> dict[str, int]:
    """Put a copy of `source` at `target`, under a new epoch, and return how many rows its tables have.

    The epoch tells clients that what they know may be more than what there is now: they read the state anew.
    """
    with closing(_opened(source)) as original:
        version = schema(original)
        if version > migrations.files()[-1][0]:
            raise NotWhole(
                f"{source} has schema {version}: it was made by a newer version of TokenIM. Use that one."
            )
        check(original, counts(original))
    beside = target.with_name(target.name + ".part")
    beside.unlink(missing_ok=True)
    found = backup(source, beside, progress)
    with closing(sqlite3.connect(beside, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=FULL")
        db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('epoch', ?)", (ids.new("e"),))
        check(db, found | {"meta": counts(db)["meta"]})
    _keep(beside, target)
    return found


def check(db: sqlite3.Connection, expected: dict[str, int]) -> None:
    """Raise `NotWhole` unless the file is sound and its tables have these numbers of rows."""
    said = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")]
    if said != ["ok"]:
        raise NotWhole("The database is damaged: " + "; ".join(said))
    found = counts(db)
    wrong = [name for name in expected if expected[name] != found.get(name)]
    if wrong:
        raise NotWhole(f"The copy has other numbers of rows in {', '.join(wrong)}")


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    names = [
        row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    own = [name for name in names if not name.startswith("sqlite_")]
    # The names come from the file's own schema, and are quoted.
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in own}


def schema(db: sqlite3.Connection) -> int:
    """Return the version of the schema; raise `NotWhole` where there is none."""
    try:
        version = db.execute("SELECT max(version) FROM schema").fetchone()[0]
        db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
    except sqlite3.DatabaseError as error:
        raise NotWhole(f"This is no database of TokenIM ({error})") from error
    return int(version or 0)


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise NotWhole(f"There is no file {path}")
    db = sqlite3.connect(f"file:{path.absolute().as_uri().removeprefix('file://')}?mode=rw", uri=True)
    db.isolation_level = None
    db.execute("PRAGMA busy_timeout=5000")
    schema(db)
    return db


def _keep(beside: Path, target: Path) -> None:
    """Put the finished file in its place so that a power loss leaves the old one or the new one."""
    data_lock.sync(beside)
    faults.hit("copy_checked")
    beside.replace(target)
    faults.hit("copy_placed")
    data_lock.sync(target.parent)
