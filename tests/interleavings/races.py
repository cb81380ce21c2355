"""Which races in a conversation are the hottest? Who is there, what they do at once, and what is true then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from tests.interleavings.stage import Stage
from tokenim.kernel.actor import Actor

Act = Callable[[], Awaitable[Any]]


class Race(Protocol):
    """A race: `prepare` the stage, do the `acts` at the same time, `look` at what is true when all is quiet."""

    async def prepare(self, stage: Stage) -> None: ...

    def acts(self) -> list[Act]: ...

    async def look(self) -> Any: ...


class Room:
    """Alice owns a group with Bob; both have a device connected."""

    history = "all"
    stage: Stage
    alice: Actor
    bob: Actor
    room: str

    async def prepare(self, stage: Stage) -> None:
        self.stage = stage
        self.alice, self.bob = await stage.people("alice", "bob")
        self.room = await stage.town.group(self.alice, self.bob, history=self.history)
        stage.names[self.room] = "room"
        await stage.say(self.alice, self.room, "hello")

    async def look(self) -> Any:
        stage = self.stage
        return {
            "log": await stage.log(self.alice, self.room),
            "alice": stage.given("alice", self.room),
            "bob": stage.given("bob", self.room),
            "alice sees": await stage.ask(self.alice, "conversations.get", conversation_id=self.room),
            "bob sees": await stage.ask(self.bob, "conversations.get", conversation_id=self.room),
            "messages": await stage.ask(self.alice, "messages.list", conversation_id=self.room),
        }

    async def say(self, who: Actor, text: str) -> Any:
        return await self.stage.say(who, self.room, text)

    async def in_room(self, who: Actor, name: str, /, **body: Any) -> Any:
        return await self.stage.ask(who, name, conversation_id=self.room, **body)


class SendAndLeave(Room):
    """Bob writes on one device while he leaves on another."""

    def acts(self) -> list[Act]:
        return [
            lambda: self.say(self.bob, "still here"),
            lambda: self.in_room(self.bob, "members.remove", user_id=self.bob.user_id),
            lambda: self.say(self.alice, "are you?"),
        ]


class SendAndDissolve(Room):
    """Bob writes while Alice ends the group."""

    def acts(self) -> list[Act]:
        return [
            lambda: self.say(self.bob, "one"),
            lambda: self.in_room(self.alice, "groups.dissolve"),
            lambda: self.say(self.bob, "two"),
        ]


class SendAndRemove(Room):
    """Bob writes and reacts while Alice puts him out."""

    def acts(self) -> list[Act]:
        return [
            lambda: self.say(self.bob, "one"),
            lambda: self.in_room(self.alice, "members.remove", user_id=self.bob.user_id),
            lambda: self.in_room(self.bob, "reactions.add", seq=1, emoji="x"),
        ]


class EditAndRecall(Room):
    """A message is edited, taken back and reacted to."""

    def acts(self) -> list[Act]:
        return [
            self._edit,
            lambda: self.stage.change(self.alice, self.room, 1, None),
            lambda: self.in_room(self.bob, "reactions.add", seq=1, emoji="x"),
        ]

    async def _edit(self) -> Any:
        answer = await self.stage.change(self.alice, self.room, 1, "Hello!")
        # What others say to a message is not a part of the edit: the answer shows it as of a moment before.
        return answer if isinstance(answer, str) else answer["content"]


class JoinAndFetch(Room):
    """Carol is brought in, reads the history and connects, while Alice writes."""

    history = "from_join"

    async def prepare(self, stage: Stage) -> None:
        await super().prepare(stage)
        (self.carol,) = await stage.people("carol")

    def acts(self) -> list[Act]:
        return [
            lambda: self.stage.town.add(self.alice, self.room, self.carol),
            lambda: self.in_room(self.carol, "entries.list"),
            lambda: self.say(self.alice, "welcome"),
        ]

    async def look(self) -> Any:
        seen = await super().look()
        return seen | {
            "carol": self.stage.given("carol", self.room),
            "carol reads": await self.in_room(self.carol, "messages.list"),
        }


class ConnectAndJoin(JoinAndFetch):
    """Carol connects a device while she is brought in and Alice writes."""

    def acts(self) -> list[Act]:
        return [
            lambda: self.stage.town.add(self.alice, self.room, self.carol),
            self._connect,
            lambda: self.say(self.alice, "welcome"),
        ]

    async def _connect(self) -> None:
        self.stage.devices["carol"].gone()
        self.stage.devices["carol"] = await self.stage.town.device(self.carol, {self.carol.user_id: 0})


class TwoConnectAndSend(Room):
    """Two devices of Bob come back with their positions while Alice writes."""

    async def prepare(self, stage: Stage) -> None:
        await super().prepare(stage)
        await stage.quiet()
        for device in stage.devices.values():
            device.gone()

    def acts(self) -> list[Act]:
        return [
            lambda: self._connect("bob"),
            lambda: self._connect("laptop"),
            lambda: self.say(self.alice, "are you there?"),
        ]

    async def _connect(self, name: str) -> None:
        self.stage.devices[name] = await self.stage.town.device(self.bob, {self.room: 1})

    async def look(self) -> Any:
        return await super().look() | {"laptop": self.stage.given("laptop", self.room)}


class TwoCursors(Room):
    """Bob reads on two devices at once, not equally far."""

    async def prepare(self, stage: Stage) -> None:
        await super().prepare(stage)
        for number in range(5):
            await stage.say(self.alice, self.room, f"text {number}")

    def acts(self) -> list[Act]:
        return [
            lambda: self._read(3),
            lambda: self._read(5),
            lambda: self.say(self.alice, "more"),
        ]

    async def _read(self, seq: int) -> Any:
        return self._counted(await self.in_room(self.bob, "conversations.read", seq=seq))

    async def look(self) -> Any:
        frames = self.stage.devices["bob"].events("read.moved")
        # A seq lower than the one known says nothing new: the highest counts.
        moved = max((frame["data"] for frame in frames), key=lambda data: data["seq"])
        return await super().look() | {"moved": self._counted(moved)}

    def _counted(self, standing: dict[str, Any]) -> dict[str, int]:
        """Return the cursor and what is counted as read.

        The counts hold at `last_seq`, which may be a moment ago: a message that came meanwhile is counted on top.
        """
        read = standing["last_seq"] - standing["unread"]
        return {"seq": standing["seq"], "read": read, "mentions": standing["mentions"]}


class DropAndAct(Room):
    """Bob, an admin of the group, puts Carol out while Alice takes his role."""

    async def prepare(self, stage: Stage) -> None:
        await super().prepare(stage)
        (self.carol,) = await stage.people("carol")
        await stage.town.add(self.alice, self.room, self.carol)
        await self.in_room(self.alice, "members.set_role", user_id=self.bob.user_id, role="admin")

    def acts(self) -> list[Act]:
        return [
            lambda: self.in_room(self.bob, "members.remove", user_id=self.carol.user_id),
            lambda: self.in_room(self.alice, "members.set_role", user_id=self.bob.user_id, role="member"),
            lambda: self.in_room(self.bob, "groups.update", name="Dinner"),
        ]
