"""Can somebody at a terminal say no to what strangers put them into, and see who is who?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.typing import PASSWORD, Terminal
from tests.processes import Server
from tokenim_client import Client

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("chat") / "data").start()
    yield running
    running.stop()


async def test_what_a_stranger_makes_is_an_invitation_until_it_is_answered(server: Server) -> None:
    async with await Client.register(server.url, "walt", PASSWORD, display_name="Walt") as walt:
        zoe = Terminal(server, "zoe", "--register")
        zoe.see("You are zoe")
        [user] = (await walt.users.search("zoe")).items
        riches = await walt.groups.create("Riches", [user.id])
        zoe.see("Walt invites you to Riches")
        await walt.messages.send(riches.id, "buy this")
        choir = await walt.groups.create("Choir", [user.id])
        zoe.see("Walt invites you to Choir")
        zoe.type("/accept")
        zoe.see("No conversation is open")
        zoe.type("/list")
        zoe.see("Riches  (invitation from Walt)")
        assert "buy this" not in zoe.text
        zoe.type("/open Riches")
        zoe.see("Walt invites you: /accept or /decline")
        zoe.see("buy this")
        zoe.type("/accept Choir")
        zoe.see("--- Choir ---")
        zoe.type("/decline")
        zoe.see("Choir is no invitation")
        zoe.type("/decline Riches")
        zoe.see("You are no longer in Riches")
        zoe.type("glad to be here")
        assert zoe.leave() == 0

        said = (await walt.messages.list(choir.id)).items
        members = (await walt.members.list(riches.id)).items
    assert [message.text for message in said] == ["glad to be here"]
    assert [member.user_id for member in members] == [walt.user.id]
    assert "Traceback" not in zoe.text


async def test_the_prompt_follows_a_new_name(server: Server) -> None:
    async with await Client.register(server.url, "xena", PASSWORD, display_name="Xena") as xena:
        yan = Terminal(server, "yan", "--register")
        yan.see("You are yan")
        yan.type("/with xena")
        yan.see("--- Xena ---")
        opened = (await xena.conversations.list()).items[0].id
        await xena.users.update(display_name="Xena Newname")
        await xena.messages.send(opened, "hello")
        yan.see("Xena Newname: hello")
        assert yan.leave() == 0
