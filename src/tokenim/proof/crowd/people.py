"""Who is in the company, with which logins, in which rooms?"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tokenim.proof.checker.history import History, Item, Moved
from tokenim.proof.crowd.asking import Body, Denied, Line, NoAnswer
from tokenim.proof.crowd.http_line import HttpLine, PatientLine
from tokenim.proof.crowd.observer import Observer
from tokenim.proof.crowd.socket_line import SocketLine

GIVE_UP_SECONDS = 60
PAUSE_SECONDS = 0.05


@dataclass
class Person:
    """A user with logins on several devices. A steady one is in all rooms from the beginning to the end."""

    id: str
    name: str
    password: str
    steady: bool = True
    sockets: list[SocketLine] = field(default_factory=list)
    pages: list[HttpLine] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)

    def lines(self) -> list[Line]:
        """Return the logins that are good."""
        all_of_them: list[Line] = [*self.sockets, *self.pages]
        return [line for line in all_of_them if not line.over.is_set()]


@dataclass
class Rooms:
    """Where people talk: groups that everybody reads from the beginning, and one where they read from their joining."""

    open: list[str] = field(default_factory=list)
    porch: str = ""

    def all(self) -> list[str]:
        """Return the ids of all rooms."""
        return [*self.open, self.porch]


class Company:
    """Everybody, and the history of all they did and saw."""

    def __init__(self, url: str, http: httpx2.AsyncClient, key: str, seed: int) -> None:
        self.url, self.http = url, http
        self.application = PatientLine(http, key, name="application")
        self.history = History()
        self.observer = Observer(self.history)
        self.chance = random.Random(seed)
        self.people: list[Person] = []
        self.rooms = Rooms()
        self.stopping = asyncio.Event()
        self.given_up = asyncio.Event()
        self.counts: dict[str, int] = {}
        self._read: dict[str, list[Item]] = {}
        self.doing = "coming together"

    def count(self, what: str, by: int = 1) -> None:
        """Count something for the report."""
        self.counts[what] = self.counts.get(what, 0) + by

    @property
    def host(self) -> PatientLine:
        """A login of the owner of all rooms."""
        page = self.people[0].pages[0]
        return PatientLine(self.http, page.token, user=page.user, name=page.name)

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until it is time to stop."""
        try:
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        except TimeoutError:
            return

    def remembered(self, room: str, items: list[Item]) -> list[Item]:
        """Return the same list where another device read the same: most do, and it is long."""
        known = self._read.setdefault(room, items)
        return known if known == items else items

    def sockets(self) -> Iterator[SocketLine]:
        """Return the sockets of everybody."""
        return (line for person in self.people for line in person.sockets)

    async def insist(self, person: Person, op: str, body: Body, key: str = "") -> Any:
        """Ask on one login after another until there is a definite answer; raise `Denied`, or `NoAnswer` at the end."""
        unknown = False
        while not self.given_up.is_set():
            lines = person.lines()
            if not lines:
                break
            try:
                return await self.chance.choice(lines).ask(op, body, key)
            except Denied as denied:
                if not denied.retryable:
                    denied.certain = not unknown
                    raise
            except NoAnswer:
                unknown = True
            await asyncio.sleep(PAUSE_SECONDS)
        raise NoAnswer(f"{op} was given up")

    async def welcome(self, name: str, *, steady: bool = True) -> Person:
        """Let somebody new in."""
        password = secrets.token_hex(12)
        body = {"username": name, "password": password, "display_name": name}
        try:
            made = await self.application.ask("server.users.create", body)
        except Denied as denied:
            if denied.code != "user.username_taken":
                raise
            # The answer to the first request was lost.
            return await self.welcome(f"{name}x", steady=steady)
        person = Person(made["id"], name, password, steady)
        self.people.append(person)
        return person

    async def token(self, person: Person, name: str) -> str:
        """Log somebody in on the application's word."""
        body = {"user_id": person.id, "device_name": name}
        made = await self.application.ask("server.tokens.create", body)
        return str(made["access_token"])

    async def socket(self, person: Person, name: str, *, packed: bool = False) -> SocketLine:
        """Give somebody a device on a socket, which knows the rooms from their state."""
        token = await self.token(person, name)
        line = SocketLine(self.url, token, user=person.id, name=name, packed=packed)
        self.observer.attend(line)
        line.start()
        person.sockets.append(line)
        async with asyncio.timeout(GIVE_UP_SECONDS):
            await line.ready.wait()
        page = PatientLine(self.http, token, user=person.id, name=name)
        for view in (await page.ask("conversations.list", {"limit": 200}))["items"]:
            line.positions.setdefault(view["id"], view["last_seq"])
        return line

    async def page(self, person: Person, name: str) -> HttpLine:
        """Give somebody a device that asks by requests only."""
        token = await self.token(person, name)
        line = HttpLine(self.http, token, user=person.id, name=name)
        person.pages.append(line)
        return line

    async def group(self, owner: Person, name: str, members: list[Person], history: str) -> str:
        """Make a room."""
        ids = [member.id for member in members]
        body = {"kind": "group", "name": name, "member_ids": ids, "history": history}
        began = self.history.now()
        made = await owner.pages[0].ask("conversations.create", body)
        for member in members:
            member.rooms.append(made["id"])
            if not member.steady:
                move = Moved(began, self.history.now(), member.id, made["id"], joined=True)
                self.history.moved.append(move)
        owner.rooms.append(made["id"])
        return str(made["id"])

    async def direct(self, person: Person, other: Person) -> None:
        """Let two talk alone."""
        body = {"kind": "direct", "user_id": other.id}
        made = await person.pages[0].ask("conversations.create", body)
        for one in (person, other):
            one.rooms.append(made["id"])

    async def part(self) -> None:
        """Let every socket go; raise what went wrong on one of them."""
        for line in self.sockets():
            await line.stop()
