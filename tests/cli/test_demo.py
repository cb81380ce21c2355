"""Does the demo make a world that a newcomer can log in to?"""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.cli.typing import run
from tests.processes import Server, command, environment
from tokenim.cli.demo_world import CLASSROOM, PEOPLE, SOCIAL, SUPPORT, TALKS, Talk
from tokenim_client import Client

pytestmark = pytest.mark.system


def demo(data: Path, last: str, *more: str) -> str:
    """Run the demo's own server until a line has come, stop it, and return what it said."""
    return told(command("demo", "--data", str(data), "--port", "0", *more), last)


def told(line: list[str], last: str, **settings: str) -> str:
    """Run a server until a line has come, stop it, and return what it said."""
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment(**settings)
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
    assert (again.returncode, "has people of these names already" in again.stderr) == (1, True)


def test_the_demo_has_a_server_of_its_own_and_finds_its_people_again(tmp_path: Path) -> None:
    first = demo(tmp_path / "demo", "password of all")
    second = demo(tmp_path / "demo", "password of all")
    kept = tmp_path / "demo" / "demo-people.txt"

    assert all(person.username in first for person in PEOPLE)
    assert "here already" not in first
    assert "here already" in second
    assert str(kept) in first
    assert str(kept) in second
    assert kept.stat().st_mode & 0o077 == 0


async def test_a_start_that_could_not_listen_does_not_keep_the_people_away(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refused = run("demo", "--port", port, "--data", str(tmp_path / "demo"))
    said = demo(tmp_path / "demo", "password of all", "--password", "chosen by the newcomer")

    assert (refused.returncode, "is in use" in refused.stderr) == (2, True)
    assert "here already" not in said
    assert "chosen by the newcomer" in (tmp_path / "demo" / "demo-people.txt").read_text()


def test_the_demo_takes_the_next_port_beside_a_server_that_runs(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        line = command("demo", "--data", str(tmp_path / "demo"))
        said = told(line, "password of all", TOKENIM_PORT=port)

    assert f"Port {port} is in use; the demo takes" in said


def test_people_whose_password_nobody_kept_are_said_to_be_there(tmp_path: Path) -> None:
    demo(tmp_path / "demo", "password of all")
    (tmp_path / "demo" / "demo-people.txt").unlink()

    assert "To begin anew, delete" in demo(tmp_path / "demo", "begin anew")


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
