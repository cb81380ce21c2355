"""Does a device that reads without a socket write down what it saw, once?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest

from tests.processes import Server
from tokenim.proof.crowd.people import Company
from tokenim.proof.crowd.reading import Reader

pytestmark = pytest.mark.system


async def _at_once(reader: Reader) -> None:
    await asyncio.gather(*(reader.catch_up() for _ in range(8)))


async def test_whoever_asks_while_it_reads_waits_and_nothing_is_read_twice(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    async with httpx2.AsyncClient(base_url=server.url) as http:
        company = Company(server.url, http, server.key, seed=1)
        host = await company.welcome("host")
        page = await company.page(host, "web")
        room = await company.group(host, "Hall", [], "all")
        reader = Reader(company, page)
        await _at_once(reader)
        for number in range(5):
            text = {"client_id": f"m{number}", "type": "text", "content": {"text": "hello"}}
            await page.ask("messages.send", {"conversation_id": room} | text)
        await _at_once(reader)
    assert server.stop() == 0

    read = [received.seq for received in company.history.received if received.conversation == room]
    assert read == sorted(set(read))
    assert len(read) >= 5
