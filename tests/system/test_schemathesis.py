"""Does the running server do what its OpenAPI document says, whatever is sent, for every kind of caller?"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.crowd import ask
from tests.processes import FIGURES, Server
from tests.profile import scaled

PASSWORD = "correct horse battery"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method", "ignored_auth",
    "missing_required_header", "allow_header_conformance",
)  # fmt: skip
PATHS = {
    "anonymous": r"^/v1/",
    "user": r"^/v1/(?!admin|server)",
    "admin": r"^/v1/admin",
    "application": r"^/v1/server",
}
ASKED = {"anonymous": "auth.", "user": "users.", "admin": "admin.", "application": "server."}
EXAMPLES = {
    "anonymous": 100,
    "user": scaled(quick=8, deep=1_100),
    "admin": scaled(quick=8, deep=3_200),
    "application": scaled(quick=8, deep=3_800),
}
# A list that is too long may make the head of the request too large first: 431. A tag of another form matches nothing: 412.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, 431]
SECONDS = scaled(quick=100, deep=1_700)
# They would take the caller's own rights away, and everything after them would only be refused.
ENDING = (
    "auth_logout",
    "auth_end_session",
    "auth_change_password",
    "admin_users_end_sessions",
    "auth_end_others",
    "users_delete",
    "groups_dissolve",
    "groups_transfer",
    "admin_users_delete",
    "admin_apps_revoke",  # it names what was seen in answers: the key of the next caller
)

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(SECONDS + 20)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {
        "TOKENIM_LOGIN_ATTEMPTS_PER_MINUTE": "1000000",
        "TOKENIM_REGISTRATIONS_BURST": "1000000",
    }
    running = Server(tmp_path_factory.mktemp("schemathesis") / "data", **settings).start()
    yield running
    assert running.stop() == 0


async def _log_in(http: httpx2.AsyncClient, way: str, username: str, password: str) -> dict[str, Any]:
    answer = await http.post(f"/v1/auth/{way}", json={"username": username, "password": password})
    assert answer.is_success, answer.text
    account: dict[str, Any] = answer.json()
    return account


async def _prepared(server: Server, role: str) -> tuple[str, dict[str, object]]:
    """Make what the paths can name; return the caller's token and the values."""
    async with httpx2.AsyncClient(base_url=server.url, timeout=20) as http:
        caller = await _log_in(http, "register", f"caller_{role}", PASSWORD)
        other = await _log_in(http, "register", f"other_{role}", PASSWORD)
        body: dict[str, Any] = {"kind": "group", "name": "Room", "member_ids": [other["user"]["id"]]}
        room = (await ask(http, caller, "POST", "/conversations", body))["id"]
        body = {"client_id": "one", "type": "text", "content": {"text": "one"}}
        seq = (await ask(http, caller, "POST", f"/conversations/{room}/messages", body))["seq"]
        admin = await _log_in(http, "login", "admin", server.admin_password)
    tokens = {
        "anonymous": "",
        "user": caller["access_token"],
        "admin": admin["access_token"],
        "application": server.key,
    }
    return tokens[role], {"conversation_id": room, "user_id": other["user"]["id"], "seq": seq}


def _run(server: Server, folder: Path, role: str, token: str, values: dict[str, object]) -> tuple[int, str]:
    lines = ["[parameters]", *(f'"path.{name}" = {value!r}' for name, value in values.items())]
    lines += ["[checks.negative_data_rejection]", f"expected-statuses = {REFUSALS}"]
    if token:
        scheme = "applicationKey" if role == "application" else "userToken"
        lines += [f"[auth.openapi.{scheme}]", f'bearer = "{token}"', ""]
    (folder / "schemathesis.toml").write_text("\n".join(lines))
    command = [
        shutil.which("schemathesis", path=str(Path(sys.executable).parent)) or "schemathesis", "run",
        f"{server.url}/v1/openapi.json", "--seed", "1", "--max-examples", str(EXAMPLES[role]), "--no-color", "--no-shrink",
        "--phases", "examples,coverage,fuzzing", "--checks", ",".join(CHECKS), "--continue-on-failure",
        "--warnings", "off", "--include-path-regex", PATHS[role],
        *(argument for name in ENDING for argument in ("--exclude-operation-id", name)),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "role", [pytest.param("anonymous", marks=pytest.mark.deep), "user", "admin", "application"]
)
async def test_the_document_and_the_server_agree(server: Server, tmp_path: Path, role: str) -> None:
    token, values = await _prepared(server, role)

    code, said = await asyncio.to_thread(_run, server, tmp_path, role, token, values)

    assert code == 0, said[-6_000:]
    passed = re.search(r"(\d+) generated, (\d+) passed", said)
    assert passed is not None, said[-6_000:]
    print(f"{role}: {passed[1]} requests")
    assert int(passed[2]) > 200
    async with httpx2.AsyncClient(base_url=server.url) as http:
        figures = (await http.get("/metrics", headers=FIGURES)).text
    # The caller was let in: not every answer was about credentials.
    succeeded = set(
        re.findall(r'tokenim_calls_total{operation="([^"]+)",outcome="ok",transport="http"}', figures)
    )
    assert [name for name in succeeded if name.startswith(ASKED[role])] != []
    log = server.data.with_suffix(".log").read_text()
    assert '"level": "error"' not in log
