"""Is a message that is sent again and again one message, over whatever transport, after whatever kill?"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from typing import Any

import httpx2
import pytest

from tests.processes import Server
from tests.profile import scaled
from tokenim.proof.crowd.asking import Denied, Line, NoAnswer
from tokenim.proof.crowd.http_line import HttpLine
from tokenim.proof.crowd.socket_line import SocketLine

SENDERS = 4
MESSAGES = scaled(quick=100, deep=12_500)
"""So many of each sender, each sent three times."""
OTHER = 10
"""One of so many is sent once more with another text."""
KILLS = scaled(quick=2, deep=40)
AT_ONCE = 16
PAUSE_SECONDS = 0.02
SECONDS = scaled(quick=60, deep=1_200)
_ROWS = "SELECT count(*) FROM entries WHERE kind = 'message.sent'"

pytestmark = [pytest.mark.system, pytest.mark.timeout(SECONDS)]


class Sender:
    """A user with a conversation who does not trust any answer."""

    def __init__(self, room: str, lines: list[Line], chance: random.Random) -> None:
        self.answers: dict[str, set[tuple[int, str]]] = {}
        self.counts: Counter[str] = Counter()
        self._room, self._lines, self._chance = room, lines, chance

    async def send_all(self) -> None:
        """Send each message over two ways, at once or one after the other; much later, over the third."""
        names = [f"message-{number}" for number in range(MESSAGES)]
        ways = {name: self._chance.sample(self._lines, 3) for name in names}
        await _some_at_once(self._twice(name, *ways[name][:2]) for name in names)
        self._chance.shuffle(names)
        await _some_at_once(self._once(ways[name][2], name) for name in names)
        await _some_at_once(self._otherwise(ways[name][0], name) for name in names[::OTHER])

    async def _twice(self, name: str, first: Line, second: Line) -> None:
        if self._chance.random() < 0.5:
            await asyncio.gather(self._once(first, name), self._once(second, name))
        else:
            await self._once(first, name)
            await self._once(second, name)

    async def _once(self, line: Line, name: str) -> None:
        accepted = await self._ask(line, name, f"text of {name}")
        self.answers.setdefault(name, set()).add((accepted["seq"], accepted["sent_at"]))
        self.counts["answers"] += 1

    async def _otherwise(self, line: Line, name: str) -> None:
        with pytest.raises(Denied) as refusal:
            await self._ask(line, name, "another text")
        self.counts[refusal.value.code] += 1

    async def _ask(self, line: Line, name: str, text: str) -> Any:
        """Ask again for as long as there is no answer."""
        body = {"conversation_id": self._room, "client_id": name, "type": "text", "content": {"text": text}}
        while True:
            try:
                return await line.ask("messages.send", body)
            except NoAnswer:
                self.counts["no answer"] += 1
            except Denied as denied:
                if not denied.retryable:
                    raise
                self.counts["try again"] += 1
            await asyncio.sleep(PAUSE_SECONDS)


async def _some_at_once(tasks: Iterable[Awaitable[None]]) -> None:
    left = iter(tasks)

    async def work() -> None:
        for task in left:
            await task

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())


@asynccontextmanager
async def _sender(http: httpx2.AsyncClient, application: HttpLine, number: int) -> AsyncIterator[Sender]:
    """Let a user in who has two sockets and asks by requests too, and a conversation with nobody else online."""
    user = (await application.ask("server.users.create", {"username": f"sender{number}"}))["id"]
    other = (await application.ask("server.users.create", {"username": f"other{number}"}))["id"]
    token = (await application.ask("server.tokens.create", {"user_id": user, "device_name": "d"}))[
        "access_token"
    ]
    page = HttpLine(http, token, user=user, name="page")
    room = (await page.ask("conversations.create", {"kind": "direct", "user_id": other}))["id"]
    url = str(http.base_url).rstrip("/")
    sockets = [
        SocketLine(url, token, user=user, name=f"socket{packed}", packed=packed) for packed in (False, True)
    ]
    for socket in sockets:
        socket.start()
    yield Sender(room, [page, *sockets], random.Random(number))
    for socket in sockets:
        await socket.stop()


async def _trouble(server: Server, senders: list[Sender]) -> None:
    """Kill the server each time that another share of the answers is there."""
    share = SENDERS * MESSAGES * 3 // (KILLS + 1)
    for kill in range(1, KILLS + 1):
        while sum(sender.counts["answers"] for sender in senders) < kill * share:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)


async def _sent(server: Server) -> list[Sender]:
    """Let all send everything while the server is killed."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=20))
        application = HttpLine(http, server.key, name="application")
        senders = [await stack.enter_async_context(_sender(http, application, n)) for n in range(SENDERS)]
        await asyncio.gather(_trouble(server, senders), *(sender.send_all() for sender in senders))
    return senders


async def test_a_message_sent_three_times_is_one_message_and_has_one_answer(mortal: Server) -> None:
    senders = await _sent(mortal)

    counts = sum((sender.counts for sender in senders), Counter())
    print(dict(counts))
    assert counts["answers"] == SENDERS * MESSAGES * 3
    assert counts["message.client_id_reused"] == SENDERS * MESSAGES // OTHER
    assert counts["no answer"] > KILLS
    for sender in senders:
        assert [name for name, answers in sender.answers.items() if len(answers) != 1] == []
        assert sorted(seq for [(seq, _)] in sender.answers.values()) == list(range(1, MESSAGES + 1))
    with closing(sqlite3.connect(mortal.data / "tokenim.db")) as db:
        assert db.execute(_ROWS).fetchone() == (SENDERS * MESSAGES,)
