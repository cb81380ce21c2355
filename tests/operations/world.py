"""Which world are the examples asked in? Built once by the operations themselves, then copied for whoever needs it fresh."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tokenim.app import Node
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service import state
from tokenim.features.auth.service.passwords import Hasher
from tokenim.kernel.examples import SAMPLES

PASSWORD = SAMPLES["$password"]
World = dict[str, Any]
"""What every `$name` of the examples stands for, and the `token:…` of everybody who asks."""


class Builder:
    """Makes the example world on a running node."""

    def __init__(self, node: Node) -> None:
        self.http = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{node.port}/v1")
        self.world: World = {"$password": PASSWORD, "token:application": node.made.key, "token:anonymous": ""}

    async def ask(self, who: str, method: str, path: str, **body: Any) -> Any:
        token = self.world["token:" + who]
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = await self.http.request(method, path, json=body, headers=headers)
        assert answer.is_success, (path, answer.text)
        return answer.json() if answer.content else None

    async def people(self) -> None:
        for name in ("alice", "bob", "carol", "mallory"):
            made = await self.ask("anonymous", "POST", "/auth/register", username=name, password=PASSWORD)
            self.world |= {f"${name}": made["user"]["id"], f"token:{name}": made["access_token"]}
        admin = await self.ask("anonymous", "POST", "/auth/login", username="admin", password=PASSWORD)
        self.world |= {"token:admin": admin["access_token"]}
        other = await self.ask("anonymous", "POST", "/auth/login", username="alice", password=PASSWORD)
        shown = await self.ask("alice", "GET", "/auth/sessions")
        session = next(item["id"] for item in shown["items"] if not item["current"])
        self.world |= {"$session": session, "$refresh_token": other["refresh_token"]}
        app = await self.ask("admin", "POST", "/admin/apps", name="Unused")
        self.world |= {"$application": app["id"]}
        await self.ask("admin", "POST", f"/admin/users/{self.world['$mallory']}/suspend")

    async def talks(self) -> None:
        world = self.world
        kinds = {
            "$group": ("alice", {"kind": "group", "name": "Friends", "member_ids": [world["$bob"]]}),
            "$direct": ("alice", {"kind": "direct", "user_id": world["$bob"]}),
            "$elsewhere": ("carol", {"kind": "group", "name": "Others", "member_ids": [world["$bob"]]}),
        }
        for name, (who, body) in kinds.items():
            world[name] = (await self.ask(who, "POST", "/conversations", **body))["id"]
        for number, who in enumerate(("alice", "bob", "alice"), 1):
            path = f"/conversations/{world['$group']}/messages"
            text = {"type": "text", "content": {"text": f"Message {number}"}}
            sent = await self.ask(who, "POST", path, client_id=f"first-{number}", **text)
            assert sent["seq"] == number


def settings(folder: Path) -> Settings:
    return Settings(
        data=str(folder),
        port=0,
        synchronous="NORMAL",
        admin_password=PASSWORD,
        login_attempts_per_minute=1000,
        registrations_burst=1000,
        limits=False,
    )


async def build(folder: Path) -> World:
    """Build the world in the folder and return its names."""
    async with served(folder) as node:
        builder = Builder(node)
        await builder.people()
        await builder.talks()
        await builder.http.aclose()
    absent = {name: sample for name, sample in SAMPLES.items() if name not in builder.world}
    assert absent.keys() == {"$nobody", "$unknown_conversation", "$new_name", "$client_id"}
    return absent | builder.world


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Node]:
    """Serve what is in the folder."""
    fatal: list[BaseException] = []
    with pytest.MonkeyPatch.context() as patch:
        # Passwords are hashed as everywhere, only faster.
        patch.setattr(state, "Hasher", partial(Hasher, memory_kib=8, passes=1))
        node = Node(settings(folder), on_fatal=fatal.append)
        await node.start()
    try:
        yield node
    finally:
        await node.stop()
    assert fatal == []


def copy(built: Path, to: Path) -> Path:
    """Copy a world that was built."""
    shutil.copytree(built, to)
    return to
