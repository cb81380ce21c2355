"""Where does a race run? On a node of its own, with a seeded loop, seeded secrets and a clock that only the loop moves."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar
from unittest.mock import patch

import msgspec

from tests import town as towns
from tests.interleavings.loop import SeededLoop
from tests.interleavings.stepped import SteppedDatabase
from tests.town import Device, Town
from tokenim import app
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth.service import state
from tokenim.features.auth.service.passwords import Hasher
from tokenim.features.users import service as users
from tokenim.kernel import actor as actors
from tokenim.kernel import clock
from tokenim.kernel.actor import Actor
from tokenim.proof.checker import invariants
from tokenim.proof.checker.history import Acked, Edited, Final, History, Item, Key, Received, Refused, Sent

NOON = 1_800_000_000_000
PASSWORD = "correct horse battery"
TIMES = {"at", "sent_at", "edited_at", "joined_at", "created_at", "dissolved_at", "expires_in"}
T = TypeVar("T")


class Stage:
    """The people of a race, what they ask, and what their devices are given."""

    def __init__(self, town: Town, loop: SeededLoop, folder: Path) -> None:
        self.town = town
        self.loop = loop
        self.folder = folder
        self.history = History()
        self.names: dict[str, str] = {}
        self.devices: dict[str, Device] = {}
        self.tokens: dict[str, dict[str, Any]] = {}

    async def people(self, *names: str) -> list[Actor]:
        """Make users, each with a device that is connected."""
        made = []
        for name in names:
            actor = await self.town.user(name)
            self.names[actor.user_id] = name
            self.devices[name] = await self.town.device(actor)
            made.append(actor)
        return made

    async def account(self, name: str, role: str = "user") -> Actor:
        """Register somebody and return them as the caller of their access token."""
        body = {"username": name, "password": PASSWORD}
        self.tokens[name] = await self.town.ask(actors.anonymous("127.0.0.1"), "auth.register", **body)
        user_id = self.tokens[name]["user"]["id"]
        self.names[user_id] = name
        if role != "user":
            work = self.town.work()
            await users.set_role(work, user_id, role)
            await self.town.store(work)
        return await self.enter(name)

    async def enter(self, name: str, token: str = "") -> Actor:
        """Return the caller of a token, as a transport finds it for every request."""
        shown = token or self.tokens[name]["access_token"]
        authenticator = self.town.node.authenticator
        return authenticator.cached(shown) or await authenticator.authenticate(shown, "127.0.0.1")

    async def ask(self, who: Actor | str, name: str, /, **body: Any) -> Any:
        """Ask, as an actor or with a token; return the answer without times, or the code of the refusal."""
        try:
            actor = await self.enter(who) if isinstance(who, str) else who
            return self.plain(await self.town.ask(actor, name, **body))
        except TokenIMError as refusal:
            return refusal.code.name

    async def say(self, who: Actor | str, room: str, text: str) -> Any:
        """Send a text and note what became of it."""
        user = who.user_id if isinstance(who, Actor) else self.tokens[who]["user"]["id"]
        key: Key = (room, user, text)
        self.history.sent.append(Sent(self.loop.now, key, text))
        content = {"client_id": text, "type": "text", "content": {"text": text}}
        answer = await self.ask(who, "messages.send", conversation_id=room, **content)
        if isinstance(answer, str):
            self.history.refused.append(Refused(self.loop.now, key))
            return answer
        self.history.acked.append(Acked(self.loop.now, key, answer["seq"]))
        return answer["seq"]

    async def change(self, who: Actor, room: str, seq: int, text: str | None) -> Any:
        """Edit a message, or take it back, and note it."""
        begun, about = self.loop.now, {"conversation_id": room, "seq": seq}
        if text is None:
            answer = await self.ask(who, "messages.recall", **about)
        else:
            answer = await self.ask(who, "messages.edit", content={"text": text}, **about)
        if not isinstance(answer, str):
            self.history.edited.append(Edited(begun, self.loop.now, room, seq, text))
        return answer

    async def quiet(self) -> None:
        """Wait until nothing goes on any more; time costs nothing here."""
        await self.town.quiet()
        await asyncio.sleep(0.1)
        await self.town.quiet()

    async def log(self, who: Actor, room: str) -> list[str]:
        """Return what happened in a room, in order, and note it for the checker."""
        items = []
        told = []
        for frame in await self.town.entries(who, room):
            data, sent = frame["data"], frame["event"] == "message.sent"
            key = (room, data["sender_id"], data["client_id"]) if sent else None
            text = data["content"].get("text", "") if sent else ""
            items.append(Item(frame["seq"], key, text, data.get("recalled", False)))
            told.append(f"{frame['event']} {self._text(data)}")
        self.history.finals.append(Final(who.user_id, "final", room, items))
        return told

    def given(self, name: str, room: str) -> list[str]:
        """Return what the person's device was given of a room, and note it for the checker."""
        device = self.devices[name]
        told = []
        for frame in device.frames:
            if frame.get("stream") != room or "seq" not in frame:
                continue
            data, sent = frame["data"], frame["event"] == "message.sent"
            key = (room, data["sender_id"], data["client_id"]) if sent else None
            seen = (self.loop.now, device.user_id, name, name, room, frame["seq"], key)
            self.history.received.append(Received(*seen, data["content"].get("text", "") if sent else ""))
            told.append(f"{frame['seq']} {frame['event']}")
        return told

    def broken(self) -> list[str]:
        """Return what the checker says of all that was noted."""
        return [str(one) for one in invariants.broken(self.history)]

    def plain(self, value: Any) -> Any:
        """Return a value without times, with names for ids: the same in every run that went the same way."""
        if isinstance(value, dict):
            return {self._named(key): self.plain(kept) for key, kept in value.items() if key not in TIMES}
        if isinstance(value, list):
            return [self.plain(item) for item in value]
        return self._named(value) if isinstance(value, str) else value

    def _named(self, text: str) -> str:
        return self.names.get(text, text)

    def _text(self, data: dict[str, Any]) -> str:
        return msgspec.json.encode(self.plain(data), order="sorted").decode()


class Ran(NamedTuple):
    """What a run came to: what the race says, what the checker says, and what happened in which order."""

    outcome: Any
    broken: list[str]
    trace: list[str]


Play = Callable[[Stage], Awaitable[T]]


@contextmanager
def _of_the_seed(loop: SeededLoop) -> Iterator[None]:
    """Take all chance and time of the node from the loop."""
    drawn = random.Random(loop.chance.random())
    with ExitStack() as stack:
        for name, value in (
            ("randbits", drawn.getrandbits),
            ("token_bytes", drawn.randbytes),
            ("token_urlsafe", lambda size: drawn.randbytes(size).hex()),
        ):
            stack.enter_context(patch.object(secrets, name, value))
        stack.enter_context(patch.object(clock, "now", lambda: NOON + int(loop.now * 1000)))
        stack.enter_context(patch.object(clock, "fallen", lambda: 0))
        stack.enter_context(patch.object(app, "SqliteDatabase", SteppedDatabase))
        stack.enter_context(patch.object(state, "Hasher", partial(Hasher, memory_kib=8, passes=1)))
        yield


def run(play: Play[Any], seed: int, *, calm: bool = False) -> Ran:
    """Play on a new node with the loop of this seed."""
    loop = SeededLoop(seed, calm=calm)
    with TemporaryDirectory(prefix="tokenim-race-") as folder, _of_the_seed(loop):
        try:
            return loop.run_until_complete(_played(play, loop, Path(folder)))
        finally:
            loop.close()


async def _played(play: Play[Any], loop: SeededLoop, folder: Path) -> Ran:
    town = await towns.begin(folder)
    stage = Stage(town, loop, folder)
    outcome = await play(stage)
    await stage.quiet()
    await stage.town.node.close()
    return Ran(outcome, stage.broken(), loop.trace)


async def together(stage: Stage, acts: list[Callable[[], Awaitable[Any]]]) -> list[Any]:
    """Begin all acts within a moment of each other; return what each came to."""

    async def begin(act: Callable[[], Awaitable[Any]]) -> Any:
        await asyncio.sleep(stage.loop.some_time())
        return await act()

    return await asyncio.gather(*(begin(act) for act in acts))
