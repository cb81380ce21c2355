"""Does a migration bring what was there already into the new form?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tokenim.adapters import migrations

CONVERSATION = """INSERT INTO conversations (id, kind, name, description, avatar_url, history, created_by, created_at)
    VALUES (?, 'group', '', '', '', 'all', 'u_1', 0)"""
MEMBER = """INSERT INTO members (conversation_id, user_id, role, joined_at, visible_after, read_seq, read_count)
    VALUES (?, ?, 'member', 0, 0, 0, 0)"""


def up_to(db: sqlite3.Connection, before: int, last: int) -> None:
    for number, text in migrations.files():
        if before < number <= last:
            db.executescript(text)


def test_conversations_that_were_there_know_how_many_members_they_have() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    up_to(db, 0, 21)
    for conversation_id, count in {"c_1": 3, "c_2": 0, "c_3": 1}.items():
        db.execute(CONVERSATION, (conversation_id,))
        for number in range(count):
            db.execute(MEMBER, (conversation_id, f"u_{number}"))

    up_to(db, 21, 22)

    counts = db.execute("SELECT id, member_count FROM conversations ORDER BY id").fetchall()
    db.close()
    assert counts == [("c_1", 3), ("c_2", 0), ("c_3", 1)]


def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *texts: str) -> str:
    """Make a package of migrations that can be imported, numbered from 1."""
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for number, text in enumerate(texts, start=1):
        (folder / f"{number:04}_step.sql").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_a_feature_from_outside_makes_its_tables_once_and_keeps_them_while_it_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = package(
        tmp_path, monkeypatch, "bells_schema",
        "CREATE TABLE bells (id TEXT PRIMARY KEY);", "CREATE TABLE bells_rung (id TEXT);",
    )  # fmt: skip
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrations.migrate(db, {"bells": named})
        db.execute("INSERT INTO bells VALUES ('b_1')")
        migrations.migrate(db)
        migrations.migrate(db, {"bells": named})

        assert db.execute("SELECT id FROM bells").fetchall() == [("b_1",)]
        assert db.execute("SELECT feature, version FROM feature_schema").fetchall() == [
            ("bells", 1),
            ("bells", 2),
        ]


def test_a_newer_schema_of_a_feature_is_refused_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = package(
        tmp_path, monkeypatch, "newer_bells", "CREATE TABLE bells (id TEXT);", "DROP TABLE bells;"
    )
    older = package(tmp_path, monkeypatch, "older_bells", "CREATE TABLE bells (id TEXT);")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrations.migrate(db, {"bells": newer})
        with pytest.raises(migrations.NewerDatabase, match="schema 2 of the feature bells, which knows 1"):
            migrations.migrate(db, {"bells": older})


@pytest.mark.parametrize("text", ["CREATE TABLE rings (id TEXT);", "DROP TABLE users;"])
def test_a_feature_that_touches_tables_of_others_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    named = package(tmp_path, monkeypatch, "thieves", "CREATE TABLE bells (id TEXT);", text)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        with pytest.raises(ValueError, match="of bells must begin with bells_"):
            migrations.migrate(db, {"bells": named})
        assert db.execute("SELECT count(*) FROM feature_schema").fetchone() == (0,)


@pytest.mark.parametrize("name", ["streams", "batches", "schema", "feature", "retired"])
def test_a_feature_is_not_called_as_tables_of_the_server_begin(name: str) -> None:
    with pytest.raises(ValueError, match=f"A feature cannot be called {name}: the server has tables"):
        migrations.added_files(name, "nowhere")


def test_a_gap_in_the_numbers_of_a_feature_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = package(tmp_path, monkeypatch, "gaps", "CREATE TABLE bells (id TEXT);", "SELECT 1;")
    (tmp_path / named / "0001_step.sql").unlink()
    with pytest.raises(ValueError, match="must be numbered from 0001 on, without gaps"):
        migrations.added_files("bells", named)
