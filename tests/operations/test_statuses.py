"""Does every operation answer with the statuses that the catalogue explains, by the rules of the guide?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect

from tests.operations import world as worlds
from tokenim.catalogue.errors import CODES
from tokenim.catalogue.statuses import STATUSES
from tokenim.kernel.operation import Operation
from tokenim.stack import OPERATIONS
from tokenim.transport import openapi

GUIDE = Path(__file__).parents[2] / "docs" / "api-guide.md"
DOCUMENT = openapi.build(OPERATIONS.values())


def fits(operation: Operation) -> bool:
    """Whether the statuses of an operation are those that its method asks for."""
    has_answer = operation.answer is not type(None)
    makes = operation.status == 201
    return (operation.status == 204) is not has_answer and (
        (operation.method == "GET" and operation.statuses == (200,))
        or (operation.method == "DELETE" and operation.statuses == (204,))
        or (operation.method == "PATCH" and operation.statuses == (200,))
        or (operation.method == "POST" and (makes or operation.statuses in ((200,), (204,))))
        or (operation.method == "PUT" and (makes or has_answer is openapi.has_body(operation)))
    )


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_method_of_an_operation_tells_its_statuses(name: str) -> None:
    operation = OPERATIONS[name]

    assert fits(operation)
    assert bool(operation.location) is (operation.status == 201)
    assert not operation.finds or operation.status == 201


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_document_names_every_status_and_its_headers(name: str) -> None:
    operation = OPERATIONS[name]
    described = DOCUMENT["paths"]["/v1" + operation.path][operation.method.lower()]["responses"]

    for status in operation.statuses:
        headers = described[str(status)]["headers"]
        assert described[str(status)]["description"] == STATUSES[status]
        assert ("Location" in headers) is (status == 201)
        assert ("Idempotent-Replayed" in headers) is (operation.replay or operation.keyed)
    assert [int(status) for status in described if status.isdigit() and int(status) < 300] == list(
        operation.statuses
    )


def test_every_status_is_explained_and_none_in_vain() -> None:
    used = {code.status for code in CODES.values()}
    used |= {status for operation in OPERATIONS.values() for status in operation.statuses}

    assert used == set(STATUSES)


def test_the_guide_explains_the_same_statuses() -> None:
    rows = re.findall(r"^\| (\d{3}) \| (.+) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)

    assert {int(status): text for status, text in rows} == STATUSES


async def test_what_is_there_already_is_no_creation_and_what_is_asked_again_says_so(tmp_path: Path) -> None:
    world = await worlds.build(tmp_path)
    async with (
        worlds.served(tmp_path) as node,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{node.port}/v1") as http,
    ):

        async def asked(who: str, method: str, path: str, body: Any, key: str = "") -> tuple[int, str, bool]:
            headers = {"authorization": f"Bearer {world['token:' + who]}"}
            headers |= {"idempotency-key": key} if key else {}
            answer = await http.request(method, path, json=body, headers=headers)
            named = answer.headers.get("location", "").removeprefix("/v1")
            replayed = answer.headers.get("idempotent-replayed") == "true"
            assert not named or named.endswith(str(answer.json().get("id", answer.json().get("seq"))))
            return answer.status_code, named.split("/")[1] if named else "", replayed

        direct = {"kind": "direct", "user_id": world["$carol"]}
        for expected in ((201, "conversations", False), (200, "", False)):
            assert await asked("alice", "POST", "/conversations", direct) == expected
        group = {"kind": "group", "name": "Lunch"}
        for replayed in (False, True):
            made = await asked("alice", "POST", "/conversations", group, "group")
            assert made == (201, "conversations", replayed)
        opened = {"act_as": world["$bob"], "kind": "direct", "user_id": world["$carol"]}
        for status in (201, 200):
            assert (await asked("application", "POST", "/server/conversations", opened))[0] == status
        for status, bio, replayed in ((201, "", False), (200, "Hi", False), (200, "Hi", True)):
            put = await asked("application", "PUT", "/server/users/shop%7C1", {"bio": bio}, "put" + bio)
            assert put == (status, "server" if status == 201 else "", replayed)
        path = f"/conversations/{world['$group']}/messages"
        text = {"client_id": "c-1", "type": "text", "content": {"text": "Hi"}}
        for replayed in (False, True):
            assert await asked("alice", "POST", path, text) == (201, "conversations", replayed)
        assert await frames(node.port, world, text | {"conversation_id": world["$group"]}) == [True, None]


async def frames(port: int, world: worlds.World, text: dict[str, Any]) -> list[bool | None]:
    """Send over a socket what was sent over HTTP, and something new; return what the answers say of it."""
    headers = {"Authorization": f"Bearer {world['token:alice']}"}
    said: list[bool | None] = []
    async with connect(f"ws://127.0.0.1:{port}/v1/ws", additional_headers=headers) as socket:
        for client_id in ("c-1", "c-2"):
            body = text | {"client_id": client_id}
            await socket.send(json.dumps({"id": 1, "op": "messages.send", "body": body}))
            while "ok" not in (frame := json.loads(await socket.recv())):
                pass
            said.append(frame.get("replayed"))
    return said
