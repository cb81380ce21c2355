"""Does it cost something to come back, by how much was missed, and is who comes back all the time told when to?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rfc6455.raw import TEXT, Raw, frame
from tests.system.stand import running
from tokenim.catalogue import closes
from tokenim.catalogue.costs import ANSWER_BYTES
from tokenim.kernel.ratelimit import Bucket
from tokenim.transport.ws.hello import HELLO_TOKENS, STREAM_BYTES

TEXT_BYTES = 19_000


async def connected(port: int, token: str) -> tuple[int, dict[str, Any]]:
    """Say hello on a new socket; return how it was closed, or nothing where it was welcomed."""
    raw = await Raw.opened(port, token)
    await raw.send(frame(TEXT, b'{"id":1,"op":"hello","body":{}}'))
    got = await raw.frame()
    raw.leave()
    assert got is not None
    if got.opcode == TEXT:
        assert "ok" in json.loads(got.payload)
        return 0, {}
    return int.from_bytes(got.payload[:2], "big"), json.loads(got.payload[2:])


async def test_who_reconnects_without_pause_is_told_when_to_come_back(tmp_path: Path) -> None:
    async with running(tmp_path, limits=True, calls_burst=30, calls_per_second=1) as stand:
        token = (await stand.register("restless"))["access_token"]
        ends = [await connected(stand.port, token)]
        while ends[-1][0] == 0:
            ends.append(await connected(stand.port, token))

    assert len(ends) > 30 // HELLO_TOKENS
    code, reason = ends[-1]
    assert (code, reason["code"]) == (closes.TRY_LATER.code, "try_later")
    assert 0 < reason["retry_after_ms"] <= 1_001


async def test_tokens_that_are_no_good_count_for_their_address(tmp_path: Path) -> None:
    async with running(
        tmp_path, limits=True, anonymous_calls_burst=10, anonymous_calls_per_second=1
    ) as stand:
        refused: list[str] = []
        ends: list[int] = []
        while "rate.limited" not in refused:
            raw = await Raw.opened(stand.port, "tka_nobody.nothing")
            await raw.send(frame(TEXT, b'{"id":1,"op":"hello","body":{}}'))
            refused.append((await raw.answer(1))["error"]["code"])
            ends.append((await raw.closed())[0])
            raw.leave()

    assert refused[:10] == ["auth.token_invalid"] * 10
    assert ends[-1] == closes.TRY_LATER.code


async def test_what_was_missed_is_paid_for_as_any_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, limits=True) as stand:
        token = (await stand.register("reader"))["access_token"]
        room = await stand.group(token)
        for number in range(8):
            body = {"client_id": f"m{number}", "type": "text", "content": {"text": "x" * TEXT_BYTES}}
            await stand.ask(token, "POST", f"/conversations/{room}/messages", body)
        paid: list[int] = []
        monkeypatch.setattr(Bucket, "answered", lambda self, size: paid.append(size // ANSWER_BYTES))

        raw = await Raw.opened(stand.port, token)
        resume = {"epoch": stand.node.database.epoch, "positions": {room: 0}}
        await raw.send(frame(TEXT, json.dumps({"id": 1, "op": "hello", "body": {"resume": resume}}).encode()))
        assert "ok" in await raw.answer(1)
        raw.leave()

    assert paid[0] == (8 * TEXT_BYTES + 2 * STREAM_BYTES) // ANSWER_BYTES == 2
