"""Is every wrong request to every operation refused clearly over both transports, with nothing stored?"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx2
import msgspec
import pytest

from tests.abuse.corpus import MALFORMED, NO_OBJECT, Wrong, example, written, wrong
from tests.abuse.world import World
from tokenim.catalogue.errors import CODES
from tokenim.kernel.operation import Operation
from tokenim.stack import OPERATIONS
from tokenim.transport.http import fields

NAMES = [name for name in OPERATIONS if not name.startswith("shelf.")]
WITH_BODY = [
    name for name in NAMES
    if not fields.in_query(OPERATIONS[name]) and set(example(OPERATIONS[name])) - set(OPERATIONS[name].path_fields)
]  # fmt: skip
WITH_QUERY = [name for name in NAMES if fields.in_query(OPERATIONS[name])]


def _complaint(problem: dict[str, Any], sent: Wrong) -> str:
    """Return what is wrong with the refusal, or nothing."""
    code = CODES.get(problem.get("code", ""))
    if code is None or not 400 <= code.status < 500 or problem["status"] != code.status:
        return f"{sent.why}: {problem}"
    named = " ".join(error["field"] for error in problem.get("errors", []))
    if sent.field and sent.field not in named:
        return f"{sent.why}: names {named!r}: {problem['detail']}"
    return ""


def _path(operation: Operation) -> str:
    values = {name: quote(str(value), safe="") for name, value in example(operation).items()}
    return "/v1" + operation.path.format(**values)


def _headers(world: World, operation: Operation) -> dict[str, str]:
    token = world.tokens.get(world.role(operation))
    return {"Authorization": f"Bearer {token}"} if token else {}


async def _refused(answer: httpx2.Response, sent: Wrong) -> str:
    if not answer.headers["content-type"].startswith("application/problem+json"):
        return f"{sent.why}: {answer.status_code} {answer.text[:200]}"
    return _complaint(answer.json(), sent)


@pytest.mark.parametrize("name", WITH_BODY)
async def test_a_wrong_body_is_refused_over_rest(world: World, name: str) -> None:
    operation = OPERATIONS[name]
    headers = _headers(world, operation) | {"Content-Type": "application/json"}
    before = world.stored()
    complaints = []

    for sent in wrong(operation, operation.path_fields):
        answer = await world.stand.http.request(
            operation.method, _path(operation), content=sent.body, headers=headers
        )
        complaints.append(await _refused(answer, sent))

    assert [complaint for complaint in complaints if complaint] == []
    assert world.stored() == before
    await world.undisturbed()


@pytest.mark.parametrize("name", [name for name in NAMES if OPERATIONS[name].socket])
async def test_a_wrong_body_is_refused_over_a_socket(world: World, name: str) -> None:
    operation = OPERATIONS[name]
    before = world.stored()
    complaints = []

    for sent in filter(_is_text, wrong(operation)):
        frame = b'{"id":5,"op":"' + name.encode() + b'","body":' + sent.body + b"}"
        answer = await world.over_socket(world.role(operation), frame)
        complaints.append(_complaint(answer.get("error", answer), sent))

    assert [complaint for complaint in complaints if complaint] == []
    assert world.stored() == before
    await world.undisturbed()


def _is_text(sent: Wrong) -> bool:
    """Return whether a text frame may hold it: whatever is no UTF-8 closes the socket."""
    try:
        return bool(sent.body.decode()) or True
    except UnicodeDecodeError:
        return False


def _queries(operation: Operation) -> dict[str, str]:
    """Return wrong queries by the field that the refusal must name."""
    optional = {
        name: value for name, value in example(operation).items() if name not in operation.path_fields
    }
    found = {"colour": "colour=red", "": "%ff=1", "%": "a=%zz", '"]}': "%22%5D%7D=1"}
    for name, value in optional.items():
        given = quote(str(value), safe="")
        found |= {f"{name}#twice": f"{name}={given}&{name}={given}"} if not isinstance(value, list) else {}
        found |= {f"%{name}": f"{name}=%ED%A0%80"}
        if isinstance(value, int):
            wrongs = ("NaN", "1e999", "9223372036854775808", "-1", "x", "1.5", "", "%00", "0x10", "9" * 4000)
            found |= {f"{name}#{one[:9]}": f"{name}={one}" for one in wrongs}
    return found


@pytest.mark.parametrize("name", WITH_QUERY)
async def test_a_wrong_query_is_refused_over_rest(world: World, name: str) -> None:
    operation = OPERATIONS[name]
    before = world.stored()
    complaints = []

    needed = _needed(operation)
    for field, wrong_query in _queries(operation).items():
        query = "&".join(
            [wrong_query, *(pair for name, pair in needed.items() if not wrong_query.startswith(name))]
        )
        named = "" if field.startswith("%") else field.partition("#")[0]
        answer = await world.stand.http.request(
            operation.method, f"{_path(operation)}?{query}", headers=_headers(world, operation)
        )
        complaints.append(await _refused(answer, Wrong(query[:80], b"", named)))

    assert [complaint for complaint in complaints if complaint] == []
    assert world.stored() == before
    await world.undisturbed()


def _needed(operation: Operation) -> dict[str, str]:
    """Return what the query must have whatever else is in it, by field."""
    required = {field.encode_name for field in msgspec.structs.fields(operation.body) if field.required}
    given = {name: value for name, value in example(operation).items() if name in required}
    return {
        name: f"{name}={quote(str(value), safe='')}"
        for name, value in given.items()
        if name not in operation.path_fields
    }


WRONG_SEGMENTS = (
    "%FF",
    "%ED%A0%80",
    "%zz",
    "%",
    "x" * 5_000,
    "%00",
    "..%2F..%2Fetc",
    "NaN",
    "9223372036854775808",
    "-1",
)


@pytest.mark.parametrize("name", [name for name in NAMES if OPERATIONS[name].path_fields])
async def test_a_wrong_path_is_refused_over_rest(world: World, name: str) -> None:
    operation = OPERATIONS[name]
    before = world.stored()
    complaints = []

    for number in range(len(operation.path_fields)):
        for segment in WRONG_SEGMENTS:
            values = {field: quote(str(value), safe="") for field, value in example(operation).items()}
            values[operation.path_fields[number]] = segment
            body = written({k: v for k, v in example(operation).items() if k not in operation.path_fields})
            answer = await world.stand.http.request(
                operation.method, "/v1" + operation.path.format(**values), headers=_headers(world, operation),
                **({"json": None} if fields.in_query(operation) or body == b"{}" else _json(body)),
            )  # fmt: skip
            complaints.append(await _refused(answer, Wrong(segment[:30], b"")))

    assert [complaint for complaint in complaints if complaint] == []
    assert world.stored() == before
    await world.undisturbed()


def _json(body: bytes) -> dict[str, Any]:
    return {"content": body}


ENVELOPES: dict[str, bytes] = {
    "an id twice": b'{"id":1,"id":2,"op":"users.me"}',
    "an op twice": b'{"id":1,"op":"users.me","op":"auth.logout"}',
    "a body twice": b'{"id":1,"op":"users.me","body":{},"body":{}}',
    "no id": b'{"op":"users.me"}',
    "no op": b'{"id":1}',
    "a negative id": b'{"id":-1,"op":"users.me"}',
    "an id of 2^53": b'{"id":9007199254740992,"op":"users.me"}',
    "an id that is a text": b'{"id":"1","op":"users.me"}',
    "an id that is NaN": b'{"id":NaN,"op":"users.me"}',
    "an op that is a list": b'{"id":1,"op":["users.me"]}',
    "an op of 1,000 characters": b'{"id":1,"op":"' + b"x" * 1_000 + b'"}',
    "an op that is not there": b'{"id":1,"op":"users.fly"}',
    "an op that is for REST only": b'{"id":1,"op":"auth.login","body":{}}',
    "an unknown field": b'{"id":1,"op":"users.me","colour":1}',
    "an empty idempotency key": b'{"id":1,"op":"users.me","idempotency_key":""}',
    "a long idempotency key": b'{"id":1,"op":"users.me","idempotency_key":"' + b"k" * 201 + b'"}',
}


async def test_a_wrong_envelope_is_refused(world: World) -> None:
    before = world.stored()
    complaints = []

    for sent in filter(_is_text, map(Wrong, *zip(*(ENVELOPES | MALFORMED | NO_OBJECT).items(), strict=True))):
        answer = await world.over_socket("user", sent.body)
        complaints.append(_complaint(answer.get("error", answer), sent))

    assert [complaint for complaint in complaints if complaint] == []
    assert world.stored() == before
    await world.undisturbed()
