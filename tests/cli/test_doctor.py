"""Does the doctor find what is wrong, and say how to mend it?"""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.typing import PASSWORD, done, run
from tests.processes import Server

pytestmark = pytest.mark.system


@pytest.fixture
def data(tmp_path: Path) -> Path:
    done("user", "create", "alice", data=tmp_path / "data", typed=PASSWORD + "\n")
    return tmp_path / "data"


def test_a_healthy_server_has_nothing_wrong(data: Path) -> None:
    said = done("doctor", data=data, TOKENIM_PORT="0")

    assert "Nothing is wrong" in said
    assert "[XX]" not in said
    assert "integrity_check" in said


def test_data_that_is_not_there_yet_is_fine(tmp_path: Path) -> None:
    assert "the first start makes it" in done("doctor", data=tmp_path / "later", TOKENIM_PORT="0")
    assert not (tmp_path / "later").exists()


def test_a_running_server_is_noticed(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    try:
        assert "A server is running" in done("doctor", data=tmp_path / "data")
    finally:
        server.stop()


def test_a_port_in_use_is_found(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        found = run("doctor", data=data, TOKENIM_PORT=str(other.getsockname()[1]))

    assert found.returncode == 1
    assert "could not listen" in found.stdout
    assert "TOKENIM_PORT" in found.stdout


def test_weak_durability_and_open_doors_are_worth_a_look(data: Path) -> None:
    data.chmod(0o755)

    said = done("doctor", data=data, TOKENIM_PORT="0", TOKENIM_SYNCHRONOUS="NORMAL")

    assert "a power loss may take" in said
    assert f"chmod o-rwx {data}" in said
    assert "rm " + str(data / "first-start.txt") in said
    assert "Worth a look: 3" in said


def test_a_sample_secret_is_found(data: Path) -> None:
    found = run("doctor", data=data, TOKENIM_PORT="0", TOKENIM_ADMIN_PASSWORD="changeme")

    assert found.returncode == 1
    assert "TOKENIM_ADMIN_PASSWORD" in found.stdout


def test_a_data_directory_that_cannot_be_made_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    found = run("doctor", data=tmp_path / "file", TOKENIM_PORT="0")

    assert found.returncode == 1
    assert "is no directory" in found.stdout


def _newer(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO schema (version) VALUES (9999)")


def _foreign(db: sqlite3.Connection) -> None:
    db.execute("DROP TABLE meta")


def _future(db: sqlite3.Connection) -> None:
    at = int(time.time() * 1000) + 3_600_000
    db.execute("INSERT INTO batches (id, at, manifest) VALUES (1000, ?, '{}')", (at,))


@pytest.mark.parametrize(
    ("damage", "said"),
    [(_newer, "newer version"), (_foreign, "no database of TokenIM"), (_future, "from the future")],
)
def test_a_database_that_is_not_right_is_found(
    data: Path, damage: Callable[[sqlite3.Connection], None], said: str
) -> None:
    with closing(sqlite3.connect(data / "tokenim.db", isolation_level=None)) as db:
        damage(db)

    found = run("doctor", data=data, TOKENIM_PORT="0")

    assert found.returncode == 1
    assert said in found.stdout
    assert "Traceback" not in found.stderr


def test_a_damaged_database_is_found(data: Path) -> None:
    path = data / "tokenim.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\x07" * 40_000 + whole[48_192:])

    found = run("doctor", data=data, TOKENIM_PORT="0")

    assert found.returncode == 1
    assert "tokenim restore" in found.stdout


def test_the_settings_are_listed_without_secrets(tmp_path: Path) -> None:
    said = done("doctor", "--settings", data=tmp_path, TOKENIM_PORT="8123", TOKENIM_ADMIN_PASSWORD=PASSWORD)

    assert "TOKENIM_PORT = 8123   (default: 8000)" in said
    assert PASSWORD not in said


def test_a_record_that_was_tampered_with_is_told(data: Path) -> None:
    with closing(sqlite3.connect(data / "tokenim.db")) as db:
        db.execute("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)")
        db.commit()

    said = run("doctor", data=data, TOKENIM_PORT="0").stdout

    assert "The audit log was tampered with" in said
    assert "cut off" in said
