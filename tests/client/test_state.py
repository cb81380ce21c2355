"""Do two devices end in the same state, whatever their connections went through?"""

from __future__ import annotations

import asyncio
import random

from tests.client.people import People
from tests.processes import Server
from tokenim.proof.network import Proxy
from tokenim_client import Client, Event, Live


class Notebook:
    """What a device knows of a conversation, from events alone."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.reactions: dict[int, set[str]] = {}
        self.seqs: list[int] = []
        self.begun = asyncio.Event()

    def take(self, event: Event) -> None:
        assert event.seq is not None
        self.seqs.append(event.seq)
        if event.kind == "message.sent":
            self.texts[event.seq] = event.message.text
        elif event.kind == "message.edited":
            self.texts[event.data["target_seq"]] = event.data["content"]["text"]
        elif event.kind == "message.recalled":
            self.texts[event.data["target_seq"]] = ""
        elif event.kind == "reaction.added":
            self.reactions.setdefault(event.data["target_seq"], set()).add(event.data["emoji"] or "")


async def _write_down(live: Live, conversation_id: str, notebook: Notebook) -> None:
    async for event in live.events():
        if event.kind == "resync_required":
            notebook.begun.set()
            continue
        if event.stream != conversation_id or event.seq is None:
            continue
        notebook.take(event)
        if event.kind == "message.sent" and event.message.text == "the end":
            return


async def _live(client: Client, live: Live, conversation_id: str, seed: int) -> None:
    """Do what people do: talk, correct, react, take back."""
    dice = random.Random(seed)
    mine: list[int] = []
    for number in range(40):
        mine.append((await live.send(conversation_id, f"{seed}.{number}")).seq)
        match dice.randrange(4):
            case 0:
                await client.messages.edit(conversation_id, dice.choice(mine), f"{seed}.{number}!")
            case 1:
                await client.messages.react(conversation_id, dice.choice(mine), dice.choice("👍🎉"))
            case 2:
                await client.messages.recall(conversation_id, mine.pop(dice.randrange(len(mine))))


async def test_devices_on_bad_lines_end_in_the_state_that_the_server_has(
    server: Server, people: People
) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with Proxy(server.port) as good, Proxy(server.port) as bad:
        desk, phone = await people.again(bob, good.url), await people.again(bob, bad.url)
        at_desk, on_phone = Notebook(), Notebook()
        async with alice.connect() as a, desk.connect() as b, phone.connect() as c:
            await asyncio.gather(a.connected(), b.connected(), c.connected())
            writing = [
                asyncio.create_task(_write_down(b, talk.id, at_desk)),
                asyncio.create_task(_write_down(c, talk.id, on_phone)),
            ]
            await asyncio.gather(at_desk.begun.wait(), on_phone.begun.wait())
            living = asyncio.gather(_live(alice, a, talk.id, 1), _live(phone, c, talk.id, 2))
            while not living.done():
                await asyncio.sleep(0.15)
                await bad.cut()
            await living
            await a.send(talk.id, "the end")
            await asyncio.wait_for(asyncio.gather(*writing), 30)

    assert at_desk.seqs == on_phone.seqs == list(range(1, len(at_desk.seqs) + 1))
    assert at_desk.texts == on_phone.texts
    assert at_desk.reactions == on_phone.reactions
    stored = (await alice.messages.list(talk.id, limit=500)).items
    assert {message.seq: message.text for message in stored} == at_desk.texts
