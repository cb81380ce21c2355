"""Are clients that are too slow cut off in time, bounded in what they cost, and never felt by the others?"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from tests.load.dripping import drip
from tests.rfc6455.raw import TEXT, Raw, frame, handshake
from tests.rfc6455.site import hello
from tests.system.stand import Stand, running
from tokenim.catalogue import limits
from tokenim.transport.http import connection, server
from tokenim.transport.ws import connection as ws_connection

SLOW = 100
MISSED = 900


class Pair:
    """A healthy sender and receiver, and how long each message took."""

    def __init__(self, stand: Stand, token: str, room: str, socket: Raw) -> None:
        self.stand = stand
        self.room = room
        self.socket = socket
        self.took: list[float] = []
        self._token = token

    @classmethod
    async def made(cls, stand: Stand, *others: str) -> Pair:
        token = (await stand.register("healthy"))["access_token"]
        room = await stand.group(token, *others)
        socket = await Raw.opened(stand.port, token)
        await hello(socket)
        return cls(stand, token, room, socket)

    async def say(self, text: str) -> None:
        """Send and wait until the answer and the own event are there."""
        number = len(self.took) + 10
        body = {
            "conversation_id": self.room,
            "client_id": f"m{number}",
            "type": "text",
            "content": {"text": text},
        }
        began = time.monotonic()
        request = {"id": number, "op": "messages.send", "body": body}
        await self.socket.send(frame(TEXT, json.dumps(request).encode()))
        assert "ok" in await self.socket.answer(number)
        self.took.append(time.monotonic() - began)


async def _until(condition: Any, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_client_that_does_not_read_is_cut_and_resumes(tmp_path: Path) -> None:
    async with running(tmp_path, ws_buffer_bytes=65_536) as stand:
        slow_one = await stand.register("slow")
        pair = await Pair.made(stand, slow_one["user"]["id"])
        slow = await Raw.opened(stand.port, slow_one["access_token"])
        await hello(slow)
        before = len(stand.node.hub.sockets)
        for _ in range(400):
            await pair.say("x" * 15_000)
        await _until(lambda: len(stand.node.hub.sockets) < before, 5)

        assert max(pair.took) < 1.0
        slow.leave()
        back = await Raw.opened(stand.port, slow_one["access_token"])
        resume = {"epoch": stand.node.database.epoch, "positions": {pair.room: 300}}
        await back.send(
            frame(TEXT, json.dumps({"id": 1, "op": "hello", "body": {"resume": resume}}).encode())
        )
        assert "resync_required" not in (await back.answer(1))["ok"]
        assert await _seqs(back, pair.room, 100) == list(range(301, 401))
        back.leave()
        pair.socket.leave()


async def _seqs(socket: Raw, room: str, count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        got = await socket.frame()
        assert got is not None
        event = json.loads(got.payload)
        if event.get("stream") == room:
            found.append(event["seq"])
    return found


DRIPS: dict[str, bytes] = {
    "the first line": b"GET /v1/users/me HTTP/1.1\r\n"[:-8],
    "a handshake": handshake()[:-2],
    "headers": b"GET /v1/users/me HTTP/1.1\r\nHost: h\r\nX-Slow: ",
    "a body": b"POST /v1/auth/login HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{",
    "a chunked body": b"POST /v1/auth/login HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
}


@pytest.mark.parametrize("stage", DRIPS)
async def test_a_request_that_drips_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(server, "LINE_SECONDS", 1)
    monkeypatch.setattr(connection, "READ_SECONDS", 1)
    drop = b"1\r\n \r\n" if "chunked" in stage else b"x"
    async with running(tmp_path) as stand:
        pair = await Pair.made(stand)
        dripping = [asyncio.create_task(drip(stand.port, DRIPS[stage], drop, 0.1)) for _ in range(SLOW)]
        while not all(task.done() for task in dripping):
            await pair.say("still here")
            await asyncio.sleep(0.02)

        assert max(task.result() for task in dripping) < 5.0
        assert max(pair.took) < 1.0
        pair.socket.leave()
        await _until(lambda: stand.node.server.connections <= 1, 3)


async def test_sockets_that_never_say_hello_are_closed(tmp_path: Path) -> None:
    async with running(tmp_path, ws_hello_seconds=1) as stand:
        pair = await Pair.made(stand)
        dumb = [await Raw.connect(stand.port) for _ in range(SLOW)]
        for raw in dumb:
            await raw.send(handshake())
            assert (await raw.head()).startswith(b"HTTP/1.1 101")
        for _ in range(50):
            await pair.say("still here")
            await asyncio.sleep(0.05)

        assert [(await raw.closed())[0] for raw in dumb] == [4502] * SLOW
        for raw in dumb:
            raw.leave()
        assert max(pair.took) < 1.0
        pair.socket.leave()


async def test_half_open_sockets_are_found_and_the_user_is_offline_again(tmp_path: Path) -> None:
    async with running(tmp_path, ws_heartbeat_seconds=1) as stand:
        lost = await stand.register("lost")
        silent = await Raw.opened(stand.port, lost["access_token"])
        await hello(silent)
        assert stand.node.hub.online(lost["user"]["id"])

        # It reads nothing and answers no ping, as a machine behind a dead line.
        await _until(lambda: not stand.node.hub.online(lost["user"]["id"]), 6)
        await _until(lambda: not stand.node.hub.sockets, 6)
        silent.leave()


async def test_a_socket_that_answers_pings_stays(tmp_path: Path) -> None:
    async with running(tmp_path, ws_heartbeat_seconds=1) as stand:
        pair = await Pair.made(stand)
        until = time.monotonic() + 4
        while time.monotonic() < until:
            with contextlib.suppress(TimeoutError):
                got = await pair.socket.frame(within=1)
                assert got is not None
                await pair.socket.send(frame(10, got.payload))

        await pair.say("still here")
        pair.socket.leave()


async def _missed(stand: Stand) -> Raw:
    """Return a socket that asked for more than the kernel takes without a reader, and does not read yet."""
    account = await stand.register("absent")
    token = account["access_token"]
    room = await stand.group(token)
    path = f"/conversations/{room}/messages"
    bodies = [
        {"client_id": f"m{number}", "type": "text", "content": {"text": "x" * 8000}}
        for number in range(MISSED)
    ]
    for first in range(0, MISSED, 50):
        await asyncio.gather(*(stand.ask(token, "POST", path, body) for body in bodies[first : first + 50]))
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    plug.connect(("127.0.0.1", stand.port))
    raw = Raw(*await asyncio.open_connection(sock=plug, limit=65_536))
    await raw.send(handshake(token))
    await raw.head()
    resume = {"epoch": stand.node.database.epoch, "positions": {room: 1}}
    asked = {"id": 1, "op": "hello", "body": {"resume": resume}}
    await raw.send(frame(TEXT, json.dumps(asked).encode()))
    await _until(lambda: all(one.ready for one in stand.node.hub.sockets), 5)
    return raw


async def test_a_device_that_missed_more_than_a_buffer_holds_gets_it_all_if_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RESUME_BYTES", 10_000_000)
    async with running(tmp_path, ws_buffer_bytes=65_536) as stand:
        raw = await _missed(stand)
        await asyncio.sleep(0.5)
        assert "ok" in await raw.answer(1)
        seqs = []
        for _ in range(MISSED - 1):
            got = await raw.frame()
            assert got is not None
            seqs.append(json.loads(got.payload)["seq"])
        raw.leave()

    assert seqs == list(range(2, MISSED + 1))


async def test_a_device_that_never_reads_what_it_missed_is_cut_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ws_connection, "CATCH_UP_SECONDS", 0.5)
    monkeypatch.setattr(limits, "RESUME_BYTES", 10_000_000)
    async with running(tmp_path, ws_buffer_bytes=65_536) as stand:
        raw = await _missed(stand)
        assert stand.node.hub.sockets

        await _until(lambda: not stand.node.hub.sockets, 5)
        raw.leave()
