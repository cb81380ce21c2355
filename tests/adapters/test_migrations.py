"""Does a migration bring what was there already into the new form?"""

from __future__ import annotations

import sqlite3

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
