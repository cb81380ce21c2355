"""Does a feature from outside work from its wheel: on a real server, over HTTP and a socket, and in the documents?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

from tests.processes import ROOT, Server, command, environment

pytestmark = [pytest.mark.slow, pytest.mark.system]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
OFFLINE = ["--no-deps", "--no-index"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without a network, and install it into a folder of its own."""
    made = tmp_path_factory.mktemp("wheels")
    source = str(ROOT / "examples/polls")
    subprocess.run([*PIP, "wheel", source, *OFFLINE, "--no-build-isolation", "-w", str(made)], check=True)
    (wheel,) = made.glob("*.whl")
    installed = tmp_path_factory.mktemp("site")
    subprocess.run([*PIP, "install", *OFFLINE, "--target", str(installed), str(wheel)], check=True)
    return installed


def paths(*more: Path) -> str:
    return os.pathsep.join([str(ROOT / "src"), *map(str, more)])


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data", PYTHONPATH=paths(site), TOKENIM_FEATURES="polls").start()
    yield running
    running.stop()


class Person:
    """A user of the server, who asks over HTTP."""

    def __init__(self, server: Server, token: str, user_id: str) -> None:
        self.id = user_id
        self.token = token
        self.root = f"{server.url}/v1"
        self.language = "en"

    def ask(self, method: str, path: str, status: int, body: Any = None) -> Any:
        head = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        answer = httpx2.request(method, self.root + path, json=body, headers=head, timeout=30)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    @contextmanager
    def socket(self, server: Server) -> Iterator[ClientConnection]:
        """Open a socket and wait until events flow."""
        url = f"{server.url.replace('http', 'ws')}/v1/ws"
        head = {"Authorization": f"Bearer {self.token}"}
        names = [Subprotocol("tokenim.v1.json")]
        with connect(url, subprotocols=names, additional_headers=head, compression=None) as socket:
            asked(socket, "hello", {})
            yield socket


def asked(socket: ClientConnection, op: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask over a socket and return the answer, without the events before it."""
    socket.send(json.dumps({"id": 7, "op": op, "body": body}))
    while True:
        frame = dict(json.loads(socket.recv(10)))
        if frame.get("id") == 7:
            return frame


def event(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        frame = dict(json.loads(socket.recv(10)))
        if frame.get("event") == kind:
            return frame


def person(server: Server, name: str) -> Person:
    body = {"username": name, "password": "correct horse battery staple"}
    made = httpx2.post(f"{server.url}/v1/auth/register", json=body).json()
    return Person(server, made["access_token"], made["user"]["id"])


def poll(options: list[str], client_id: str = "p1") -> dict[str, Any]:
    data = {"question": "Lunch?", "options": options}
    return {"type": "custom", "client_id": client_id, "content": {"kind": "polls.poll", "data": data}}


def opened(server: Server) -> tuple[Person, Person, str, int]:
    """Return two people, their conversation, and the seq of a poll in it."""
    alice, bob = person(server, "alice"), person(server, "bob")
    view = alice.ask("POST", "/conversations", 201, {"kind": "direct", "user_id": bob.id})
    sent = alice.ask("POST", f"/conversations/{view['id']}/messages", 201, poll(["Soup", "Bread"]))
    return alice, bob, view["id"], sent["seq"]


def test_people_vote_over_http_and_a_socket_and_a_restart_keeps_it(server: Server) -> None:
    alice, bob, conversation, seq = opened(server)
    place = f"/polls/{conversation}/{seq}"
    with bob.socket(server) as socket:
        alice.ask("PUT", f"{place}/vote", 204, {"choice": 1})
        told = event(socket, "polls.voted")
        voted = asked(socket, "polls.vote", {"conversation_id": conversation, "seq": seq, "choice": 0})
    assert (told["stream"], told["data"]["by"], told["data"]["choice"]) == (conversation, alice.id, 1)
    assert "error" not in voted
    stands = {"question": "Lunch?", "options": ["Soup", "Bread"], "votes": [1, 1], "own_choice": 1}
    assert alice.ask("GET", place, 200) == stands

    assert server.stop() == 0
    server.start()

    assert alice.ask("GET", place, 200) == stands


def test_a_recalled_poll_loses_its_votes_and_a_wrong_one_is_refused_in_the_users_language(
    server: Server,
) -> None:
    alice, bob, conversation, seq = opened(server)
    bob.ask("PUT", f"/polls/{conversation}/{seq}/vote", 204, {"choice": 1})
    alice.ask("DELETE", f"/conversations/{conversation}/messages/{seq}", 204)
    gone = bob.ask("GET", f"/polls/{conversation}/{seq}", 404)
    assert gone["code"] == "polls.not_found"

    alice.language = "zh-CN"
    refused = alice.ask("POST", f"/conversations/{conversation}/messages", 409, poll(["One"], "p2"))
    assert (refused["code"], refused["user_message"]) == (
        "polls.options_wrong",
        "投票需要 2 到 10 个不同的选项。",
    )


def test_the_permission_is_granted_like_any_other(server: Server) -> None:
    _, bob, conversation, seq = opened(server)
    shop = Person(server, server.key, "")

    def granted(*permissions: str) -> Person:
        body = {"permissions": list(permissions)}
        return Person(
            server, shop.ask("POST", f"/server/users/{bob.id}/tokens", 201, body)["access_token"], bob.id
        )

    vote = f"/polls/{conversation}/{seq}/vote"
    lacking = granted("messages:read").ask("PUT", vote, 403, {"choice": 0})
    assert lacking["permission"] == "polls:vote"
    granted("polls:vote").ask("PUT", vote, 204, {"choice": 0})


def test_the_documents_of_the_node_show_it_and_those_of_a_node_without_it_do_not(
    server: Server, site: Path, tmp_path: Path
) -> None:
    without = Server(tmp_path / "plain", PYTHONPATH=paths(site)).start()

    def named(page: str, name: str) -> tuple[bool, bool]:
        pages = [httpx2.get(f"{each.url}{page}").text for each in (server, without)]
        return name in pages[0], name in pages[1]

    shown = {
        (page, name): named(page, name)
        for page, name in (
            ("/v1/openapi.json", '"polls_vote"'),
            ("/v1/openapi.json", '"polls:vote"'),
            ("/v1/openapi.json", '"polls.not_found"'),
            ("/v1/asyncapi.json", '"polls.voted"'),
            ("/v1/asyncapi.json", '"polls_vote"'),
            ("/docs/errors", "该投票已不存在。"),
            ("/docs/limits", "polls.options"),
            ("/docs/permissions", "Vote in polls"),
            ("/docs/events", "polls.voted"),
        )
    }
    status = httpx2.get(f"{without.url}/v1/polls/c_1/1").status_code
    without.stop()
    assert set(shown.values()) == {(True, False)}, shown
    assert status == 404


def test_the_program_prints_the_document_with_it(site: Path) -> None:
    def printed(features: str) -> str:
        settings = environment(PYTHONPATH=paths(site), TOKENIM_FEATURES=features)
        run = subprocess.run(
            command("openapi"), check=False, env=settings, capture_output=True, text=True, timeout=60
        )
        return run.stdout + run.stderr

    assert '"polls_vote"' in printed("polls")
    assert '"polls_vote"' not in printed("")
    assert "no feature rolls is installed beside the server" in printed("rolls")


def test_a_twin_of_the_name_stops_the_start_with_a_sentence(site: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin" / "twin-1.0.dist-info"
    twin.mkdir(parents=True)
    (twin / "METADATA").write_text("Metadata-Version: 2.1\nName: twin\nVersion: 1.0\n")
    (twin / "entry_points.txt").write_text("[tokenim.features]\npolls = tokenim_polls:feature\n")
    line = command("serve", "--port", "0", "--data", str(tmp_path / "data"))
    settings = environment(PYTHONPATH=paths(site, twin.parent), TOKENIM_FEATURES="polls")

    ended = subprocess.run(line, check=False, env=settings, capture_output=True, text=True, timeout=60)

    assert ended.returncode != 0
    assert "2 installed packages have a feature polls; remove all but one." in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_its_own_tests_pass(site: Path, tmp_path: Path) -> None:
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis"]
    line += ["-c", str(ROOT / "examples/polls/pyproject.toml"), "--basetemp", str(tmp_path / "base")]
    run = subprocess.run(
        line, check=False, cwd=ROOT / "examples/polls", env=environment(PYTHONPATH=paths(site)),
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "9 passed" in run.stdout
