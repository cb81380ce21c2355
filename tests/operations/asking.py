"""How is an example asked over REST, over a socket in JSON, and over one in MessagePack?"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx2
import msgpack
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tokenim.kernel.operation import Operation
from tokenim.transport.http import fields

Ask = Callable[[int, str, Operation, dict[str, Any]], Awaitable["Outcome"]]


class Outcome(NamedTuple):
    """What came back: a status and a location (over REST only), and either an answer or a problem."""

    status: int
    answer: Any = None
    problem: dict[str, Any] | None = None
    location: str = ""


async def over_rest(port: int, token: str, operation: Operation, body: dict[str, Any]) -> Outcome:
    """Ask with one request."""
    path = operation.path
    for name in operation.path_fields:
        path = path.replace("{" + name + "}", quote(str(body[name]), safe=""))
    rest = {name: value for name, value in body.items() if name not in operation.path_fields}
    query = _query(rest) if fields.in_query(operation) else {}
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}/v1") as client:
        answer = await client.request(
            operation.method, path, params=query, headers=headers,
            json=None if query or not rest or fields.in_query(operation) else rest,
        )  # fmt: skip
    if answer.is_success:
        location = answer.headers.get("location", "")
        return Outcome(answer.status_code, answer.json() if answer.content else None, location=location)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    return Outcome(answer.status_code, problem=answer.json())


def _query(rest: dict[str, Any]) -> dict[str, Any]:
    shown = {True: "true", False: "false"}
    return {
        name: shown[value] if isinstance(value, bool) else "" if value == [] else value
        for name, value in rest.items()
    }


async def over_json(port: int, token: str, operation: Operation, body: dict[str, Any]) -> Outcome:
    """Ask on a socket of its own, in text."""
    return await _on_a_socket(port, token, "json", {"id": 1, "op": operation.name, "body": body})


async def over_msgpack(port: int, token: str, operation: Operation, body: dict[str, Any]) -> Outcome:
    """Ask on a socket of its own, in binary."""
    return await _on_a_socket(port, token, "msgpack", {"id": 1, "op": operation.name, "body": body})


async def _on_a_socket(port: int, token: str, codec: str, asked: dict[str, Any]) -> Outcome:
    packed = msgpack.packb(asked) if codec == "msgpack" else json.dumps(asked, ensure_ascii=False)
    async with connect(
        f"ws://127.0.0.1:{port}/v1/ws",
        additional_headers={"Authorization": f"Bearer {token}"},
        subprotocols=[Subprotocol(f"tokenim.v1.{codec}")],
        compression=None,
    ) as socket:
        await socket.send(packed)
        while True:
            got = await socket.recv()
            frame = msgpack.unpackb(got) if isinstance(got, bytes) else json.loads(got)
            if frame.get("id") == 1:
                return Outcome(0, frame.get("ok"), frame.get("error"))


SOCKETS: dict[str, Ask] = {"json": over_json, "msgpack": over_msgpack}
EVERYWHERE: dict[str, Ask] = {"rest": over_rest} | SOCKETS
