"""Is nothing lost when a hello arrives after the server has let the socket in by its token, as over a slow line?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.rfc6455.raw import TEXT, Raw, frame
from tests.system.stand import Stand, running
from tokenim.transport.ws import hello as greeting


async def _send(stand: Stand, token: str, room: str, client_id: str) -> int:
    body = {"client_id": client_id, "type": "text", "content": {"text": client_id}}
    return int((await stand.ask(token, "POST", f"/conversations/{room}/messages", body))["seq"])


async def _hello(raw: Raw, epoch: str, **positions: int) -> dict[str, Any]:
    body = {"resume": {"epoch": epoch, "positions": positions}} if epoch else {}
    await raw.send(frame(TEXT, json.dumps({"id": 1, "op": "hello", "body": body}).encode()))
    answer = await raw.answer(1)
    assert "ok" in answer, answer
    return dict(answer["ok"])


async def _seqs(raw: Raw, room: str, upto: int) -> list[int]:
    seqs: list[int] = []
    while not seqs or seqs[-1] < upto:
        got = await raw.frame()
        assert got is not None
        event = json.loads(got.payload)
        if event.get("stream") == room and "seq" in event:
            seqs.append(event["seq"])
    return seqs


@pytest.mark.parametrize("early", ["nothing", "a request"])
async def test_a_late_hello_resumes_where_the_device_stood(tmp_path: Path, early: str) -> None:
    async with running(tmp_path) as stand:
        token = (await stand.register("alice"))["access_token"]
        room = await stand.group(token)
        head = 0
        for number in range(5):
            head = await _send(stand, token, room, f"before-{number}")
        raw = await Raw.opened(stand.port, token)
        if early == "a request":
            await raw.send(frame(TEXT, b'{"id":9,"op":"users.me"}'))
            assert "ok" in await raw.answer(9)
        await asyncio.sleep(greeting.PATIENCE_SECONDS + 0.1)
        head = await _send(stand, token, room, "between")

        await _hello(raw, stand.node.database.epoch, **{room: head - 4})
        head = await _send(stand, token, room, "after")

        assert await _seqs(raw, room, head) == [head - 4, head - 3, head - 2, head - 1, head]
        raw.leave()


async def test_a_second_hello_is_no_operation(tmp_path: Path) -> None:
    async with running(tmp_path) as stand:
        token = (await stand.register("alice"))["access_token"]
        raw = await Raw.opened(stand.port, token)
        await _hello(raw, "")

        await raw.send(frame(TEXT, b'{"id":2,"op":"hello"}'))

        assert (await raw.answer(2))["error"]["code"] == "operation.unknown"
        raw.leave()


async def test_a_device_that_never_says_hello_receives_events(tmp_path: Path) -> None:
    async with running(tmp_path) as stand:
        token = (await stand.register("alice"))["access_token"]
        room = await stand.group(token)
        raw = await Raw.opened(stand.port, token)
        await asyncio.sleep(greeting.PATIENCE_SECONDS + 0.1)

        seq = await _send(stand, token, room, "live")

        assert await _seqs(raw, room, seq) == [seq]
        raw.leave()
