"""Does the server start with the right words, and stop as it should?"""

from __future__ import annotations

import os
import pty
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.cli.typing import done, run
from tests.processes import Server, command, environment
from tokenim.proof.bench.workloads import WORKLOADS

pytestmark = pytest.mark.system


def test_the_first_start_keeps_its_secrets_in_a_file_and_out_of_what_is_logged(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    made = tmp_path / "data" / "first-start.txt"
    said = server.said + (tmp_path / "data.log").read_text()
    answer = httpx2.post(
        f"{server.url}/v1/auth/login", json={"username": "admin", "password": server.admin_password}
    )
    first_code = server.stop()
    text = made.read_text()
    made.unlink()
    again = Server(tmp_path / "data").start()
    second_code = again.stop()

    assert answer.status_code == 200
    assert answer.json()["user"]["role"] == "admin"
    assert str(made) in said
    assert server.key in text
    assert server.key not in said
    assert server.admin_password not in said
    assert "new server" not in again.said
    assert not made.exists()
    assert (first_code, second_code) == (0, 0)


def test_memory_that_a_password_took_to_hash_goes_back_to_the_system(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    for _ in range(4):
        login = {"username": "admin", "password": server.admin_password}
        assert httpx2.post(f"{server.url}/v1/auth/login", json=login).status_code == 200
    held = server.rss()
    server.stop()

    assert held < 60 * 2**20


def test_a_terminal_is_shown_the_secrets_too(tmp_path: Path) -> None:
    ours, its = pty.openpty()
    line = command("serve", "--port", "0", "--data", str(tmp_path / "data"))
    process = subprocess.Popen(line, stdout=its, stderr=subprocess.DEVNULL, env=environment())
    os.close(its)
    said = ""
    while "Ctrl-C" not in said:
        said += os.read(ours, 4096).decode()
    process.terminate()
    while "Stopped." not in said:
        said += os.read(ours, 4096).decode()
    process.wait(20)
    os.close(ours)

    secrets = [
        line for line in (tmp_path / "data" / "first-start.txt").read_text().splitlines() if "  " in line
    ]
    assert len(secrets) == 2
    assert all(secret in said for secret in secrets)


def test_the_data_directory_and_what_is_in_it_are_for_their_user_alone(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    for data in (tmp_path / "data", tmp_path / "open"):
        Server(data).start().stop()

    kept = [*(tmp_path / "data").iterdir(), *(tmp_path / "open").iterdir()]
    assert {path.name for path in kept} == {
        "tokenim.db", "tokenim.lock", "first-start.txt", "audit.key", "audit.checkpoint",
    }  # fmt: skip
    assert [path for path in (tmp_path / "data", *kept) if path.stat().st_mode & 0o077] == []


def test_a_second_server_on_the_same_data_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    try:
        refused = run("serve", "--port", "0", "--data", str(tmp_path / "data"))
    finally:
        server.stop()

    assert refused.returncode == 2
    assert "is using" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_killed_server_leaves_no_lock(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    server.kill()
    server.start()

    assert server.stop() == 0


def test_a_port_in_use_is_refused_in_a_sentence_and_uses_nothing_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = run("serve", "--port", str(port), "--data", str(tmp_path / "data"))
    nothing_made = not (tmp_path / "data").exists()
    server = Server(tmp_path / "data").start()
    server.stop()

    assert refused.returncode == 2
    assert f"Port {port} of 127.0.0.1 is in use" in refused.stderr
    assert f"process {os.getpid()}" in refused.stderr
    assert "--port" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert nothing_made
    assert server.key


def test_an_address_that_this_machine_does_not_have_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for host in ("192.0.2.1", "no.such.host.invalid"):
        refused = run("serve", "--port", "0", "--host", host, "--data", str(tmp_path / "data"))

        assert refused.returncode == 2
        assert "Cannot start. " in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_data_directory_that_cannot_be_made_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = run("serve", "--port", "0", "--data", str(tmp_path / "file" / "data"))

    assert refused.returncode == 2
    assert "Cannot start: " in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("TOKENIM_PORT", "many", "A setting is wrong: TOKENIM_PORT. This must be a whole number, not text."),
        ("TOKENIM_PORT", "70000", "A setting is wrong: TOKENIM_PORT. Use a number of at most 65535."),
        ("TOKENIM_ADMIN_PASSWORD", "password", "TOKENIM_ADMIN_PASSWORD cannot be used"),
        ("TOKENIM_ADMIN_PASSWORD", "", "TOKENIM_ADMIN_PASSWORD cannot be used"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(
    tmp_path: Path, setting: str, value: str, said: str
) -> None:
    refused = run("serve", data=tmp_path / "data", **{setting: value})

    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_logs_are_json_where_no_terminal_is(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    server.stop()

    assert '"event": "node.stopped"' in (tmp_path / "data.log").read_text()


def test_serving_does_not_import_the_client() -> None:
    seen = "import sys, tokenim.cli.serve; print([m for m in sys.modules if m.split('.')[0] in {'tokenim_client', 'httpx2'}])"
    finished = subprocess.run(
        [sys.executable, "-c", seen], capture_output=True, text=True, env=environment(), check=True
    )

    assert finished.stdout.strip() == "[]"


def test_the_help_is_there_at_once_and_names_every_command() -> None:
    began = time.perf_counter()
    text = done("--help")
    took = time.perf_counter() - began

    for name in ("serve", "chat", "user", "app", "backup", "restore", "doctor", "openapi", "version"):
        assert f"│ {name} " in text
    assert took < 3


@pytest.mark.parametrize(
    "name", ["serve", "chat", "user create", "user list", "user suspend", "user restore", "user password", "app create",
             "app list", "app revoke", "backup", "restore", "doctor", "openapi", "version"],
)  # fmt: skip
def test_every_command_has_help(name: str) -> None:
    assert "Usage: tokenim" in done(*name.split(), "--help")


@pytest.mark.parametrize("name", ["chat", "user list", "bench", "verify", "openapi"])
def test_settings_are_explained_where_they_matter_only(name: str) -> None:
    assert "Settings are read" not in done(*name.split(), "--help")


def test_what_is_measured_and_what_is_judged_is_said_in_words() -> None:
    said = done("bench", "--help")

    assert [name for name in WORKLOADS if name not in said] == []
    assert "exit code" in done("verify", "--help")


def test_openapi_is_a_document() -> None:
    assert '"openapi": "3.1.0"' in done("openapi")


def test_version_names_what_it_stands_on() -> None:
    assert "SQLite" in done("version")
