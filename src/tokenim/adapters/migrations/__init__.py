"""How does the schema grow? Numbered SQL files, each applied once, in one transaction, in order."""

import re
import sqlite3
from importlib import resources

from tokenim.kernel import faults

_NAME = re.compile(r"^(\d{4})_\w+\.sql$")


class NewerDatabase(Exception):
    """The database was written by a newer version of the program."""


def files() -> list[tuple[int, str]]:
    """Return (number, SQL text) of every migration, in order."""
    found = []
    for item in resources.files(__name__).iterdir():
        named = _NAME.match(item.name)
        if named:
            found.append((int(named[1]), item.read_text()))
    return sorted(found)


def migrate(db: sqlite3.Connection) -> None:
    """Bring the schema up to date; a migration that fails or is interrupted leaves no trace."""
    db.execute("CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL)")
    present = db.execute("SELECT max(version) FROM schema").fetchone()[0] or 0
    known = files()
    if present > known[-1][0]:
        raise NewerDatabase(
            f"The database has schema {present}, this program knows {known[-1][0]}: it was written by a newer version. "
            "Start that version, or restore a backup made before the upgrade."
        )
    for number, text in known:
        if number > present:
            _apply(db, number, text)


def _apply(db: sqlite3.Connection, number: int, text: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(text):
            db.execute(statement)
            faults.hit("migration_statement")
        db.execute("INSERT INTO schema (version) VALUES (?)", (number,))
        faults.hit("migration_ready")
        db.execute("COMMIT")
        faults.hit("migration_stored")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def statements(text: str) -> list[str]:
    """Split at semicolons that end a statement (triggers keep theirs)."""
    found, gathered = [], ""
    for line in text.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            found.append(gathered)
            gathered = ""
    return [statement for statement in [*found, gathered] if statement.strip()]
