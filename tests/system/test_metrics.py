"""Do the operator's machines get what they ask for: alive, ready, figures?"""

from __future__ import annotations

import asyncio
import shutil
import subprocess

import httpx2
import pytest

from tests.crowd import talking
from tests.processes import FIGURES, Server

pytestmark = pytest.mark.system


def _value(text: str, name: str) -> float:
    return float(next(line for line in text.splitlines() if line.startswith(name)).rpartition(" ")[2])


async def test_the_server_is_alive_and_ready(server: Server) -> None:
    async with httpx2.AsyncClient(base_url=server.url) as http:
        assert (await http.get("/healthz")).json() == {"status": "alive"}
        assert (await http.get("/readyz")).json() == {"status": "ready"}


async def test_the_figures_count_what_happened(server: Server) -> None:
    async with talking(server.url, seed=11, users=2, rooms=1) as (crowd, http):
        await crowd.devices[0].send(crowd.rooms[0], "one")
        await crowd.hush()
        text = (await http.get("/metrics", headers=FIGURES)).text

    assert _value(text, "tokenim_sockets ") == 4
    assert _value(text, "tokenim_users_online ") == 2
    sent = 'tokenim_calls_total{operation="messages.send",outcome="ok",transport="ws"}'
    assert _value(text, sent) == 1
    registered = 'tokenim_calls_total{operation="auth.register",outcome="ok",transport="http"}'
    assert _value(text, registered) >= 2
    assert _value(text, "tokenim_commit_seconds_count") >= 3


async def test_promtool_finds_nothing_to_say_about_the_figures(server: Server) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian's package prometheus has it)")
    async with talking(server.url, seed=12, users=2, rooms=1) as (crowd, http):
        await crowd.devices[0].send(crowd.rooms[0], "one")
        await crowd.hush()
        answer = await http.get("/metrics", headers=FIGURES)

    assert answer.headers["content-type"].startswith("text/plain; version=")
    checked = await asyncio.to_thread(
        subprocess.run,
        [promtool, "check", "metrics"], input=answer.content, capture_output=True, timeout=20, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stderr + checked.stdout) == (0, b"")
