"""Does every example of every operation do what it says, in the same way over REST and over the WebSocket?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.operations import world as worlds
from tests.operations.asking import EVERYWHERE, SOCKETS, Ask, Outcome, over_json, over_rest
from tests.operations.world import World
from tokenim.app import Node
from tokenim.kernel.examples import filled
from tokenim.kernel.operation import Example, Operation
from tokenim.stack import OPERATIONS
from tokenim.transport import openapi

DOCUMENT = openapi.build(OPERATIONS.values())
REFUSED = [(name, example) for name, op in OPERATIONS.items() for example in op.examples if example.error]
DONE = [(name, example) for name, op in OPERATIONS.items() for example in op.examples if not example.error]


def titled(case: object) -> str:
    return case.title if isinstance(case, Example) else str(case)


@pytest.fixture(scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """Build the world once."""
    folder = tmp_path_factory.mktemp("built")
    return folder, await worlds.build(folder)


@pytest.fixture(scope="module")
async def shared(
    built: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Node, World]]:
    """Serve one world for all that change nothing."""
    folder = worlds.copy(built[0], tmp_path_factory.mktemp("shared") / "data")
    async with worlds.served(folder) as node:
        yield node, built[1]


async def ask(node: Node, world: World, ask: Ask, operation: Operation, example: Example) -> Outcome:
    """Ask an example, with a client_id that nobody used."""
    body = filled(example.body, world | {"$client_id": str(uuid4())})
    return await ask(node.port, world["token:" + example.actor], operation, body)


def ways(operation: Operation, example: Example) -> dict[str, Ask]:
    """Return where an example can be asked: nobody is anonymous on a socket."""
    return EVERYWHERE if operation.socket and example.actor != "anonymous" else {"rest": over_rest}


@pytest.mark.parametrize(("name", "example"), REFUSED, ids=titled)
async def test_an_example_of_failure_is_refused_alike_everywhere(
    shared: tuple[Node, World], name: str, example: Example
) -> None:
    operation, code = OPERATIONS[name], example.error
    assert code is not None
    problems = []
    for way in ways(operation, example).values():
        outcome = await ask(*shared, way, operation, example)
        assert outcome.problem is not None, outcome.answer
        assert outcome.problem.pop("request_id")
        assert outcome.status in (0, code.status)
        problems.append(outcome.problem)

    assert problems[0]["code"] == code.name
    assert code in operation.errors
    assert all(problem == problems[0] for problem in problems)


@pytest.mark.parametrize(("name", "example"), DONE, ids=titled)
async def test_an_example_of_success_succeeds_alike_everywhere(
    built: tuple[Path, World], shared: tuple[Node, World], tmp_path: Path, name: str, example: Example
) -> None:
    operation = OPERATIONS[name]
    answers: list[Any] = []
    for way, how in ways(operation, example).items():
        if not operation.changes:
            outcome = await ask(*shared, how, operation, example)
        else:
            async with worlds.served(worlds.copy(built[0], tmp_path / way)) as node:
                outcome = await ask(node, built[1], how, operation, example)
        assert outcome.problem is None
        assert outcome.status in (0, *operation.statuses)
        assert bool(outcome.location) is (outcome.status == 201)
        assert re.fullmatch(located(operation), outcome.location) or not outcome.location
        answers.append(outcome.answer)

    for answer in answers:
        conforms(operation, answer)
    assert all(shape(answer) == shape(answers[0]) for answer in answers)


def located(operation: Operation) -> str:
    """Return what the location of what an operation made looks like."""
    return "/v1" + re.sub(r"{[\w.]+}", "[A-Za-z0-9_]+", operation.location)


def conforms(operation: Operation, answer: Any) -> None:
    """Check an answer against the declared type and the published schema."""
    if operation.status == 204:
        assert answer is None
        return
    msgspec.convert(answer, operation.answer)
    path = DOCUMENT["paths"]["/v1" + operation.path][operation.method.lower()]
    schema = path["responses"][str(operation.status)]["content"]["application/json"]["schema"]
    errors = list(Draft202012Validator(schema | {"components": DOCUMENT["components"]}).iter_errors(answer))
    assert errors == []


def shape(value: Any) -> Any:
    """Return the value with its leaves replaced by their types."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


@pytest.mark.parametrize("name", [name for name, op in OPERATIONS.items() if not op.socket])
@pytest.mark.parametrize("codec", SOCKETS)
async def test_what_makes_no_sense_on_a_socket_is_unknown_there(
    shared: tuple[Node, World], codec: str, name: str
) -> None:
    node, world = shared

    outcome = await SOCKETS[codec](node.port, world["token:alice"], OPERATIONS[name], {})

    assert outcome.problem is not None
    assert outcome.problem["code"] == "operation.unknown"


async def test_a_socket_says_what_is_wrong_in_the_language_of_the_user(
    built: tuple[Path, World], tmp_path: Path
) -> None:
    world = built[1]
    async with worlds.served(worlds.copy(built[0], tmp_path / "data")) as node:
        update, get = OPERATIONS["users.update"], OPERATIONS["users.get"]
        await over_rest(node.port, world["token:bob"], update, {"language": "zh"})
        outcomes = [
            await way(node.port, world["token:bob"], get, {"user_id": world["$nobody"]})
            for way in (over_rest, over_json)
        ]

    assert [(outcome.problem or {})["user_message"] for outcome in outcomes] == ["找不到该用户。"] * 2
