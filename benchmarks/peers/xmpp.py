"""What is alike in all servers that speak XMPP: stanzas, accounts, and a client that reads an archive."""

from __future__ import annotations

import asyncio
import base64
import re
import time

from benchmarks.peers.peer import ROOM, SAID, Broken, Peer, dialect
from benchmarks.peers.plain import MISSED, PAGE

CONFERENCE = "conference.localhost"
_STREAM = (
    "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
)
_LAST = re.compile(rb"<last>([^<]+)</last>")


class Xmpp(Peer):
    """A server with accounts u0, u1, ... and rooms."""

    dialect = dialect("xmpp")
    # Everybody in a room is told of everybody else.
    quiet_seconds = 3

    def line(self, user: int, message: str = "-", join: str = "") -> str:
        return f"u{user}\tp{user}\t{join or '-'}\t{message}"

    def message(self, to: int) -> str:
        return f"<message to='u{to}@localhost' type='chat' id='{'%' * 15}'><body>{SAID}</body></message>"

    def room_message(self) -> str:
        return f"<message to='{ROOM}@{CONFERENCE}' type='groupchat' id='{'%' * 15}'><body>{SAID}</body></message>"

    def enter(self, user: int) -> str:
        return (
            f"<presence to='{ROOM}@{CONFERENCE}/n{user}'><x xmlns='http://jabber.org/protocol/muc'>"
            "<history maxstanzas='0'/></x></presence>"
        )

    async def accounts(self, count: int) -> None:
        """Make accounts."""
        raise NotImplementedError

    async def pairs(self, count: int) -> list[str]:
        await self.accounts(2 * count)
        return await super().pairs(count)

    async def room(self, members: int) -> list[str]:
        await self.accounts(members)
        return await super().room(members)

    async def idle(self, count: int) -> list[str]:
        await self.accounts(count)
        return await super().idle(count)

    async def missed(self) -> float:
        await self.accounts(2)
        async with _Client(self.port, 0) as sender:
            for number in range(MISSED):
                body = SAID.replace("#" * 19, "0" * 19)
                await sender.say(
                    f"<message to='u1@localhost' type='chat' id='m{number}'><body>{body}</body></message>"
                )
            await sender.ask(
                "<iq type='get' id='last' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>", b"last"
            )
        await self._all_stored()
        began = time.perf_counter()
        got, after = 0, ""
        async with _Client(self.port, 1) as receiver:
            while got < MISSED:
                page = await receiver.page(after)
                found = page.count(b"<body>")
                if not found:
                    raise Broken(f"{self.title}: the archive holds {got} of {MISSED}")
                got, after = got + found, _LAST.findall(page)[-1].decode()
        return (time.perf_counter() - began) * 1000

    async def _all_stored(self) -> None:
        for _ in range(100):
            if (self.rows() or 0) >= 2 * MISSED:
                return
            await asyncio.sleep(0.1)
        raise Broken(f"{self.title}: {self.rows()} rows for {MISSED} messages in two archives")


class _Client:
    """One session."""

    def __init__(self, port: int, user: int) -> None:
        self._port, self._user = port, user

    async def __aenter__(self) -> _Client:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        plain = base64.b64encode(f"\0u{self._user}\0p{self._user}".encode()).decode()
        await self.ask(_STREAM, b"</stream:features>")
        sasl = "urn:ietf:params:xml:ns:xmpp-sasl"
        await self.ask(f"<auth xmlns='{sasl}' mechanism='PLAIN'>{plain}</auth>", b"<success")
        await self.ask(_STREAM, b"</stream:features>")
        await self.ask(
            "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", b"</jid>"
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def say(self, stanza: str) -> None:
        """Send a stanza."""
        self._writer.write(stanza.encode())
        await self._writer.drain()

    async def ask(self, stanza: str, end: bytes) -> bytes:
        """Send a stanza, and return what comes up to a word."""
        await self.say(stanza)
        said = b""
        async with asyncio.timeout(30):
            while end not in said:
                read = await self._reader.read(1 << 20)
                if not read:
                    raise Broken(f"closed after {said!r:.300}")
                said += read
        return said

    async def page(self, after: str) -> bytes:
        """Return a page of the archive."""
        start = f"<after>{after}</after>" if after else ""
        result_set = f"<set xmlns='http://jabber.org/protocol/rsm'><max>{PAGE}</max>{start}</set>"
        query = f"<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'>{result_set}</query></iq>"
        return await self.ask(query, b"</fin>")
