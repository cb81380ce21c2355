"""Who comes and goes? Wanderers join and leave rooms, logins are ended, guests are locked out and deleted."""

from __future__ import annotations

import asyncio
import random
import secrets

from tokenim.proof.checker.history import Cause, Ended, Moved, Ruled
from tokenim.proof.crowd.asking import Body, Denied, Line, NoAnswer
from tokenim.proof.crowd.http_line import HttpLine, PatientLine
from tokenim.proof.crowd.people import PAUSE_SECONDS, Company, Person
from tokenim.proof.crowd.socket_line import SocketLine

LINGER_SECONDS = 2.5
"""For so long after its end a login still tries what it can get."""


class Membership:
    """Moves people, one move after another for each of them."""

    def __init__(self, company: Company, host: Person, seed: int) -> None:
        self.company, self.host = company, host
        self.history = company.history
        self.chance = random.Random(seed)

    async def wander(self, person: Person, rooms: list[str], pause: float) -> None:
        """Join and leave these rooms, again and again."""
        while not self.company.stopping.is_set():
            await self.company.pause(self.chance.expovariate(1 / pause))
            if self.company.stopping.is_set():
                return
            room = self.chance.choice(rooms)
            try:
                await (self.leave if room in person.rooms else self.join)(person, room)
            except NoAnswer:
                # It is not known where this one is now, so nothing more is expected of this one.
                return

    async def join(self, person: Person, room: str) -> None:
        """Let the host bring somebody into a room."""
        body = {"conversation_id": room, "user_ids": [person.id]}
        await self._move(self.host, "members.add", body, self._moved(person, room, joined=True))
        person.rooms.append(room)

    async def leave(self, person: Person, room: str) -> None:
        """Let somebody leave a room, or be removed."""
        person.rooms.remove(room)
        mover = self.chance.choice((self.host, person))
        body = {"conversation_id": room, "user_id": person.id}
        await self._move(mover, "members.remove", body, self._moved(person, room, joined=False))

    def _moved(self, person: Person, room: str, *, joined: bool) -> Moved:
        hides = joined and room == self.company.rooms.porch
        return Moved(self.history.now(), None, person.id, room, joined, hides)

    async def _move(self, mover: Person, op: str, body: Body, move: Moved) -> None:
        # Where it is in the list while it is under way: the checker must know of both ends of the move.
        place = len(self.history.moved)
        self.history.moved.append(move)
        await self.company.insist(mover, op, body, secrets.token_hex(12))
        self.history.moved[place] = move._replace(at=self.history.now())
        self.company.count("joined and left")

    async def end_logins(self, person: Person, pause: float) -> None:
        """Log a device in, end its session from another one, and see what the ended one still gets."""
        number = 0
        while not self.company.stopping.is_set():
            number += 1
            try:
                await self.end_one(person, f"guest{number}")
            except (NoAnswer, Denied, TimeoutError):
                self.company.count("in vain")
            await self.company.pause(self.chance.expovariate(1 / pause))

    async def end_one(self, person: Person, name: str) -> None:
        """End one login by the hand of another."""
        line = await self.company.socket(person, name)
        sessions = await self.company.insist(person, "auth.sessions", {})
        self.company.observer.doomed.add(line.login)
        person.sockets.remove(line)
        # There may be two of this name: the answer to the first logging in was lost.
        for found in sessions["items"]:
            if found["device_name"] == name:
                await self.company.insist(person, "auth.end_session", {"session_id": found["id"]})
        self.history.ended.append(Ended(self.history.now(), line.login))
        self.company.count("logins ended")
        await self.linger(line)

    async def linger(self, line: SocketLine) -> None:
        """Try what an ended login still gets."""
        page = HttpLine(self.company.http, line.token, user=line.user, name=line.name)
        until = self.history.now() + LINGER_SECONDS
        while self.history.now() < until and not self.company.stopping.is_set():
            for asked in (page, line):
                await self._try(asked)
            await asyncio.sleep(PAUSE_SECONDS * 4)
        await line.stop()

    async def _try(self, line: Line) -> None:
        try:
            await line.ask("conversations.list", {"limit": 1})
        except (Denied, NoAnswer):
            return
        self.company.observer.served(line, "an answer")


class Power:
    """What an administrator does, each thing once."""

    def __init__(self, company: Company, admin: PatientLine) -> None:
        self.company, self.admin = company, admin
        self.membership = Membership(company, company.people[0], company.chance.randrange(10**6))
        self.history = company.history

    async def lock_out_and_in(self, person: Person) -> None:
        """Suspend a user, see that nothing more is given to him, and let him in again."""
        await self._shut_out(person, "admin.users.suspend")
        await self.rule("admin.users.restore", person)

    async def delete(self, person: Person) -> None:
        """Delete a user for good; it must make one entry in each of his rooms."""
        begun = self.history.now()
        at = await self._shut_out(person, "admin.users.delete")
        for room in person.rooms:
            self.history.causes.append(Cause(at, f"{person.id} has left {room}"))
            self.history.moved.append(Moved(begun, at, person.id, room, joined=False))
        person.rooms.clear()

    async def _shut_out(self, person: Person, op: str) -> float | None:
        """Do what ends all logins of a user, see what they still get, and return when it was done, if that is known."""
        lines = list(person.sockets)
        self.company.observer.doomed |= {line.login for line in lines}
        at = self.history.now() if await self.rule(op, person) else None
        if at is not None:
            self.history.ended += [Ended(at, line.login) for line in lines]
        await asyncio.gather(*(self.membership.linger(line) for line in lines))
        person.sockets.clear()
        return at

    async def rule(self, op: str, person: Person) -> bool:
        """Do something with power, at most once; answer whether it is known to be done."""
        try:
            await self.admin.ask(op, {"user_id": person.id}, secrets.token_hex(12))
        except NoAnswer:
            self.history.ruled.append(Ruled(None, op, person.id))
            return False
        self.history.ruled.append(Ruled(self.history.now(), op, person.id))
        self.company.count("rulings")
        return True
