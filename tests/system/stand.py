"""How does a test run a whole node in its own process, and notice whatever went wrong inside it?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import structlog

from tokenim.app import Node
from tokenim.catalogue.settings import Settings

PASSWORD = "correct horse battery"
_BAD = ("error", "critical")
_SETTINGS = {
    "port": 0,
    "limits": False,
    "admin_password": PASSWORD,
    "synchronous": "NORMAL",
    "metrics_token": "figures-please",
}


class Stand:
    """A running node with a way to ask it."""

    def __init__(self, node: Node, http: httpx2.AsyncClient) -> None:
        self.node = node
        self.port = node.port
        self.http = http

    async def register(self, username: str) -> dict[str, Any]:
        """Make an account; return its tokens and user."""
        answer = await self.http.post("/v1/auth/register", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    async def ask(self, token: str, method: str, path: str, body: Any = None) -> Any:
        """Ask over REST what must succeed."""
        answer = await self.http.request(
            method, "/v1" + path, json=body, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def group(self, token: str, *members: str) -> str:
        """Make a group; return its id."""
        body = {"kind": "group", "name": "Room", "member_ids": list(members)}
        made = await self.ask(token, "POST", "/conversations", body)
        return str(made["id"])


@asynccontextmanager
async def running(folder: Path, **settings: Any) -> AsyncIterator[Stand]:
    """Run a node for the time of a test; whatever it logs as an error fails the test."""
    fatal: list[BaseException] = []
    # Not validated: a test may want times that are shorter than an operator may set.
    chosen = msgspec.structs.replace(Settings(), **_SETTINGS | {"data": str(folder)} | settings)
    with structlog.testing.capture_logs() as logged:
        node = Node(chosen, on_fatal=fatal.append)
        await node.start()
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{node.port}", timeout=30) as http:
            yield Stand(node, http)
        await node.stop()
    assert fatal == []
    assert [line for line in logged if line["log_level"] in _BAD] == []
