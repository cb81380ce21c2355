"""Does the demo make a world that a newcomer can log in to?"""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.typing import run
from tests.processes import Server, command, environment
from tokenim.cli.demo_world import CLASSROOM, PEOPLE, SOCIAL, SUPPORT, TALKS, Talk
from tokenim_client import Client

pytestmark = pytest.mark.system


def demo(data: Path, last: str) -> str:
    """Run the demo's own server until a line has come, stop it, and return what it said."""
    line = command("demo", "--data", str(data), "--port", "0")
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
    )
    assert process.stdout is not None
    said = ""
    while last not in said:
        read = process.stdout.readline()
        assert read, said
        said += read
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    process.stdout.close()
    return said


async def test_a_running_server_is_filled_with_people_who_can_log_in(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    filled = run("demo", "--url", server.url, "--key", server.key)
    password = re.search(r"password of all is (\S+)", filled.stdout)
    assert password, filled.stderr

    async with await Client.login(server.url, "lena", password[1]) as lena:
        conversations = (await lena.conversations.list()).items
        garden = next(one for one in conversations if one.name == "Roof garden")
        messages = (await lena.messages.list(garden.id)).items
    again = run("demo", "--url", server.url, "--key", server.key)
    server.stop()

    assert len(conversations) == sum("lena" in talk.members.split() for talk in TALKS)
    assert garden.unread > 0
    assert [message.text for message in messages] == [line.edited or line.text for line in SOCIAL[0].lines]
    assert messages[0].reactions["🎉"]
    assert (again.returncode, "taken" in again.stderr) == (1, True)


def test_the_demo_has_a_server_of_its_own_and_finds_its_people_again(tmp_path: Path) -> None:
    first = demo(tmp_path / "demo", "not shown again).")
    second = demo(tmp_path / "demo", "are here already")

    assert all(person.username in first for person in PEOPLE)
    assert "password of all" not in second


def test_a_server_that_runs_needs_a_key_and_must_be_there(tmp_path: Path) -> None:
    without = run("demo", "--url", "http://127.0.0.1:9")
    nowhere = run("demo", "--url", "http://127.0.0.1:9", "--key", "tks_none")

    assert (without.returncode, "--key" in without.stderr) == (2, True)
    assert (nowhere.returncode, "No server answers" in nowhere.stderr) == (1, True)


@pytest.mark.parametrize("talk", [*SOCIAL, *SUPPORT, *CLASSROOM], ids=lambda talk: talk.name or talk.members)
def test_everybody_in_the_script_is_a_member(talk: Talk) -> None:
    assert talk in TALKS
    members = set(talk.members.split())
    for line in talk.lines:
        named = {
            line.who,
            *line.mentions.split(),
            *(who for _, names in line.reactions for who in names.split()),
        }
        assert named <= members
