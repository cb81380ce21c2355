"""Does a socket begin and end as promised, on a real server?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.operations import world as worlds
from tests.operations.asking import over_rest
from tests.operations.world import World
from tokenim.app import Node
from tokenim.stack import OPERATIONS

Served = tuple[Node, World]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    world = await worlds.build(tmp_path)
    async with worlds.served(tmp_path) as node:
        yield node, world


def opened(served: Served, who: str = "", **options: Any) -> connect:
    token = served[1].get("token:" + who, "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return connect(
        f"ws://127.0.0.1:{served[0].port}/v1/ws", additional_headers=headers, compression=None, **options
    )


async def ticket(served: Served) -> str:
    node, world = served
    answer = await over_rest(node.port, world["token:alice"], OPERATIONS["tickets.create"], {})
    return str(answer.answer["ticket"])


async def ask(socket: ClientConnection, op: str, **body: Any) -> dict[str, Any]:
    await socket.send(json.dumps({"id": 1, "op": op, "body": body}))
    while True:
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 5))
        if frame.get("id") == 1:
            return frame


async def closed(socket: ClientConnection) -> int:
    """Read to the end and return the code that the server closed with."""
    try:
        while True:
            await asyncio.wait_for(socket.recv(), 5)
    except ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 0


async def test_a_ticket_opens_one_socket(served: Served) -> None:
    good = await ticket(served)
    async with opened(served) as first, opened(served) as second:
        assert (await ask(first, "hello", ticket=good))["ok"]["user_id"] == served[1]["$alice"]
        assert (await ask(second, "hello", ticket=good))["error"]["code"] == "socket.ticket_invalid"


async def test_who_shows_a_token_need_not_say_hello(served: Served) -> None:
    async with opened(served, "alice") as socket:
        assert "ok" in await ask(socket, "users.me")


async def test_who_shows_nothing_must_say_hello(served: Served) -> None:
    async with opened(served) as socket:
        assert (await ask(socket, "users.me"))["error"]["code"] == "socket.hello_required"


async def test_requests_sent_right_after_hello_are_answered_after_it(served: Served) -> None:
    async with opened(served) as socket:
        hello = {"id": 0, "op": "hello", "body": {"ticket": await ticket(served)}}
        for frame in (hello, *({"id": number, "op": "users.me"} for number in range(1, 6))):
            await socket.send(json.dumps(frame))

        answers = [json.loads(await socket.recv()) for _ in range(6)]

    assert answers[0]["id"] == 0
    assert sorted(answer["id"] for answer in answers) == list(range(6))
    assert all("ok" in answer for answer in answers)


async def test_a_device_resumes_or_is_told_to_read_anew(served: Served) -> None:
    node, world = served
    group = world["$group"]
    async with opened(served, "alice") as socket:
        body = {"epoch": node.database.epoch, "positions": {group: 1}}
        assert (await ask(socket, "hello", resume=body))["ok"].get("resync_required", []) == []
        assert [json.loads(await socket.recv())["seq"] for _ in range(2)] == [2, 3]
    for epoch, position in (("e_other", 1), (node.database.epoch, 99)):
        async with opened(served, "alice") as socket:
            body = {"epoch": epoch, "positions": {group: position}}
            assert (await ask(socket, "hello", resume=body))["ok"]["resync_required"] == [group]


async def test_frames_of_the_other_kind_end_the_socket(served: Served) -> None:
    async with opened(served, "alice") as text:
        await text.send(b"\x80")
        assert await closed(text) == 1003


async def test_pages_of_other_origins_may_not_connect(served: Served) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with opened(served, "alice", origin="https://evil.example"):
            pass
    assert caught.value.response.status_code == 403

    async with opened(served, "alice", origin=f"http://127.0.0.1:{served[0].port}") as socket:
        assert "ok" in await ask(socket, "users.me")


async def test_a_session_that_ends_cuts_its_socket_within_a_second(served: Served) -> None:
    node, world = served
    async with opened(served, "carol") as socket:
        await ask(socket, "users.me")
        suspend = OPERATIONS["admin.users.suspend"]
        await over_rest(node.port, world["token:admin"], suspend, {"user_id": world["$carol"]})

        assert await asyncio.wait_for(closed(socket), 1) == 4501


async def test_who_logs_out_on_a_socket_gets_the_answer_before_the_end(served: Served) -> None:
    async with opened(served, "carol") as socket:
        assert (await ask(socket, "auth.logout"))["ok"] is None
        assert await closed(socket) == 4501
