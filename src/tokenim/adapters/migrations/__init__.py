"""How does the schema grow? Numbered SQL files, each applied once, in one transaction, in order.

The server's own files stand here. A feature from outside brings a package of files of its own, with numbers of its own, that
only make tables whose names begin with the feature's. Those are applied after the server's.
"""

import re
import sqlite3
from collections.abc import Mapping
from importlib import resources

from tokenim.kernel import faults, plugin_rules

_NAME = re.compile(r"^(\d{4})_\w+\.sql$")
_NONE: Mapping[str, str] = {}
_OWN = "INSERT INTO schema (version) VALUES (?)"
_ADDED = "INSERT INTO feature_schema (feature, version) VALUES (?, ?)"
_ADDED_TABLE = """CREATE TABLE IF NOT EXISTS feature_schema (
    feature TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (feature, version)
)"""


class NewerDatabase(Exception):
    """The database was written by a newer version of the program, or of a feature."""


def files(package: str = __name__) -> list[tuple[int, str]]:
    """Return (number, SQL text) of every migration in a package, in order."""
    found = []
    for item in resources.files(package).iterdir():
        named = _NAME.match(item.name)
        if named:
            found.append((int(named[1]), item.read_text()))
    return sorted(found)


def migrate(db: sqlite3.Connection, added: Mapping[str, str] = _NONE) -> None:
    """Bring the schema up to date; a migration that fails or is interrupted leaves no trace.

    `added` are the packages with the migrations of features from outside, by the features' names. The tables of a feature that
    is not among them stay as they are.
    """
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
            _apply(db, text, _OWN, (number,))
    if added:
        db.execute(_ADDED_TABLE)
    for feature, package in added.items():
        _migrate_feature(db, feature, added_files(feature, package))


def added_files(feature: str, package: str) -> list[tuple[int, str]]:
    """Return (number, SQL text) of a feature from outside; raise `ValueError` where one touches what is not the feature's."""
    if feature in _first_words():
        raise ValueError(f"A feature cannot be called {feature}: the server has tables whose names begin so.")
    found = files(package)
    if [number for number, _ in found] != list(range(1, len(found) + 1)):
        raise ValueError(
            f"The migrations of {feature} in {package} must be numbered from 0001 on, without gaps."
        )
    for _, text in found:
        plugin_rules.check_schema(feature, text)
    return found


def _first_words() -> set[str]:
    """Return what the names of the server's tables begin with."""
    own = [name for _, text in files() for name in plugin_rules.made(text)]
    return {name.partition("_")[0] for name in [*own, "schema", "feature_schema"]}


def _migrate_feature(db: sqlite3.Connection, feature: str, known: list[tuple[int, str]]) -> None:
    query = "SELECT max(version) FROM feature_schema WHERE feature = ?"
    present = db.execute(query, (feature,)).fetchone()[0] or 0
    if present > len(known):
        raise NewerDatabase(
            f"The database has schema {present} of the feature {feature}, which knows {len(known)}: it was written by a newer "
            "version of the feature. Install that version, or restore a backup made before the upgrade."
        )
    for number, text in known[present:]:
        _apply(db, text, _ADDED, (feature, number))


def _apply(db: sqlite3.Connection, text: str, noted: str, values: tuple[str | int, ...]) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(text):
            db.execute(statement)
            faults.hit("migration_statement")
        db.execute(noted, values)
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
