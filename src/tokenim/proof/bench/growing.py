"""How does a database come to hold millions of messages in a minute? A real conversation is copied inside SQLite.

The copies differ in nothing but the conversation and the name that the sender gave each message; entries, heads and
members stay in step, which `tokenim doctor` confirms afterwards.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tokenim.proof.bench.programs import LoadFailed

_CONVERSATION = """INSERT INTO conversations (id, kind, name, description, avatar_url, history, created_by, created_at,
                                             member_count)
    SELECT :copy, kind, name, description, avatar_url, history, created_by, created_at, member_count
    FROM conversations WHERE id = :model"""
_MEMBERS = """INSERT INTO members (conversation_id, user_id, role, joined_at, visible_after, read_seq, read_count,
                                   delivered_seq, pinned, muted)
    SELECT :copy, user_id, role, joined_at, visible_after, read_seq, read_count, delivered_seq, pinned, muted
    FROM members WHERE conversation_id = :model"""
_STREAM = """INSERT INTO streams (id, last_seq, count, version, batch)
    SELECT :copy, last_seq, count, version, batch FROM streams WHERE id = :model"""
_ENTRIES = """INSERT INTO entries (stream, seq, kind, sender_id, client_id, at, count, body)
    SELECT :copy, seq, kind, sender_id, client_id || :number, at, count, body
    FROM entries WHERE stream = :model ORDER BY seq"""
_INDEX = "SELECT sql FROM sqlite_master WHERE name = 'entries_by_client_id'"


def grow(data: Path, model: str, messages: int) -> list[str]:
    """Copy a conversation of a stopped server until there are so many messages; return all such conversations."""
    with closing(sqlite3.connect(data / "tokenim.db", isolation_level=None)) as db:
        db.executescript(
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000"
        )
        held = db.execute("SELECT count(*) FROM entries WHERE stream = ?", (model,)).fetchone()[0]
        copies = [f"{model[:-6]}{number:06}" for number in range(max(0, -(-messages // held) - 1))]
        copies = [copy for copy in copies if copy != model]
        (index,) = db.execute(_INDEX).fetchone()
        # An index is quicker made anew from everything than kept in order at each of a million places.
        db.execute("DROP INDEX entries_by_client_id")
        db.execute("BEGIN")
        for number, copy in enumerate(copies):
            for statement in (_CONVERSATION, _MEMBERS, _STREAM, _ENTRIES):
                db.execute(statement, {"copy": copy, "model": model, "number": f"-{number}"})
        db.execute("COMMIT")
        db.execute(index)
        db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    return [model, *copies]


def examine(data: Path) -> None:
    """Let `tokenim doctor` judge the database."""
    environment = os.environ | {"TOKENIM_DATA": str(data), "TOKENIM_PORT": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", "tokenim", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise LoadFailed(f"The grown database is not sound:\n{ran.stdout}{ran.stderr}")
