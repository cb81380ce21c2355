"""A socket that notes what the hub writes to it."""

from __future__ import annotations

import asyncio
import json

from tokenim.catalogue.closes import Close
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.actor import Actor
from tokenim.transport.versions.served import VERSIONS
from tokenim.transport.ws.codec import Codec
from tokenim.transport.ws.hub import Hub
from tokenim.transport.ws.protocol import Envelope

PLAIN = Codec(VERSIONS.newest, binary=False)


class Ear:
    """Stands where a socket stands, without a network."""

    def __init__(
        self, hub: Hub, user_id: str = "u_1", session_id: str = "s_1", application_id: str = ""
    ) -> None:
        self.hub = hub
        self.caller = Actor(
            user_id,
            "user" if user_id else "application",
            session_id=session_id,
            application_id=application_id,
        )
        self.actor: Actor | None = self.caller
        self.user_id, self.session_id = user_id, session_id
        self.address = self.name = self.token = ""
        self.closing = self.greeting = self.ready = self.silent = False
        self.codec = PLAIN
        self.out: list[bytes] = []
        self.streams: set[str] = set()
        self.seen = self.since = hub.now
        self.waiting: list[Envelope] = []
        self.heard: list[tuple[str, int]] = []
        self.pings = self.writes = 0
        self.ended: Close | None = None
        hub.sockets[self] = None

    def enter(self, actor: Actor) -> None:
        raise AssertionError("the test enters it")

    def let_in(self) -> None:
        raise AssertionError("the test lets it in")

    def ask(self, asked: Envelope) -> None:
        raise AssertionError("nobody asks")

    def refuse(self, id_: int | None, error: TokenIMError) -> None:
        raise error

    def queue(self, payload: bytes) -> None:
        if not self.out:
            self.hub.flusher.touch(self)
        self.out.append(PLAIN.framed(payload))

    queue_event = queue

    def flush(self) -> None:
        self.writes += 1
        out, self.out = self.out, []
        for frame in out:
            event = json.loads(frame[frame.index(b"{") :])
            self.heard.append((event["stream"], event.get("seq", 0)))

    def allow(self, more: int) -> None:
        """Nothing to do: it takes whatever comes."""

    def ping(self) -> None:
        self.pings += 1

    def end(self, close: Close, *, retry_after_ms: int | None = None) -> None:
        self.ended = self.ended or close
        self.closing = True
        self.hub.exit(self)

    def seqs(self, stream: str) -> list[int]:
        return [seq for of, seq in self.heard if of == stream]


def entered(hub: Hub, user_id: str, session_id: str = "s_1", application_id: str = "") -> Ear:
    ear = Ear(hub, user_id, session_id, application_id)
    hub.callers.enter(ear, ear.caller)
    ear.ready = True
    return ear


def event(stream: str, seq: int) -> bytes:
    return json.dumps({"event": "x", "stream": stream, "seq": seq}).encode()


async def tick() -> None:
    await asyncio.sleep(0)
