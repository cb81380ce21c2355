"""Is what one connection may cost bounded: in frames, bytes, answers and unread requests?"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgpack
import pytest

from tests.rfc6455.raw import BINARY, PING, PONG, TEXT, Raw, frame, handshake
from tests.rfc6455.site import hello
from tests.system.stand import Stand, running
from tokenim.catalogue import closes, limits
from tokenim.transport import pace as paces
from tokenim.transport.ws.connection import Socket

ASKED = b'{"id":%d,"op":"users.me"}'


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with running(tmp_path, limits=True) as stand:
        yield stand
        for socket in list(stand.node.hub.sockets):
            # What a paused socket was sent is thrown away, and with it the news that its client left.
            socket.end(closes.PROTOCOL)
        await asyncio.sleep(0.5)


def socket_of(stand: Stand) -> Socket:
    """Return the newest socket of the server."""
    found = list(stand.node.hub.sockets)[-1]
    assert isinstance(found, Socket)
    return found


async def opened(stand: Stand, name: str) -> Raw:
    """Open a socket of a new user and say hello."""
    raw = await Raw.opened(stand.port, (await stand.register(name))["access_token"])
    await hello(raw)
    return raw


async def answers(raw: Raw) -> list[dict[str, Any]]:
    """Return all that comes until a second of silence, the end, or three seconds have passed."""
    found = []
    with contextlib.suppress(TimeoutError, asyncio.IncompleteReadError, ConnectionError):
        async with asyncio.timeout(3):
            while (got := await raw.frame(within=1)) is not None and got.opcode == TEXT:
                found.append(json.loads(got.payload))
    return found


NO_REQUESTS = {
    "malformed": b"{",
    "empty": b"",
    "an unknown operation": b'{"id":1,"op":"users.nobody"}',
    "an envelope with more in it": b'{"id":1,"op":"users.me","more":1}',
    "too large": b'{"id":1,"op":"users.me"}' + b" " * limits.FRAME_BYTES,
}


@pytest.mark.parametrize("sent", NO_REQUESTS.values(), ids=list(NO_REQUESTS))
async def test_frames_that_are_no_requests_are_answered_so_often_and_then_end_the_socket(
    stand: Stand, sent: bytes
) -> None:
    raw = await opened(stand, "mallory")

    began = time.monotonic()
    sending = asyncio.create_task(raw.send(frame(TEXT, sent) * (limits.REFUSED_FRAMES + 20)))
    refused = []
    while (got := await raw.frame()) is not None and got.opcode == TEXT:
        refused.append(json.loads(got.payload))

    allowed = limits.REFUSED_FRAMES + limits.REFUSED_FRAMES_A_SECOND * (time.monotonic() - began)
    assert limits.REFUSED_FRAMES < len(refused) <= allowed + 1
    assert got is not None
    assert int.from_bytes(got.payload[:2], "big") == 4420
    assert json.loads(got.payload[2:]) == {"code": "too_many_refused", "retry_after_ms": 5000}
    await sending
    raw.leave()


@pytest.mark.parametrize("known", [True, False])
async def test_few_frames_that_take_long_to_read_end_the_socket(stand: Stand, *, known: bool) -> None:
    raw = await Raw.connect(stand.port)
    token = (await stand.register("mallory"))["access_token"] if known else ""
    await raw.send(handshake(token, Sec_WebSocket_Protocol="tokenim.v1.msgpack"))
    await raw.head()
    if known:
        await raw.send(frame(BINARY, msgpack.packb({"id": 1, "op": "hello"})))
        assert await raw.frame() is not None
    costly = msgpack.packb({"id": 1, "op": "users.me", "body": [{}] * 300_000})

    sending = asyncio.create_task(raw.send(frame(BINARY, costly) * 10))
    answers = []
    while (got := await raw.frame()) is not None and got.opcode == BINARY:
        answers.append(msgpack.unpackb(got.payload)["error"]["code"])

    assert answers == ["request.too_large"] * (3 if known else 1)
    assert got is not None
    assert int.from_bytes(got.payload[:2], "big") == 4420
    sending.cancel()
    raw.leave()


async def test_strangers_pay_for_large_frames_before_they_are_read(stand: Stand) -> None:
    costly = msgpack.packb({"id": 1, "op": "users.me", "body": [{}] * 300_000})
    answers = []
    for _ in range(60):
        raw = await Raw.connect(stand.port)
        await raw.send(handshake(Sec_WebSocket_Protocol="tokenim.v1.msgpack"))
        await raw.head()
        await raw.send(frame(BINARY, costly))
        got = await raw.frame()
        assert got is not None
        answers.append(msgpack.unpackb(got.payload)["error"]["code"])
        raw.leave()

    assert set(answers) == {"request.too_large", "rate.limited"}
    assert answers[0] == "request.too_large"


async def test_requests_before_hello_are_refused_frames_too(stand: Stand) -> None:
    raw = await Raw.connect(stand.port)
    await raw.send(handshake())
    await raw.head()

    began = time.monotonic()
    await raw.send(frame(TEXT, ASKED % 1) * (2 * limits.REFUSED_FRAMES))
    refused = []
    while (got := await raw.frame()) is not None and got.opcode == TEXT:
        refused.append(json.loads(got.payload)["error"]["code"])

    allowed = limits.REFUSED_FRAMES + limits.REFUSED_FRAMES_A_SECOND * (time.monotonic() - began)
    assert limits.REFUSED_FRAMES < len(refused) <= allowed + 1
    assert set(refused) == {"socket.hello_required"}
    raw.leave()


@pytest.mark.parametrize("kind", [PING, PONG])
async def test_control_frames_beyond_the_limit_pause_the_socket(stand: Stand, kind: int) -> None:
    raw = await opened(stand, "mallory")
    socket = socket_of(stand)

    await raw.send(frame(kind) * 5_000)
    async with asyncio.timeout(5):
        while not socket.pace.why:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    pongs = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3):
            while (got := await raw.frame(within=1)) is not None and got.opcode == PONG:
                pongs += 1
    assert pongs <= (limits.CONTROL_FRAMES + 40 if kind == PING else 0)
    raw.leave()


async def test_calls_beyond_the_rate_are_refused_few_at_a_time(stand: Stand) -> None:
    raw = await opened(stand, "eager")

    asked = b"".join(frame(TEXT, ASKED % number) for number in range(5_000))
    began = time.monotonic()
    await raw.send(asked)
    found = await answers(raw)
    seconds = time.monotonic() - began

    done = [answer for answer in found if "ok" in answer]
    refused = [answer["error"] for answer in found if "error" in answer]
    settings = stand.node.settings
    assert 0 <= len(done) - settings.calls_burst <= settings.calls_per_second * seconds + 1
    assert {error["code"] for error in refused} == {"rate.limited"}
    assert {error["limit"] for error in refused} == {"calls"}
    # One piece of what was sent is read, then the socket rests.
    assert len(refused) < 1_000
    raw.leave()


async def test_a_socket_within_its_rate_is_never_paused(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops: list[int] = []
    monkeypatch.setattr(paces.Pace, "_stop", lambda self, why: stops.append(why))
    raw = await opened(stand, "calm")
    for number in range(50):
        await raw.send(frame(TEXT, ASKED % number) + frame(PING))
        await raw.answer(number)
    raw.leave()

    assert stops == []


async def test_requests_that_wait_are_bounded_in_bytes(tmp_path: Path) -> None:
    async with running(tmp_path) as stand:
        token = (await stand.register("bulk"))["access_token"]
        room = await stand.group(token)
        raw = await Raw.opened(stand.port, token)
        await hello(raw)
        socket, most, text = socket_of(stand), 0, "x" * 19_000
        sends: list[bytes] = []
        for number in range(100):
            body = {
                "conversation_id": room,
                "client_id": f"m{number}",
                "type": "text",
                "content": {"text": text},
                "reply_to": 1,
            }
            sends.append(
                frame(TEXT, json.dumps({"id": number, "op": "messages.send", "body": body}).encode())
            )
        await stand.ask(
            token,
            "POST",
            f"/conversations/{room}/messages",
            {"client_id": "first", "type": "text", "content": {"text": "x"}},
        )

        sending = asyncio.create_task(raw.send(b"".join(sends)))
        acked: set[int] = set()
        while len(acked) < len(sends):
            got = await raw.frame()
            assert got is not None
            answer = json.loads(got.payload)
            most = max(most, socket.pace.held)
            if "id" in answer:
                assert "ok" in answer
                acked.add(answer["id"])
        await sending
        assert most <= limits.HELD_BYTES + 25_000
        assert socket.pace.held == 0
        raw.leave()


@pytest.mark.parametrize(
    "size", [limits.FRAME_BYTES + 1, limits.FRAME_BYTES_AT_MOST + 1, 1_000_000, 4_000_000]
)
@pytest.mark.parametrize("piece", [2**20, 1])
async def test_what_is_too_large_is_not_carried_out_and_nothing_behind_a_closing_one(
    tmp_path: Path, size: int, piece: int
) -> None:
    async with running(tmp_path) as stand:
        token = (await stand.register("heavy"))["access_token"]
        room = await stand.group(token)
        raw = await Raw.opened(stand.port, token)
        await hello(raw)

        def send(name: str) -> bytes:
            body = {"conversation_id": room, "client_id": name, "type": "text", "content": {"text": "x"}}
            return json.dumps({"id": 5, "op": "messages.send", "body": body}).encode()

        large = send("large")
        closes = size > limits.FRAME_BYTES_AT_MOST
        sent = frame(TEXT, large + b" " * (size - len(large))) + (
            frame(TEXT, send("behind")) * 2 if closes else b""
        )
        with contextlib.suppress(ConnectionError):
            if piece == 1:
                await raw.send(sent[:20])
                await asyncio.sleep(0.05)
                await raw.send(sent[20:])
            else:
                await raw.send(sent)
        if closes:
            assert (await raw.closed())[0] == 1009
        else:
            assert (await raw.answer(5))["error"]["code"] == "request.too_large"
        raw.leave()
        stored = await stand.ask(token, "GET", f"/conversations/{room}/messages")
        assert [message["client_id"] for message in stored["items"]] == []


async def test_a_refused_envelope_is_answered_with_its_id_on_both_codecs(stand: Stand) -> None:
    raw = await opened(stand, "careless")
    wrong: tuple[dict[str, object], ...] = (
        {"more": 1}, {"idempotency_key": ""}, {"idempotency_key": "k" * 201}, {"op": 7},
    )  # fmt: skip
    for number, more in enumerate(wrong, 100):
        await raw.send(frame(TEXT, json.dumps({"id": number, "op": "users.me"} | more).encode()))
        assert (await raw.answer(number))["error"]["code"] == "request.invalid"
    raw.leave()

    packed = await Raw.connect(stand.port)
    token = (await stand.register("packer"))["access_token"]
    await packed.send(handshake(token, Sec_WebSocket_Protocol="tokenim.v1.msgpack"))
    await packed.head()
    await packed.send(frame(BINARY, msgpack.packb({"id": 7, "op": "users.me", "more": 1})))
    got = await packed.frame()
    assert got is not None
    assert msgpack.unpackb(got.payload)["id"] == 7
    packed.leave()
