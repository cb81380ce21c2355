"""How does a test of faults talk to a server? Over REST, one request after the other."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.processes import Server

PASSWORD = "correct horse battery"


class Person:
    """Somebody with a session."""

    def __init__(self, http: httpx2.Client, tokens: dict[str, Any]) -> None:
        self.http = http
        self.tokens = tokens
        self.id: str = tokens["user"]["id"]

    def ask(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        """Ask; the answer may be a refusal."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return self.http.request(method, "/v1" + path, json=body, headers=headers)

    def get(self, path: str) -> Any:
        """Read what must be there."""
        return self.ask("GET", path).raise_for_status().json()

    def send(self, room: str, client_id: str) -> httpx2.Response:
        """Send a message."""
        body = {"client_id": client_id, "type": "text", "content": {"text": f"text of {client_id}"}}
        return self.ask("POST", f"/conversations/{room}/messages", body)

    def group(self, *members: str) -> str:
        """Make a group and return its id."""
        body = {"kind": "group", "name": "Group", "member_ids": list(members)}
        return str(self.ask("POST", "/conversations", body).raise_for_status().json()["id"])


def register(http: httpx2.Client, name: str) -> Person:
    """Register somebody."""
    answer = http.post("/v1/auth/register", json={"username": name, "password": PASSWORD})
    return Person(http, answer.raise_for_status().json())


def again(ended: Server, **settings: str) -> Server:
    """Return the same server with other settings, not yet started."""
    same = Server(ended.data, **settings)
    same.port, same.key, same.admin_password = ended.port, ended.key, ended.admin_password
    return same


@contextmanager
def serving(server: Server) -> Iterator[httpx2.Client]:
    """Run the server, whatever becomes of it, and a client of it."""
    server.start()
    try:
        with httpx2.Client(base_url=server.url, timeout=10) as http:
            yield http
    finally:
        server.kill()


def killed(server: Server) -> bool:
    """Wait for the end of the process, and return whether it was killed."""
    return server.process.wait(10) == -signal.SIGKILL


def made(folder: Path, messages: int = 30) -> tuple[Server, str]:
    """Return a server that has stopped, and a group with messages on it."""
    server = Server(folder / "data")
    with serving(server) as http:
        anna = register(http, "anna")
        room = anna.group()
        for number in range(messages):
            anna.send(room, f"m{number}").raise_for_status()
        assert server.stop() == 0
    return server, room
