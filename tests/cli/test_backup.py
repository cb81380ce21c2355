"""Does a backup that was made under load hold a moment, and does a restore bring it back?"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from tests.cli.typing import PASSWORD, done, run
from tests.client.people import People, collect, started
from tests.processes import Server
from tokenim_client import Client, Live

pytestmark = pytest.mark.system


async def _talk(live: Live, conversation_id: str, sent: list[int], enough: asyncio.Event) -> None:
    while True:
        sent.append((await live.send(conversation_id, f"{len(sent)}")).seq)
        if len(sent) == 50:
            enough.set()


def _rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


async def test_a_backup_under_load_is_one_moment_and_clients_start_anew_after_a_restore(
    tmp_path: Path,
) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    server = Server(data).start()
    try:
        async with AsyncExitStack() as stack:
            people = People(server.url, stack)
            alice, bob = await people.new(), await people.new()
            talk = await alice.conversations.direct(bob.user.id)
            here = await stack.enter_async_context(alice.connect())
            there = await stack.enter_async_context(bob.connect())
            events = await started(there)
            before, after = await _backup_while_talking(here, talk.id, data, copy)
            [(last, count)] = _rows(
                copy, "SELECT max(seq), count(*) FROM entries WHERE kind = 'message.sent'"
            )

            await asyncio.to_thread(server.stop)
            restored = await asyncio.to_thread(done, "restore", str(copy), "--force", data=data)
            await asyncio.to_thread(server.start)
            # Both know more than the server does now: they are told so, with the state.
            [*_, state] = await collect(events, lambda event: event.kind == "resync_required", 30)
            accepted = await here.send(talk.id, "after the restore")
    finally:
        await asyncio.to_thread(server.kill)

    assert isinstance(last, int)
    assert last == count
    assert before <= last <= after
    assert state.kind == "resync_required"
    assert state.conversations[0].last_seq == last
    assert accepted.seq == last + 1
    assert "before-" in restored


async def _backup_while_talking(live: Live, conversation_id: str, data: Path, copy: Path) -> tuple[int, int]:
    """Back up in the middle of a talk; return how many messages were acknowledged before and after."""
    sent: list[int] = []
    enough = asyncio.Event()
    talking = asyncio.create_task(_talk(live, conversation_id, sent, enough))
    await enough.wait()
    before = len(sent)
    assert "Checked" in await asyncio.to_thread(done, "backup", str(copy), data=data)
    talking.cancel()
    await live.settled()
    # The one that was on its way may be stored, and counts.
    return before, len(sent) + 1


def test_a_restore_over_data_needs_force(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    done("user", "create", "alice", data=data, typed=PASSWORD + "\n")
    done("backup", str(copy), data=data)
    before = (data / "tokenim.db").read_bytes()

    refused = run("restore", str(copy), data=data)

    assert refused.returncode == 2
    assert "is not empty" in refused.stderr
    assert (data / "tokenim.db").read_bytes() == before


def test_a_restore_elsewhere_has_everything_and_another_epoch(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    done("user", "create", "alice", data=data, typed=PASSWORD + "\n")
    done("backup", str(copy), data=data)

    done("restore", str(copy), data=tmp_path / "new")

    assert "alice" in done("user", "list", data=tmp_path / "new")
    epoch = "SELECT value FROM meta WHERE key = 'epoch'"
    assert _rows(copy, epoch) != _rows(tmp_path / "new/tokenim.db", epoch)
    assert copy.stat().st_mode & 0o077 == 0


def test_a_running_server_is_not_restored_over(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    try:
        done("backup", str(tmp_path / "copy.db"), data=tmp_path / "data")
        refused = run("restore", str(tmp_path / "copy.db"), "--force", data=tmp_path / "data")
    finally:
        server.stop()

    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr


def test_a_backup_does_not_replace_a_file_unasked(tmp_path: Path) -> None:
    done("user", "list", data=tmp_path / "data")
    (tmp_path / "copy.db").write_text("precious")

    refused = run("backup", str(tmp_path / "copy.db"), data=tmp_path / "data")

    assert refused.returncode == 2
    assert (tmp_path / "copy.db").read_text() == "precious"


@pytest.mark.parametrize("damage", ["cut", "overwritten", "foreign", "newer", "missing"])
def test_a_damaged_backup_is_refused_and_nothing_changes(tmp_path: Path, damage: str) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    done("user", "create", "alice", data=data, typed=PASSWORD + "\n")
    done("backup", str(copy), data=data)
    before = (data / "tokenim.db").read_bytes()
    _damage(copy, damage)

    refused = run("restore", str(copy), "--force", data=data)

    assert refused.returncode == 1, refused.stdout
    assert "Nothing was changed" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (data / "tokenim.db").read_bytes() == before
    assert not list(data.glob("*.restored*"))


def _damage(copy: Path, damage: str) -> None:
    whole = copy.read_bytes()
    if damage == "cut":
        copy.write_bytes(whole[: len(whole) // 2])
    elif damage == "overwritten":
        copy.write_bytes(whole[:8192] + b"\x07" * 40_000 + whole[48_192:])
    elif damage == "foreign":
        copy.unlink()
        with closing(sqlite3.connect(copy)) as db:
            db.execute("CREATE TABLE something (id)")
    elif damage == "newer":
        with closing(sqlite3.connect(copy, isolation_level=None)) as db:
            db.execute("INSERT INTO schema (version) VALUES (9999)")
    else:
        copy.unlink()


async def test_a_restored_server_knows_its_users(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    done("user", "create", "alice", data=data, typed=PASSWORD + "\n")
    done("backup", str(copy), data=data)
    done("restore", str(copy), data=tmp_path / "new")
    server = Server(tmp_path / "new")
    server.key = "known"
    server.start()
    try:
        async with await Client.login(server.url, "alice", PASSWORD) as alice:
            assert alice.user.username == "alice"
    finally:
        await asyncio.to_thread(server.stop)
