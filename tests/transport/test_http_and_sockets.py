"""Do HTTP and sockets share the port, and is the version in the path the one that is spoken?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.processes import FIGURES
from tokenim.app import Node
from tokenim.catalogue.settings import Settings


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    fatal: list[BaseException] = []
    settings = Settings(
        port=0,
        data=str(tmp_path),
        synchronous="NORMAL",
        metrics_token="figures-please",
    )
    running = Node(settings, on_fatal=fatal.append)
    await running.start()
    yield running
    await running.stop()
    assert fatal == []


@pytest.fixture
async def http(node: Node) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{node.port}", timeout=20) as client:
        yield client


async def test_one_port_serves_requests_and_sockets(node: Node, http: httpx2.AsyncClient) -> None:
    person = {"username": "alice", "password": "correct horse battery"}
    opened = (await http.post("/v1/auth/register", json=person)).json()
    bearer = {"Authorization": f"Bearer {opened['access_token']}"}

    async with connect(f"ws://127.0.0.1:{node.port}/v1/ws", additional_headers=bearer) as socket:
        await socket.send('{"id":1,"op":"users.me","body":{}}')
        answer = json.loads(await socket.recv())
        over_http = (await http.get("/v1/users/me", headers=bearer)).json()
        figures = (await http.get("/metrics", headers=FIGURES)).text

    assert answer["id"] == 1
    assert answer["ok"]["id"] == over_http["id"] == opened["user"]["id"]
    assert "tokenim_sockets 1.0" in figures
    assert 'tokenim_calls_total{operation="users.me",outcome="ok",transport="ws"} 1.0' in figures
    assert 'tokenim_calls_total{operation="users.me",outcome="ok",transport="http"} 1.0' in figures


async def test_a_socket_speaks_the_language_that_is_liked_best(node: Node) -> None:
    accepted = {"Accept-Language": "fr-FR, en;q=0.3, zh-CN;q=0.8"}

    async with connect(f"ws://127.0.0.1:{node.port}/v1/ws", additional_headers=accepted) as socket:
        await socket.send('{"id":1,"op":"users.me","body":{}}')
        refused = json.loads(await socket.recv())["error"]

    assert (refused["code"], refused["user_message"]) == ("socket.hello_required", "请先登录。")


async def test_a_socket_of_an_unknown_version_is_refused(node: Node) -> None:
    with pytest.raises(InvalidStatus) as caught:
        await connect(f"ws://127.0.0.1:{node.port}/v9/ws")

    assert caught.value.response.status_code == 404
    assert json.loads(caught.value.response.body or b"")["code"] == "version.unknown"


async def test_the_node_serves_its_documents_and_probes(http: httpx2.AsyncClient) -> None:
    for path in (
        "/docs",
        "/docs/events",
        "/v1/openapi.json",
        "/v1/asyncapi.json",
        "/healthz",
        "/readyz",
        "/versions",
    ):
        assert (await http.get(path)).status_code == 200, path
    document = (await http.get("/v1/openapi.json")).json()
    assert "/v1/conversations/{conversation_id}/messages" in document["paths"]


async def test_a_secret_is_not_taken_from_a_url(http: httpx2.AsyncClient) -> None:
    answer = await http.delete("/v1/users/me?password=secret")

    assert answer.status_code in (401, 422)
    assert "secret" not in answer.text
