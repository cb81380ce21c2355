"""Does the node do what a small model of it says, step by step, over restarts, on every device?"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests import town as towns
from tests.laws.kept import compared
from tests.laws.model import Draft, Room, Seat
from tests.laws.replica import Replica, fresh
from tests.town import Device, outcome
from tokenim.kernel.actor import Actor

T = TypeVar("T")
NAMES = ("alice", "bob", "carol", "dave")
ANY = st.integers(0, len(NAMES) - 1)
WHO = st.integers(0, 9)
ROOM = st.integers(0, 3)
BACK = st.integers(0, 9)
TEXT = st.sampled_from(["Hello", "Hi", "Bye"])
CLIENT_ID = st.sampled_from(["m1", "m2", "m3"])
WORDS = st.tuples(TEXT, CLIENT_ID, st.lists(WHO, max_size=2))
Words = tuple[str, str, list[int]]


class Life(RuleBasedStateMachine):
    """Everything that people can do to each other in a few conversations."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.rooms: dict[str, Room] = {}
        self.replicas: dict[str, Replica] = {}
        self.devices: dict[str, Device] = {}
        self.fresh_ids = 0
        self.turn = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        self.town = self.run(towns.begin(Path(self.folder.name)))
        self.people: list[Actor] = self.run(self.town.users(*NAMES))
        self.run(self._open_group(0, [1, 2]))
        for number in range(4):
            self.send(who=number % 2, number=0, words=("Hello", "m0", [2]), back=1)
        for person in self.people:
            self.run(self._connect(person, None))

    def teardown(self) -> None:
        try:
            if hasattr(self, "town"):
                self.run(self._end())
        finally:
            self.runner.close()
            self.folder.cleanup()

    async def _end(self) -> None:
        try:
            for person in self.people:
                await self._follow(person)
        finally:
            await self._close()

    async def _close(self) -> None:
        await self.town.quiet()
        await self.town.node.close()

    # --- the steps -------------------------------------------------------------------------------
    def _room(self, number: int) -> tuple[str, Room]:
        return list(self.rooms.items())[number % len(self.rooms)]

    def _user(self, room: Room, number: int) -> str:
        """Choose somebody, mostly a member: what makes sense should happen more often than what is refused."""
        members = sorted(room.seats)
        if number > 7 or not members:
            return self.people[number % len(NAMES)].user_id
        return members[number % len(members)]

    def _seq(self, room: Room, back: int) -> int:
        """Choose a place, mostly of a message."""
        said = list(room.messages)
        return said[-1 - back] if back < len(said) else max(1, room.head + 5 - back)

    def _both(self, number: int, me: str, asked: tuple[str, dict[str, Any]], expected: str) -> None:
        conversation, _ = self._room(number)
        name, body = asked
        actor = next(person for person in self.people if person.user_id == me)
        got = self.run(outcome(self.town.ask(actor, name, conversation_id=conversation, **body)))
        assert got == expected, (name, body)

    async def _open_group(self, who: int, others: list[int]) -> None:
        me = self.people[who]
        members = [self.people[other] for other in others]
        history = "all" if self.rooms else "from_join"
        group = await self.town.group(me, *members, history=history)
        seats = {member.user_id: Seat("member") for member in members} | {me.user_id: Seat("owner")}
        self.rooms[group] = Room("group", seats, history)

    @rule(who=ANY, others=st.lists(ANY, max_size=2))
    def open_group(self, who: int, others: list[int]) -> None:
        if len(self.rooms) < 4:
            self.run(self._open_group(who, others))

    @rule(who=ANY, other=ANY)
    def open_direct(self, who: int, other: int) -> None:
        if who == other:
            return
        me, you = self.people[who], self.people[other]
        conversation = self.run(self.town.direct(me, you))
        seats = {user.user_id: Seat("member") for user in (me, you)}
        room = self.rooms.setdefault(conversation, Room("direct", seats))
        assert room.seats.keys() == seats.keys()

    @rule(who=WHO, number=ROOM, words=WORDS, back=BACK)
    def send(self, who: int, number: int, words: Words, back: int) -> None:
        text, client_id, mentions = words
        _, room = self._room(number)
        me = self._user(room, who)
        if back % 2:
            self.fresh_ids += 1
            client_id = f"f{self.fresh_ids}"
        named = tuple(self._user(room, other) for other in mentions)
        reply_to = self._seq(room, back) if back % 4 == 0 else None
        draft = Draft(client_id, text, named, reply_to)
        body: dict[str, Any] = {"client_id": client_id, "type": "text", "content": {"text": text}}
        body |= {"mentions": list(named)} | ({} if reply_to is None else {"reply_to": reply_to})
        self._both(number, me, ("messages.send", body), room.send(me, draft))

    @rule(who=WHO, number=ROOM, back=BACK, text=TEXT)
    def edit(self, who: int, number: int, back: int, text: str) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        seq = self._seq(room, back)
        body = {"seq": seq, "content": {"text": text}}
        self._both(number, me, ("messages.edit", body), room.edit(me, seq, text))

    @rule(who=WHO, number=ROOM, back=BACK, name=st.sampled_from(["recall", "hide"]))
    def take_away(self, who: int, number: int, back: int, name: str) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        seq = self._seq(room, back)
        expected = getattr(room, name)(me, seq)
        self._both(number, me, (f"messages.{name}", {"seq": seq}), expected)

    @rule(who=WHO, number=ROOM, back=BACK, add=st.booleans())
    def react(self, who: int, number: int, back: int, add: bool) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        seq = self._seq(room, back)
        expected = room.react(me, seq, "x", add=add)
        body = {"seq": seq, "emoji": "x"}
        self._both(number, me, ("reactions.add" if add else "reactions.remove", body), expected)

    @rule(who=WHO, number=ROOM, back=BACK, add=st.booleans())
    def pin(self, who: int, number: int, back: int, add: bool) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        seq = self._seq(room, back)
        expected = room.pin(me, seq, add=add)
        self._both(number, me, ("pins.add" if add else "pins.remove", {"seq": seq}), expected)

    @rule(who=WHO, number=ROOM, back=BACK)
    def read(self, who: int, number: int, back: int) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        seq = self._seq(room, back)
        expected = room.read(me, seq)
        self._both(number, me, ("conversations.read", {"seq": seq}), expected)

    @rule(who=WHO, number=ROOM, other=WHO)
    def add(self, who: int, number: int, other: int) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        you = self._user(room, other)
        outside = [person.user_id for person in self.people if person.user_id not in room.seats]
        if outside and other < 7:
            you = outside[other % len(outside)]
        expected = room.add(me, you)
        self._both(number, me, ("members.add", {"user_ids": [you]}), expected)

    @rule(who=WHO, number=ROOM, other=WHO, name=st.sampled_from(["remove", "transfer"]))
    def move(self, who: int, number: int, other: int, name: str) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        you = self._user(room, other)
        expected = getattr(room, name)(me, you)
        operation = "members.remove" if name == "remove" else "groups.transfer"
        self._both(number, me, (operation, {"user_id": you}), expected)

    @rule(who=WHO, number=ROOM, other=WHO, role=st.sampled_from(["admin", "member"]))
    def set_role(self, who: int, number: int, other: int, role: str) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        you = self._user(room, other)
        expected = room.set_role(me, you, role)
        self._both(number, me, ("members.set_role", {"user_id": you, "role": role}), expected)

    @rule(who=WHO, number=ROOM, name=TEXT, history=st.sampled_from(["all", "from_join"]))
    def update(self, who: int, number: int, name: str, history: str) -> None:
        _, room = self._room(number)
        me = self._user(room, who)
        expected = room.update(me, name, history)
        self._both(number, me, ("groups.update", {"name": name, "history": history}), expected)

    @rule(who=WHO, number=ROOM, sure=st.integers(0, 5))
    def dissolve(self, who: int, number: int, sure: int) -> None:
        if sure == 0:
            _, room = self._room(number)
            me = self._user(room, who)
            self._both(number, me, ("groups.dissolve", {}), room.dissolve(me))

    # --- devices and restarts --------------------------------------------------------------------
    async def _connect(self, person: Actor, replica: Replica | None) -> None:
        if replica is None:
            self.devices[person.user_id] = await self.town.device(person)
            self.replicas[person.user_id] = await Replica.read(self.town, person)
            return
        device = self.devices[person.user_id] = Device(self.town, person)
        await device.hello(replica.positions)

    @rule(who=ANY)
    def catch_up_and_reconnect(self, who: int) -> None:
        self.run(self._reconnect(self.people[who], told=True))

    @rule(who=ANY)
    def lose_what_was_on_the_way_and_reconnect(self, who: int) -> None:
        self.run(self._reconnect(self.people[who], told=False))

    async def _reconnect(self, person: Actor, *, told: bool) -> None:
        await self.town.quiet()
        device, replica = self.devices[person.user_id], self.replicas[person.user_id]
        if told:
            await replica.apply(device.events())
        device.gone()
        await self._connect(person, replica)

    @rule()
    def restart(self) -> None:
        self.run(self._restart())

    async def _restart(self) -> None:
        await self._close()
        self.town = await towns.reopen(Path(self.folder.name))
        for person in self.people:
            replica = self.replicas[person.user_id]
            replica.moved_to(self.town)
            await self._connect(person, replica)

    # --- what must hold --------------------------------------------------------------------------
    @invariant()
    def what_is_seen_is_what_the_model_says_on_devices_and_by_request(self) -> None:
        if hasattr(self, "town"):
            self.turn += 1
            person = self.people[self.turn % len(NAMES)]
            self.run(self._compare(person))
            self.run(self._follow(person))

    async def _compare(self, person: Actor) -> None:
        me = person.user_id
        mine = {key: room for key, room in self.rooms.items() if me in room.seats}
        listed = await self.town.ask(person, "conversations.list", limit=200)
        assert {view["id"] for view in listed["items"]} == mine.keys()
        for view in listed["items"]:
            expected = mine[view["id"]].view(me)
            assert {**view, "dissolved": "dissolved_at" in view}.items() >= expected.items()

    async def _follow(self, person: Actor) -> None:
        await self.town.quiet()
        device, replica = self.devices[person.user_id], self.replicas[person.user_id]
        frames, device.frames = device.frames, []
        await replica.apply(frames)
        assert replica.state() == await fresh(self.town, person)
        for key, chat in replica.chats.items():
            assert {seq: compared(message) for seq, message in chat.messages.items()} == (
                self.rooms[key].shown(person.user_id)
            )
            seen = [seq for seq in self.rooms[key].pins if self.rooms[key].sees(person.user_id, seq)]
            assert chat.pins == seen


TestLife = pytest.mark.slow(pytest.mark.timeout(600)(Life.TestCase))
TestLife.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
