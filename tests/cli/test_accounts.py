"""Can an operator help users and applications while the server is stopped, and only then?"""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pytest

from tests.cli.typing import PASSWORD, done, run
from tests.processes import Server

pytestmark = pytest.mark.system


def _login(server: Server, username: str, password: str = PASSWORD) -> httpx2.Response:
    return httpx2.post(f"{server.url}/v1/auth/login", json={"username": username, "password": password})


def test_users_are_created_suspended_restored_and_get_passwords(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = done("user", "create", "Alice", "--display-name", "Alice L.", data=data, typed=PASSWORD + "\n")
    done("user", "create", "boss", "--admin", data=data, typed=PASSWORD + "\n")
    done("user", "create", "carol", data=data, typed=PASSWORD + "\n")
    done("user", "suspend", "carol", data=data)
    done("user", "suspend", "alice", data=data)
    done("user", "restore", "alice", data=data)
    done("user", "password", "alice", data=data, typed="another horse battery\n")
    listed = done("user", "list", data=data)
    suspended = done("user", "list", "--status", "suspended", data=data)

    server = Server(data).start()
    try:
        answers = [
            _login(server, "alice"),
            _login(server, "alice", "another horse battery"),
            _login(server, "carol"),
        ]
        boss = _login(server, "boss").json()["access_token"]
        audit = httpx2.get(f"{server.url}/v1/admin/audit", headers={"Authorization": f"Bearer {boss}"}).json()
    finally:
        server.stop()

    assert "application key" in first
    assert re.search(r"alice +user +active", listed)
    assert re.search(r"boss +admin +active", listed)
    assert re.findall(r"^(\w+) +user", suspended, re.MULTILINE) == ["carol"]
    assert [answer.status_code for answer in answers] == [401, 200, 403]
    assert answers[1].json()["user"]["display_name"] == "Alice L."
    assert "cli.user_suspend" in {entry["operation"] for entry in audit["items"]}


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("user", "create", "alice"), "password\n", "first that are guessed"),
        (("user", "create", "a"), PASSWORD + "\n", "3 to 32"),
        (("user", "create", "alice"), "", "No password was given"),
        (("user", "suspend", "nobody"), "", "There is no user nobody"),
        (("app", "create", "shop", "--scope", "everything"), "", "choose from"),
        (("app", "revoke", "app_0"), "", "no such application"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], typed: str, said: str
) -> None:
    refused = run(*arguments, data=tmp_path / "data", typed=typed)

    assert refused.returncode in {1, 2}
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_application_gets_a_key_that_works_until_it_is_revoked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    created = done("app", "create", "shop", "--scope", "server:users", data=data)
    found = re.search(r"\((app_\w+)\)[\s\S]*(tks_\S+)", created)
    assert found
    statuses = []
    for revoked in (False, True):
        if revoked:
            done("app", "revoke", found[1], data=data)
        server = Server(data)
        server.key = found[2]
        server.start()
        answer = httpx2.post(
            f"{server.url}/v1/server/users",
            json={"username": f"shopper{revoked}"},
            headers={"Authorization": f"Bearer {server.key}"},
        )
        statuses.append(answer.status_code)
        server.stop()

    assert statuses == [201, 401]
    assert re.search(r"shop +revoked .*server:users", done("app", "list", data=data))


def test_a_running_server_is_left_alone(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    try:
        refused = run("user", "create", "alice", data=tmp_path / "data", typed=PASSWORD + "\n")
        users = done("user", "list", data=tmp_path / "data")
        applications = done("app", "list", data=tmp_path / "data")
    finally:
        server.stop()

    assert refused.returncode == 2
    assert "Stop it first" in refused.stderr
    assert "/v1/admin" in refused.stderr
    assert re.search(r"admin +admin +active", users)
    assert re.search(r"default +active", applications)
