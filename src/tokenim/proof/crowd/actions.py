"""What do people do all day? They talk, repeat themselves, change their words, react, read and look around."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from tokenim.proof.checker.history import (
    Acked,
    CursorSeen,
    Edited,
    Key,
    Reacted,
    Refused,
    Reused,
    Sent,
    Truth,
)
from tokenim.proof.crowd.asking import Body, Denied, Line, NoAnswer
from tokenim.proof.crowd.people import PAUSE_SECONDS, Company, Person
from tokenim.proof.crowd.socket_line import SocketLine

EMOJIS = ("👍", "🎉", "❤️")
ATTEMPTS = (1, 1, 1, 2, 3, 5)
REMEMBERED = 50
BURST = 3
Act = Callable[[], Awaitable[None]]


class Actions:
    """What one person does with one device in hand; the others lie beside it."""

    def __init__(self, company: Company, person: Person, line: Line, seed: int) -> None:
        self.company, self.person, self.line = company, person, line
        self.history = company.history
        self.chance = random.Random(seed)
        self._said: list[tuple[Key, int]] = []
        self._number = 0
        self._acts: list[tuple[int, Act]] = [
            (55, self.say),
            (3, self.burst),
            (8, self.edit),
            (3, self.recall),
            (10, self.react),
            (10, self.read),
            (5, self.look),
            (2, self.contradict),
            (2, self.type),
        ]

    async def live(self, pause: float) -> None:
        """Do one thing after another until it is time to stop."""
        weights = [weight for weight, _ in self._acts]
        while not (self.company.stopping.is_set() or self.line.over.is_set()):
            [(_, act)] = self.chance.choices(self._acts, weights)
            try:
                await act()
            except (Denied, NoAnswer):
                # Nothing is known of it, or it was not allowed: both are written down where they count.
                self.company.count("in vain")
            await self.company.pause(self.chance.expovariate(1 / pause))

    async def say(self) -> None:
        """Send a message; often more than once, on several devices at the same time."""
        room = self._room()
        lines = self.person.lines()
        if room is not None and lines:
            attempts = self.chance.choice(ATTEMPTS)
            await self._send(room, [self.chance.choice(lines) for _ in range(attempts)])

    async def burst(self) -> None:
        """Send some messages one after another without waiting for an answer."""
        room = self._room()
        if room is not None:
            await asyncio.gather(*(self._send(room, [self.line]) for _ in range(BURST)))

    async def _send(self, room: str, lines: list[Line]) -> None:
        self._number += 1
        key = (room, self.person.id, f"{self._number}-{self.chance.getrandbits(48):x}")
        sending = _Sending(self.company, self.person, key, f"text {self._number}", alone=len(lines) == 1)
        await asyncio.gather(*(sending.attempt(line) for line in lines))
        if sending.seq:
            self._said = [*self._said[-REMEMBERED:], (key, sending.seq)]

    async def edit(self) -> None:
        """Change the words of an own message."""
        await self._change(f"edited {self._number}-{self.chance.randrange(10**6)}")

    async def recall(self) -> None:
        """Take an own message back."""
        await self._change(None)

    async def _change(self, text: str | None) -> None:
        if not self._said:
            return
        key, seq = self.chance.choice(self._said)
        op = "messages.recall" if text is None else "messages.edit"
        body: Body = {"conversation_id": key[0], "seq": seq}
        if text is not None:
            body["content"] = {"text": text}
        begun = self.history.now()
        at = await self._done(op, body)
        if at is not Denied:
            self.history.edited.append(Edited(begun, at, key[0], seq, text))
            self.company.count("edits and recalls")

    async def react(self) -> None:
        """Give a reaction to one of the last entries of a room, or take it back."""
        room = self._room()
        head = self.company.observer.heads.get(room or "", 0)
        if room is None or not head:
            return
        seq, emoji = self.chance.randint(max(1, head - 20), head), self.chance.choice(EMOJIS)
        added = self.chance.random() < 0.7
        body = {"conversation_id": room, "seq": seq, "emoji": emoji}
        begun = self.history.now()
        at = await self._done("reactions.add" if added else "reactions.remove", body)
        if at is not Denied:
            self.history.reacted.append(Reacted(begun, at, self.person.id, room, seq, emoji, added))
            self.company.count("reactions")

    async def _done(self, op: str, body: Body) -> Any:
        """Return when a change was acknowledged, None if that is unknown, `Denied` if it surely was not made."""
        key = secrets.token_hex(12)
        try:
            await self.company.insist(self.person, op, body, key)
        except NoAnswer:
            return None
        except Denied as denied:
            return Denied if denied.certain else None
        return self.history.now()

    async def read(self) -> None:
        """Move the read cursor to one of the last entries, perhaps back."""
        room = self._room()
        head = self.company.observer.heads.get(room or "", 0)
        if room is None or not head:
            return
        body = {"conversation_id": room, "seq": self.chance.randint(max(1, head - 5), head)}
        answer = await self.line.ask("conversations.read", body)
        seen = CursorSeen(self.history.now(), self.person.id, self.line.name, room, answer["seq"])
        self.history.cursors.append(seen)
        self.company.count("cursors moved")

    async def look(self) -> None:
        """Look at a conversation as the list shows it."""
        room = self._room()
        if room is not None:
            view = await self.line.ask("conversations.get", {"conversation_id": room})
            self.company.observer.view(self.line, view)

    async def contradict(self) -> None:
        """Send other words with the client id of a message that is stored."""
        if not self._said:
            return
        key, seq = self.chance.choice(self._said[-5:])
        refused = False
        try:
            await self.line.ask("messages.send", _message(key, "other words"))
        except Denied as denied:
            if denied.retryable:
                return
            refused = True
        self.history.reused.append(Reused(self.history.now(), key, seq, refused))

    async def type(self) -> None:
        """Let others see that somebody writes."""
        room = self._room()
        if room is not None:
            topic = f"{self.person.id} writes in {room}"
            self.history.truths.append(Truth(self.history.now(), topic, holds=True))
            await self.line.ask("typing.start", {"conversation_id": room})

    def _room(self) -> str | None:
        return self.chance.choice(self.person.rooms) if self.person.rooms else None


def _message(key: Key, text: str) -> Body:
    return {"conversation_id": key[0], "client_id": key[2], "type": "text", "content": {"text": text}}


class _Sending:
    """One message on its way, on one or several logins."""

    def __init__(self, company: Company, person: Person, key: Key, text: str, *, alone: bool) -> None:
        self.seq = 0
        self._company, self._person, self._key, self._text, self._alone = company, person, key, text, alone
        self._history = company.history
        if not alone:
            company.count("sent more than once")

    async def attempt(self, line: Line) -> None:
        """Send on this login until there is an answer; the next attempts go wherever there is a way."""
        first = True
        while not self._company.given_up.is_set():
            try:
                await self._ask(line, first=first)
                return
            except Denied as denied:
                if not denied.retryable:
                    self._refused(sure=first and self._alone)
                    return
                first = False
            except NoAnswer:
                self._company.count("answers lost")
                first = False
            await asyncio.sleep(PAUSE_SECONDS)
            lines = self._person.lines()
            if not lines:
                return
            line = self._company.chance.choice(lines)

    async def _ask(self, line: Line, *, first: bool) -> None:
        alone = first and self._alone and isinstance(line, SocketLine)
        session = line.session if alone and isinstance(line, SocketLine) else ""
        self._history.sent.append(Sent(self._history.now(), self._key, self._text, session))
        answer = await line.ask("messages.send", _message(self._key, self._text))
        self._history.acked.append(Acked(self._history.now(), self._key, answer["seq"]))
        self._company.observer.reached(self._key[0], answer["seq"])
        self.seq = answer["seq"]

    def _refused(self, *, sure: bool) -> None:
        """Write a refusal down that means that nothing was stored: of a retry it does only for those who stay."""
        if sure or self._person.steady:
            self._history.refused.append(Refused(self._history.now(), self._key))
