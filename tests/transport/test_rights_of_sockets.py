"""Does a socket end with its right, whoever is on it and however the right ended?"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tokenim.app import Node
from tokenim.catalogue import closes
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service import rights, state
from tokenim.features.auth.service.passwords import Hasher
from tokenim.kernel.feature import Feature
from tokenim.stack import FEATURES

PASSWORD = "correct horse battery"


class Stand:
    """A running node, its administrator, and an application."""

    def __init__(self, node: Node, http: httpx2.AsyncClient) -> None:
        self.node = node
        self.http = http
        self.sockets: list[ClientConnection] = []

    async def ask(self, token: str, method: str, path: str, **body: Any) -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = await self.http.request(method, path, json=body or None, headers=headers)
        return answer.json() if answer.content else answer.status_code

    async def begin(self) -> None:
        log_in = {"username": "admin", "password": PASSWORD}
        self.admin = (await self.ask("", "POST", "/auth/login", **log_in))["access_token"]
        self.app = await self.ask(self.admin, "POST", "/admin/apps", name="Shop")
        self.alice = await self.ask("", "POST", "/auth/register", username="alice", password=PASSWORD)

    async def socket(self, token: str) -> ClientConnection:
        socket = await connect(
            f"ws://127.0.0.1:{self.node.port}/v1/ws", additional_headers={"Authorization": f"Bearer {token}"}
        )
        self.sockets.append(socket)
        assert "ok" in await asked(socket, "hello")
        return socket

    async def granted(self, **more: Any) -> Any:
        return await self.ask(
            self.app["key"], "POST", f"/server/users/{self.alice['user']['id']}/tokens", **more
        )

    async def database(self, sql: str) -> None:
        work = self.node.work()
        work.write(sql)
        await self.node.committer.store(work)


async def asked(socket: ClientConnection, op: str, **body: Any) -> Any:
    await socket.send(json.dumps({"id": 7, "op": op, "body": body}))
    while True:
        frame = json.loads(await socket.recv())
        if frame.get("id") == 7:
            return frame


async def ended(socket: ClientConnection) -> int:
    async with asyncio.timeout(5):
        await socket.wait_closed()
    assert socket.close_code is not None
    return socket.close_code


def _hurried(feature: Feature) -> Feature:
    """Return the feature with the rights of the connected looked up ten times a second."""
    hurried = (job._replace(seconds=0.1) if job.step is rights.recheck else job for job in feature.jobs)
    return feature._replace(jobs=tuple(hurried))


@pytest.fixture
async def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stand]:
    monkeypatch.setattr(state, "Hasher", partial(Hasher, memory_kib=8, passes=1))
    fatal: list[BaseException] = []
    settings = Settings(
        data=str(tmp_path), port=0, synchronous="NORMAL", admin_password=PASSWORD, ws_sockets_per_user=3
    )
    node = Node(settings, on_fatal=fatal.append, features=[_hurried(feature) for feature in FEATURES])
    await node.start()
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{node.port}/v1") as http:
        stand = Stand(node, http)
        await stand.begin()
        yield stand
        for socket in stand.sockets:
            await socket.close()
    await node.stop()
    assert fatal == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sessions SET access_expires_at = 1 WHERE user_id = '{}'",
        "DELETE FROM sessions WHERE user_id = '{}'",
        "UPDATE users SET status = 'suspended' WHERE id = '{}'",
        "UPDATE users SET role = 'admin' WHERE id = '{}'",
    ],
)
async def test_what_ends_in_the_database_alone_ends_on_the_socket(stand: Stand, sql: str) -> None:
    socket = await stand.socket(stand.alice["access_token"])

    await stand.database(sql.format(stand.alice["user"]["id"]))

    assert await ended(socket) == closes.REVOKED.code
    assert closes.REVOKED.again == "credentials"


async def test_whose_tokens_were_refreshed_stays_and_whose_expired_comes_back_with_new_ones(
    stand: Stand,
) -> None:
    socket = await stand.socket(stand.alice["access_token"])
    await stand.database("UPDATE sessions SET access_expires_at = 1")
    assert await ended(socket) == closes.REVOKED.code

    tokens = await stand.ask("", "POST", "/auth/refresh", refresh_token=stand.alice["refresh_token"])
    again = await stand.socket(tokens["access_token"])
    await asyncio.sleep(0.5)

    assert "ok" in await asked(again, "users.me")


async def test_a_revoked_application_loses_its_sockets_and_what_it_granted_within_a_second(
    stand: Stand,
) -> None:
    tokens = await stand.granted()
    ticket = (await stand.ask(tokens["access_token"], "POST", "/ws-tickets"))["ticket"]
    own, granted = await stand.socket(stand.app["key"]), await stand.socket(tokens["access_token"])
    hers = await stand.socket(stand.alice["access_token"])

    began = time.monotonic()
    assert await stand.ask(stand.admin, "DELETE", f"/admin/apps/{stand.app['id']}") == 204
    assert [await ended(socket) for socket in (own, granted)] == [closes.REVOKED.code] * 2
    assert time.monotonic() - began < 1.0

    assert (await stand.ask(tokens["access_token"], "GET", "/users/me"))["code"] == "auth.token_invalid"
    refresh = await stand.ask("", "POST", "/auth/refresh", refresh_token=tokens["refresh_token"])
    assert refresh["code"] == "auth.token_invalid"
    late = await connect(f"ws://127.0.0.1:{stand.node.port}/v1/ws")
    stand.sockets.append(late)
    assert (await asked(late, "hello", ticket=ticket))["error"]["code"] == "socket.ticket_invalid"
    assert "ok" in await asked(hers, "users.me")


async def test_an_application_that_lost_a_scope_in_the_database_comes_back_without_it(stand: Stand) -> None:
    socket = await stand.socket(stand.app["key"])
    await stand.database("UPDATE applications SET scopes = 'server:tokens' WHERE name = 'Shop'")
    assert await ended(socket) == closes.REVOKED.code

    again = await stand.socket(stand.app["key"])

    refusal = await asked(again, "server.users.get", user_id=stand.alice["user"]["id"])
    assert refusal["error"]["code"] == "permission.missing"


async def test_each_application_has_as_many_sockets_as_a_user(stand: Stand) -> None:
    other = await stand.ask(stand.admin, "POST", "/admin/apps", name="Other")
    for _ in range(3):
        await stand.socket(stand.app["key"])

    socket = await connect(
        f"ws://127.0.0.1:{stand.node.port}/v1/ws",
        additional_headers={"Authorization": f"Bearer {stand.app['key']}"},
    )
    assert await ended(socket) == closes.TOO_MANY.code
    for token in (other["key"], stand.alice["access_token"]):
        await stand.socket(token)


async def test_many_that_come_at_once_are_counted_too(stand: Stand) -> None:
    async def one() -> bool:
        try:
            await stand.socket(stand.alice["access_token"])
        except (ConnectionClosed, AssertionError):
            return False
        return True

    outcomes = await asyncio.gather(*(one() for _ in range(20)))

    assert sum(outcomes) == 3


async def test_an_application_is_welcomed_as_itself_and_receives_nobodys_events(stand: Stand) -> None:
    socket = await connect(
        f"ws://127.0.0.1:{stand.node.port}/v1/ws",
        additional_headers={"Authorization": f"Bearer {stand.app['key']}"},
    )
    stand.sockets.append(socket)

    welcome = (
        await asked(socket, "hello", resume={"epoch": stand.node.database.epoch, "positions": {"u_1": 4}})
    )["ok"]

    assert (welcome["user_id"], welcome["application_id"]) == ("", stand.app["id"])
    assert welcome["resync_required"] == ["u_1"]
    assert stand.node.hub.counts()["streams"] == 0
    assert stand.node.hub.counts()["users"] == 0
