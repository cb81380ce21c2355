"""Do the first message of the README and that of the documentation work, word for word?"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import ROOT, Server
from tokenim.transport.docs import start
from tokenim_client import Client

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed"),
]


def _steps() -> str:
    """Return the shell blocks of the first message, up to the part that wants another terminal."""
    text = (ROOT / "README.md").read_text()
    part = text[text.index("## First message") : text.index("And in real time")]
    return "\n".join(re.findall(r"```sh\n(.*?)```", part, flags=re.DOTALL))


def _socket() -> str:
    """Return the shell block of the part that wants another terminal."""
    text = (ROOT / "README.md").read_text()
    (block,) = re.findall(r"```sh\n(.*?)```", text[text.index("And in real time") :], flags=re.DOTALL)[:1]
    return str(block)


@pytest.mark.parametrize(("steps", "text"), [(_steps, "hello, bob"), (lambda: start.SHELL, "hello, dave")])
def test_the_first_message_of_the_readme_and_of_the_docs_arrives(
    tmp_path: Path, steps: Callable[[], str], text: str
) -> None:
    server = Server(tmp_path / "data").start()
    try:
        script = steps().replace("http://127.0.0.1:8000", server.url)
        run = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, check=True)
    finally:
        server.stop()

    sent, read = (json.loads(line) for line in run.stdout.replace("}{", "}\n{").splitlines())
    assert sent["seq"] == 1
    assert [item["content"]["text"] for item in read["items"]] == [text]


async def test_the_socket_of_the_readme_shows_what_is_sent(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    alice = await Client.register(server.url, "alice", "correct horse battery")
    bob = await Client.register(server.url, "bob", "battery staple")
    talk = await alice.conversations.direct(bob.user.id)
    script = _socket().replace("127.0.0.1:8000", server.url.removeprefix("http://"))
    script = "bob=$TOKEN; " + script.replace(".venv/bin/python", f"exec {sys.executable} -u")
    environment = os.environ | {"TOKEN": bob.tokens.access_token}
    shell = await asyncio.create_subprocess_exec(
        "bash", "-ec", script, stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert shell.stdout is not None
    try:
        async with asyncio.timeout(20):
            while not (await alice.presence.get(bob.user.id))[0].online:  # noqa: ASYNC110 (only the server knows when it is connected)
                await asyncio.sleep(0.05)
        await alice.messages.send(talk.id, "hello again, bob")
        await _until(shell.stdout, b"hello again, bob")
    finally:
        shell.kill()
        await shell.wait()
        await alice.close()
        await bob.close()
        server.stop()


async def _until(said: asyncio.StreamReader, word: bytes) -> None:
    async with asyncio.timeout(20):
        while word not in await said.readline():
            pass
