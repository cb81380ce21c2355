"""Can two people talk from two terminals?"""

from __future__ import annotations

import os
import pty
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.typing import PASSWORD, Terminal, run
from tests.processes import Server, command, environment
from tokenim_client import Client

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("chat") / "data").start()
    yield running
    running.stop()


def test_two_people_talk(server: Server) -> None:
    alice, bob = Terminal(server, "alice", "--register"), Terminal(server, "bob", "--register")
    alice.see("You are alice")
    bob.see("You are bob")
    alice.type("/with bob")
    alice.see("--- bob ---")
    alice.type("Hello Bob")
    bob.see("alice: Hello Bob")
    bob.type("Hello Alice")
    alice.see("bob: Hello Alice")
    alice.see("read by bob")
    alice.type("/history")
    alice.see("you: Hello Bob")
    alice.type("/group Lunch bob")
    bob.see("New conversation: Lunch")
    alice.type("hungry?")
    bob.see("[Lunch] alice: hungry?")
    bob.type("/list")
    bob.see("Lunch")
    bob.type("/open 2")
    bob.see("--- Lunch ---")
    bob.type("/who")
    bob.see("alice (owner)")

    assert (alice.leave(), bob.leave()) == (0, 0)
    assert "Traceback" not in alice.text + bob.text


def test_what_is_typed_before_leaving_is_sent(server: Server) -> None:
    carol = Terminal(server, "carol", "--register")
    carol.see("You are carol")
    dave = Terminal(server, "dave", "--register")
    dave.see("You are dave")
    carol.type("/with dave")
    carol.type("the last word")
    assert carol.leave() == 0

    dave.see("the last word")
    dave.leave()


def test_wrong_commands_are_answered(server: Server) -> None:
    erin = Terminal(server, "erin", "--register")
    for line, said in (
        ("hello?", "No conversation is open"),
        ("/dance", "There is no /dance"),
        ("/with", "Like this: /with NAME"),
        ("/with nobody-at-all", "There is no user nobody-at-all"),
        ("/open x", "/with NAME begins one"),
        ("/open", "/open NUMBER, or /open NAME"),
        ("/list", "You have no conversations yet"),
        ("/help", "Everything else is said"),
    ):
        erin.type(line)
        erin.see(said)
    erin.type("/quit")

    assert erin.leave() == 0


def test_texts_of_others_cannot_command_the_terminal(server: Server) -> None:
    fay, gus = Terminal(server, "fay", "--register"), Terminal(server, "gus", "--register")
    fay.see("You are fay")
    gus.see("You are gus")
    fay.type("/with gus")
    fay.type("\x1b[2Jgone\x07")

    gus.see("gone")
    fay.leave()
    gus.leave()
    assert "\x1b" not in gus.text
    assert "\x07" not in gus.text


async def test_what_a_member_may_not_see_and_all_letters_are_shown_as_they_are(server: Server) -> None:
    ivy, joe = Terminal(server, "ivy", "--register"), Terminal(server, "joe", "--register")
    ivy.see("You are ivy")
    joe.see("You are joe")
    written = ["你好\u3000世界", "👩\u200d💻", "می\u200cخواهم", "Bonjour\u00a0!", "\U0001faea"]
    async with await Client.login(server.url, "ivy", PASSWORD) as client:
        joe_id = next(user.id for user in (await client.users.search("joe")).items if user.username == "joe")
        lunch = await client.groups.create("Lunch", [], history="from_join")
        before = await client.messages.send(lunch.id, "before")
        await client.members.add(lunch.id, joe_id)
        joe.see("ivy invites you to Lunch")
        joe.type("/accept Lunch")
        joe.see("--- Lunch ---")
        await client.messages.edit(lunch.id, before.seq, "before, corrected")
        await client.messages.react(lunch.id, before.seq, "👍")
        noted = await client.messages.send(lunch.id, "noted")
        for seq in (before.seq, noted.seq):
            await client.messages.pin(lunch.id, seq)
        await client.messages.unpin(lunch.id, noted.seq)
        for text in (*written, "\x1b[31mthe end"):
            await client.messages.send(lunch.id, text)
    joe.see("the end")
    ivy.type("/open lu")
    ivy.see("--- Lunch ---")

    assert (ivy.leave(), joe.leave()) == (0, 0)
    assert "ivy corrected a message" in joe.text
    assert "ivy reacted to a message" in joe.text
    assert "ivy pinned a message" in joe.text
    assert "ivy pinned: noted" in joe.text
    assert "ivy took a pin off a message" in joe.text
    assert [text for text in written if text not in joe.text] == []
    assert "\x1b" not in joe.text
    assert "could not be shown" not in joe.text


async def test_a_group_that_is_renamed_or_left_is_known_to_be(server: Server) -> None:
    mia, noa = Terminal(server, "mia", "--register"), Terminal(server, "noa", "--register")
    mia.see("You are mia")
    noa.see("You are noa")
    mia.type("/group Lunch noa")
    noa.see("mia invites you to Lunch")
    noa.type("/accept Lunch")
    noa.see("--- Lunch ---")
    async with await Client.login(server.url, "mia", PASSWORD) as client:
        (lunch,) = (await client.conversations.list()).items
        await client.groups.update(lunch.id, name="Dinner")
        noa.see("Lunch is called Dinner now")
        noa.type("/list")
        noa.see("Dinner\n")
        (noa_id,) = [
            one.user_id for one in (await client.members.list(lunch.id)).items if one.role == "member"
        ]
        await client.members.remove(lunch.id, noa_id)
        noa.see("You are no longer in Dinner")
    noa.type("/list")
    noa.see("You have no conversations yet")
    noa.type("hello?")
    noa.see("No conversation is open")

    assert (mia.leave(), noa.leave()) == (0, 0)


class Typist:
    """Somebody at a terminal that shows what is typed."""

    def __init__(self, server: Server, *more: str) -> None:
        self._ours, its = pty.openpty()
        line = command("chat", "--url", server.url, *more)
        settings = environment(TERM="dumb")
        self._process = subprocess.Popen(
            line, stdin=its, stdout=its, stderr=its, env=settings, start_new_session=True
        )
        os.close(its)
        self.text = ""

    def type(self, line: str) -> None:
        os.write(self._ours, (line + "\n").encode())

    def see(self, text: str, times: int = 1) -> None:
        while self.text.count(text) < times:
            ready, _, _ = select.select([self._ours], [], [], 15)
            assert ready, f"{text!r} was not seen:\n{self.text}"
            self.text += os.read(self._ours, 4096).decode(errors="replace")

    def leave(self) -> int:
        os.write(self._ours, b"\x04")
        code = self._process.wait(20)
        os.close(self._ours)
        return code


def test_a_terminal_asks_again_and_tells_which_conversation_is_open(server: Server) -> None:
    Terminal(server, "kim", "--register").leave()
    lou = Typist(server, "--user", "lou", "--register")
    lou.see("Password of lou")
    lou.type("short")
    lou.see("at least 8 characters")
    lou.see("Password of lou", 2)
    lou.type(PASSWORD)
    lou.see("You are lou")
    lou.see("> ")
    lou.type("/with kim")
    lou.see("kim> ")
    kim = Terminal(server, "kim")
    kim.see("You are kim")
    kim.type("/with lou")
    kim.type("good morning")
    lou.see("good morning")

    assert lou.leave() == 0
    kim.leave()
    assert lou.text.index("good morning") < lou.text.rindex("kim> ")


def test_a_wrong_password_and_an_absent_server_are_said_in_a_sentence(server: Server, tmp_path: Path) -> None:
    wrong = run("chat", "--url", server.url, "--user", "nobody", typed="wrong password\n")
    absent = run("chat", "--url", "http://127.0.0.1:9", "--user", "nobody", typed="wrong password\n")
    nonsense = [
        run("chat", "--url", url, "--user", "nobody") for url in ("x", "http://", "http://127.0.0.1:99999")
    ]

    assert wrong.returncode == 1
    assert "--register" in wrong.stderr
    assert absent.returncode == 1
    assert "No server answers" in absent.stderr
    assert [one.returncode for one in nonsense] == [2, 2, 2]
    assert all("is no address of a server" in one.stderr for one in nonsense)
    assert "Traceback" not in wrong.stderr + absent.stderr
