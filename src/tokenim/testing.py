"""What do tests of a feature stand on? A node in this process that does not listen, its people, and devices without a wire.

`opened(folder, features=[feature])` opens a node with a feature from outside; see docs/extend/feature.md.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from tokenim.app import Node
from tokenim.catalogue.closes import Close
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.settings import Settings
from tokenim.features.auth.service import stored
from tokenim.features.auth.service.passwords import Hasher
from tokenim.features.auth.service.state import AUTH, AuthState
from tokenim.features.presence.service import WATCH
from tokenim.features.users import service as users
from tokenim.features.users.model import ProfileChanges
from tokenim.kernel.actor import Actor
from tokenim.kernel.feature import Feature
from tokenim.kernel.feature import Node as Running
from tokenim.kernel.unit_of_work import Work
from tokenim.stack import FEATURES, extended
from tokenim.transport.versions.served import VERSIONS
from tokenim.transport.ws.codec import Codec
from tokenim.transport.ws.protocol import Envelope

_client_ids = count(1)
_started: set[Path] = set()


async def _auth_with_a_light_hasher(node: Running) -> None:
    hasher = Hasher(memory_kib=8, passes=1)
    node.context.state.put(AUTH, AuthState(node.context, node.connected, hasher))
    await stored.load(node.context.work())


LIGHT = [each._replace(start=_auth_with_a_light_hasher) if each.name == "auth" else each for each in FEATURES]
"""The features of production, with passwords that cost no time. A node hashes one when it starts."""


class Device:
    """A device of a user: a `SocketLike` of the hub whose frames are read here instead of being sent."""

    def __init__(self, town: Town, actor: Actor) -> None:
        self.town = town
        self.caller = actor
        self.actor: Actor | None = None
        self.user_id = actor.user_id
        self.session_id = self.address = self.token = self.name = ""
        self.closing = self.greeting = self.ready = self.silent = False
        self.codec = Codec(VERSIONS.newest, binary=False)
        self.seen = self.since = town.node.hub.now
        self.streams: set[str] = set()
        self.waiting: list[Envelope] = []
        self.out: list[bytes] = []
        self.frames: list[dict[str, Any]] = []
        self.ended: Close | None = None
        self.welcomed = asyncio.Event()

    async def hello(self, positions: dict[str, int] | None = None, *, epoch: str = "") -> dict[str, Any]:
        """Say hello, with positions to resume from or without; return the answer once the server is ready."""
        body: dict[str, Any] = {}
        if positions is not None:
            body["resume"] = {"epoch": epoch or self.town.node.database.epoch, "positions": positions}
        self.town.node.hub.sockets[self] = None
        self.town.node.hello_handler.identify(self, self.caller)
        self.town.node.hub.start_buffering(self)
        self.town.node.hello_handler.handle(
            self, Envelope(1, "hello", msgspec.Raw(msgspec.json.encode(body)))
        )
        await self.welcomed.wait()
        answer = next(frame for frame in self.frames if frame.get("id") == 1)
        self.frames.remove(answer)
        return dict(answer["ok"])

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the events that came so far, of some kinds or all."""
        return [frame for frame in self.frames if not kinds or frame["event"] in kinds]

    def gone(self) -> None:
        """Lose the connection."""
        self.closing = True
        self.out.clear()
        self.town.node.hub.exit(self)

    # --- what the hub and the handler of hello call -----------------------------------------------------------
    def enter(self, actor: Actor) -> None:
        self.actor = actor

    def let_in(self) -> None:
        self.ready = True

    def ask(self, asked: Envelope) -> None:
        raise AssertionError(f"nothing asks {asked.op} on this device")

    def refuse(self, id_: int | None, error: TokenIMError) -> None:
        raise error

    def queue(self, payload: bytes) -> None:
        if self.closing:
            return
        if not self.out:
            self.town.node.hub.flusher.touch(self)
        self.out.append(payload)

    def queue_event(self, payload: bytes) -> None:
        self.queue(payload)

    def flush(self) -> None:
        out, self.out = self.out, []
        self.frames += [msgspec.json.decode(frame[frame.index(b"{") :]) for frame in out]
        if self.ready:
            self.welcomed.set()

    def allow(self, more: int) -> None:
        """Nothing to do: it takes whatever comes."""

    def ping(self) -> None:
        raise AssertionError("the wheel of this node does not turn")

    def end(self, close: Close, *, retry_after_ms: int | None = None) -> None:
        self.ended = close
        self.gone()


class Town:
    """A node and its people."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def work(self, actor: Actor | None = None) -> Work:
        return self.node.work(actor)

    async def store(self, work: Work) -> None:
        await self.node.committer.store(work)

    async def user(self, username: str) -> Actor:
        """Make a user and return them as a caller."""
        work = self.work()
        user = await users.add(work, username, ProfileChanges(display_name=username.title()))
        await self.store(work)
        return Actor(user.id, "user")

    async def erase(self, user: Actor) -> None:
        """Delete a user's account."""
        work = self.work()
        await users.erase(work, user.user_id)
        await self.store(work)

    async def users(self, *usernames: str) -> list[Actor]:
        return [await self.user(username) for username in usernames]

    async def ask(self, actor: Actor, name: str, /, **body: Any) -> Any:
        """Call an operation and return its answer as plain data; raise its refusal."""
        key = body.pop("idempotency_key", "")
        return await self.raw(actor, name, json.dumps(body).encode(), key=key)

    async def raw(self, actor: Actor, name: str, raw: bytes, *, key: str = "") -> Any:
        """Call an operation with a body as it came over the wire."""
        answer = await self.node.calls.ask(self.node.operations[name], actor, raw, key=key)
        return msgspec.json.decode(msgspec.json.encode(answer))

    async def direct(self, actor: Actor, other: Actor) -> str:
        view = await self.ask(actor, "conversations.create", kind="direct", user_id=other.user_id)
        return str(view["id"])

    async def group(self, owner: Actor, *members: Actor, **fields: Any) -> str:
        ids = [member.user_id for member in members]
        body = {"kind": "group", "name": "Lunch", "member_ids": ids} | fields
        return str((await self.ask(owner, "conversations.create", **body))["id"])

    async def add(self, owner: Actor, group: str, *members: Actor) -> None:
        ids = [member.user_id for member in members]
        await self.ask(owner, "members.add", conversation_id=group, user_ids=ids)

    async def say(self, actor: Actor, conversation: str, text: str = "Hello", **fields: Any) -> int:
        """Send a text and return its seq."""
        body = {"client_id": f"m{next(_client_ids)}", "type": "text", "content": {"text": text}} | fields
        return int((await self.ask(actor, "messages.send", conversation_id=conversation, **body))["seq"])

    async def view(self, actor: Actor, conversation: str) -> dict[str, Any]:
        return dict(await self.ask(actor, "conversations.get", conversation_id=conversation))

    async def messages(self, actor: Actor, conversation: str, **query: Any) -> list[dict[str, Any]]:
        page = await self.ask(actor, "messages.list", conversation_id=conversation, **query)
        return list(page["items"])

    async def entries(self, actor: Actor, conversation: str, after_seq: int = 0) -> list[dict[str, Any]]:
        page = await self.ask(
            actor, "entries.list", conversation_id=conversation, after_seq=after_seq, limit=1000
        )
        return list(page["items"])

    async def device(self, actor: Actor, positions: dict[str, int] | None = None) -> Device:
        """Connect a device and wait until events flow."""
        device = Device(self, actor)
        await device.hello(positions)
        return device

    async def quiet(self) -> None:
        """Wait until everything that was asked is done and delivered."""
        await self.node.calls.drained()
        await self.node.context.state[WATCH].drained()
        for _ in range(3):
            await asyncio.sleep(0)


async def pages(town: Town, actor: Actor, name: str, **body: Any) -> list[list[dict[str, Any]]]:
    """Walk a list by its cursors to the end."""
    found, cursor = [], None
    while True:
        page = await town.ask(actor, name, **body, **({"cursor": cursor} if cursor else {}))
        found.append(page["items"])
        cursor = page.get("next_cursor")
        if not cursor:
            return found


@cache
def _first_start() -> TemporaryDirectory[str]:
    """Where the database of a node is that was started once; gone when the tests are done."""
    return TemporaryDirectory(prefix="tokenim-first-start-")


async def _begun() -> Path:
    folder = Path((await asyncio.to_thread(_first_start)).name)
    if folder not in _started:
        _started.add(folder)
        node = Node(settings(folder), on_fatal=_raise, features=LIGHT)
        await node.open()
        await node.close()
    return folder


def settings(folder: Path, **fields: Any) -> Settings:
    chosen: dict[str, Any] = {
        "limits": False,
        "synchronous": "NORMAL",
        "admin_password": "correct horse battery",
    } | fields
    return Settings(data=str(folder), **chosen)


async def begin(folder: Path, *, features: Sequence[Feature] = (), **fields: Any) -> Town:
    """Open a node on a new database that was started once; `features` come from outside, `fields` are settings."""
    await asyncio.to_thread(shutil.copy, await _begun() / "tokenim.db", folder / "tokenim.db")
    return await reopen(folder, features=features, **fields)


async def reopen(folder: Path, *, features: Sequence[Feature] = (), **fields: Any) -> Town:
    """Open a node on the database that is there."""
    stack: Sequence[Feature] = LIGHT
    for feature in features:
        stack = extended(stack, feature)
    node = Node(settings(folder, **fields), on_fatal=_raise, features=stack)
    await node.open()
    return Town(node)


@asynccontextmanager
async def opened(folder: Path, *, features: Sequence[Feature] = (), **fields: Any) -> AsyncIterator[Town]:
    """Open a node on a new database, and close it."""
    town = await begin(folder, features=features, **fields)
    yield town
    await town.quiet()
    await town.node.close()


def _raise(error: BaseException) -> None:
    raise error


async def outcome(asked: Awaitable[Any]) -> str:
    """Return the code of the refusal, or an empty text."""
    try:
        await asked
    except TokenIMError as error:
        return error.code.name
    return ""
