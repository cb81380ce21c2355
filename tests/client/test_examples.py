"""Do the examples in docstrings, and the example programs, do what they say?"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import doctest
import io
import sys
from pathlib import Path

import pytest

import tokenim_client.client
from tests.client.people import PASSWORD, becomes_true, collect
from tests.processes import ROOT, Server, environment
from tokenim_client import Client, Event, Live


def _examples() -> list[doctest.DocTest]:
    found = doctest.DocTestFinder().find(tokenim_client.client)
    return [test for test in found if test.examples]


async def _run(source: str, names: dict[str, object]) -> None:
    """Run statements that may await, and print what an expression gives, as a prompt does."""
    tree = ast.parse(source)
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        tree.body[-1] = ast.copy_location(
            ast.Assign([ast.Name("_answer", ast.Store())], last.value, lineno=last.lineno), last
        )
    code = compile(ast.fix_missing_locations(tree), "<example>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    names["_answer"] = None
    running = eval(code, names)
    if running is not None:
        await running
    if names["_answer"] is not None:
        print(repr(names["_answer"]))


async def test_the_examples_in_docstrings_are_right(tmp_path: Path) -> None:
    examples = _examples()
    assert len(examples) >= 3
    server = Server(tmp_path / "data").start()
    names: dict[str, object] = {"url": server.url, "Client": Client}
    try:
        for test in examples:
            for example in test.examples:
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    await asyncio.wait_for(_run(example.source, names), 20)
                assert printed.getvalue() == example.want, f"{test.name}: {example.source}"
    finally:
        await asyncio.to_thread(server.stop)


@pytest.mark.system
async def test_the_echo_bot_answers(server: Server, tmp_path: Path) -> None:
    async with (
        await Client.register(server.url, "echo", PASSWORD) as account,
        await Client.register(server.url, "echofan", PASSWORD) as fan,
    ):
        bot = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "clients/python/examples/echo_bot.py"), server.url, "echo", PASSWORD,
            env=environment(), cwd=tmp_path,
        )  # fmt: skip
        try:
            await becomes_true(lambda: _has_two_sessions(account))
            talk = await fan.conversations.direct(account.user.id)
            async with fan.connect() as live:
                asking = asyncio.create_task(_ask(live, talk.id))
                events = await collect(live.events(), lambda event: _is_from(event, account.user.id), 20)
                asking.cancel()
        finally:
            bot.terminate()
            await bot.wait()

    answer = events[-1]
    assert answer.kind == "message.sent"
    assert answer.message.text == "Hello bot"
    assert answer.message.reply_to


async def _has_two_sessions(client: Client) -> bool:
    return len(await client.sessions.list()) == 2


async def _ask(live: Live, conversation_id: str) -> None:
    """Ask again: what a bot finds at its first look is state, not news, and it does not answer that."""
    while True:
        await live.send(conversation_id, "Hello bot")
        await asyncio.sleep(0.5)


def _is_from(event: Event, user_id: str) -> bool:
    return event.kind == "message.sent" and event.message.sender_id == user_id
