"""What does a client know? Its state, read once by requests and then carried forward by events alone.

This is the model of a client: what a frame means is written here a second time, from the documentation of the events.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.laws.kept import repinned, show, sorted_reactions
from tests.town import Town, pages
from tokenim.catalogue import limits
from tokenim.kernel.actor import Actor

Frame = dict[str, Any]


class Replica:
    """The state of one user, as one device knows it."""

    def __init__(self, town: Town, me: Actor) -> None:
        self.town = town
        self.me = me
        self.profile: dict[str, Any] = {}
        self.chats: dict[str, Chat] = {}
        self.positions: dict[str, int] = {}

    @classmethod
    async def read(cls, town: Town, me: Actor) -> Replica:
        """Read everything: the own position first, so that what happens meanwhile comes again as an event."""
        replica = cls(town, me)
        replica.positions[me.user_id] = (await town.ask(me, "entries.mine"))["last_seq"]
        await replica.read_profile()
        for items in await pages(town, me, "conversations.list"):
            for view in items:
                await replica.read_chat(view["id"])
        return replica

    async def read_profile(self) -> None:
        self.profile = await self.town.ask(self.me, "users.me")

    async def read_chat(self, conversation: str) -> None:
        chat = await Chat.read(self.town, self.me, conversation)
        self.chats[conversation] = chat
        self.positions[conversation] = chat.view["last_seq"]

    def moved_to(self, town: Town) -> None:
        """Go on with the same server after it started anew."""
        self.town = town
        for chat in self.chats.values():
            chat.town = town

    def copy(self) -> Replica:
        other = Replica(self.town, self.me)
        other.profile, other.chats, other.positions = deepcopy((self.profile, self.chats, self.positions))
        return other

    async def apply(self, frames: list[Frame]) -> None:
        for frame in frames:
            await self._apply(frame)

    async def _apply(self, frame: Frame) -> None:
        stream, seq = frame["stream"], frame.get("seq")
        if seq is None:
            return
        known = self.positions.get(stream, 0)
        if stream != self.me.user_id and stream not in self.chats:
            return
        if seq <= known:
            return
        assert seq == known + 1, f"{stream} stands at {known}, and {seq} came: something was lost"
        self.positions[stream] = seq
        if stream == self.me.user_id:
            await self._apply_own(frame["event"], frame["data"])
        else:
            await self.chats[stream].apply(frame)

    async def _apply_own(self, event: str, data: dict[str, Any]) -> None:
        if event == "profile.changed":
            await self.read_profile()
        elif event == "conversation.joined":
            await self.read_chat(data["conversation_id"])
        elif event == "conversation.left":
            self.chats.pop(data["conversation_id"], None)
            self.positions.pop(data["conversation_id"], None)
        elif event == "user.deleted":
            self.profile, self.chats = {}, {}
        elif data["conversation_id"] in self.chats:
            self.chats[data["conversation_id"]].apply_own(event, data)
        else:
            assert event in ("read.moved", "preferences.changed", "message.hidden", "invitation.accepted")

    def state(self) -> dict[str, Any]:
        """Return everything that devices of one user must agree on."""
        return {"profile": self.profile, "chats": {key: chat.state() for key, chat in self.chats.items()}}


# Told by events that are not kept, or by no event: devices may differ in it, and read it again when they need it.
NOT_KEPT = ("delivered_seq", "version")


class Chat:
    """One conversation of the user."""

    def __init__(self, town: Town, me: Actor, view: dict[str, Any]) -> None:
        self.town = town
        self.me = me
        self.view = view
        self.members: dict[str, tuple[str, str]] = {}
        self.messages: dict[int, dict[str, Any]] = {}
        self.sent: set[int] = set()
        self.mentioned: set[int] = set()
        self.hidden: set[int] = set()
        self.pins: list[int] = []
        """Seqs of what is pinned, the newest pin first."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Chat:
        other = Chat(self.town, self.me, deepcopy(self.view))
        other.members, other.messages = dict(self.members), deepcopy(self.messages)
        other.pins = list(self.pins)
        other.sent, other.mentioned, other.hidden = deepcopy((self.sent, self.mentioned, self.hidden))
        return other

    @classmethod
    async def read(cls, town: Town, me: Actor, conversation: str) -> Chat:
        chat = cls(town, me, await town.view(me, conversation))
        place = {"conversation_id": conversation}
        for items in await pages(town, me, "members.list", **place):
            chat.members |= {item["user_id"]: (item["role"], item["joined_at"]) for item in items}
        for items in await pages(town, me, "messages.list", limit=1000, **place):
            chat.messages |= {item["seq"]: item for item in items}
        for items in await pages(town, me, "pins.list", **place):
            chat.pins += [item["message"]["seq"] for item in items]
        await chat._read_entries()
        return chat

    async def _read_entries(self) -> None:
        after = 0
        while entries := await self.town.entries(self.me, self.view["id"], after):
            for entry in entries:
                if entry["event"] == "message.sent":
                    self.sent.add(entry["seq"])
                    self._mentions(entry["seq"], entry["data"])
            after = entries[-1]["seq"]
        # What was sent and is not shown was hidden; what came while this was read is in neither list.
        self.hidden = {seq for seq in self.sent if seq <= self.view["last_seq"]} - self.messages.keys()

    async def apply(self, frame: Frame) -> None:
        event, data, seq = frame["event"], frame["data"], frame["seq"]
        self.view["last_seq"] = seq
        if event == "message.sent":
            self._sent(seq, data)
        elif event in ("message.pinned", "message.unpinned"):
            self._pinned(event, data["target_seq"])
        elif "target_seq" in data:
            await self._about(event, data["target_seq"], data)
        else:
            self._changed(event, data)

    def apply_own(self, event: str, data: dict[str, Any]) -> None:
        if event == "read.moved":
            if data["seq"] > self.view["read_seq"]:
                self.view["read_seq"] = data["seq"]
                self._must_count(data)
        elif event == "invitation.accepted":
            self.view.pop("invited_by", None)
        elif event == "preferences.changed":
            self.view |= {name: data[name] for name in ("pinned", "muted")}
        else:
            assert event == "message.hidden"
            # Streams are not ordered among each other: the message itself may come later.
            self.hidden.add(data["target_seq"])
            self.messages.pop(data["target_seq"], None)
            self.pins = repinned(self.pins, event, data["target_seq"])
            if data["read_seq"] == self.view["read_seq"]:
                self._must_count(data)

    def _must_count(self, data: dict[str, Any]) -> None:
        """Check that the counts of an event are those of the arithmetic, where this device stands at the same entry."""
        if data["last_seq"] == self.view["last_seq"]:
            assert (data["unread"], data["mentions"]) == self._counts()

    def _counts(self) -> tuple[int, int]:
        seen = {seq for seq in self.sent - self.hidden if seq > self.view["read_seq"]}
        return len(seen), len(seen & self.mentioned)

    def _sent(self, seq: int, data: dict[str, Any]) -> None:
        if seq not in self.hidden:
            self.messages[seq] = dict(data)
        self.sent.add(seq)
        self._mentions(seq, data)
        if data["sender_id"] == self.me.user_id:
            self.view["read_seq"] = max(self.view["read_seq"], seq)
            # Who speaks has accepted being there.
            self.view.pop("invited_by", None)

    def _mentions(self, seq: int, data: dict[str, Any]) -> None:
        if self.me.user_id in data.get("mentions", ()) or data.get("mentions_all"):
            self.mentioned.add(seq)

    def _pinned(self, event: str, seq: int) -> None:
        if seq in self.messages:
            self.pins = repinned(self.pins, event, seq)

    async def _about(self, event: str, seq: int, data: dict[str, Any]) -> None:
        message = self.messages.get(seq)
        if event == "message.recalled":
            self._pinned(event, seq)
            self.mentioned.discard(seq)
            if message is not None:
                kept = {name: message[name] for name in ("seq", "sender_id", "client_id", "sent_at", "type")}
                self.messages[seq] = kept | {"content": {}, "recalled": True}
        elif "content" not in data and "emoji" not in data:
            await self._read_again(seq)
        elif event == "message.edited":
            self._edited(seq, data)
        elif message is not None:
            await self._reacted(message, event, data)

    async def _read_again(self, seq: int) -> None:
        if seq in self.messages:
            message = await self.town.ask(self.me, "messages.get", conversation_id=self.view["id"], seq=seq)
            self.messages[seq] = message
            self.mentioned.discard(seq)
            self._mentions(seq, message)

    def _edited(self, seq: int, data: dict[str, Any]) -> None:
        self.mentioned.discard(seq)
        self._mentions(seq, data)
        message = self.messages.get(seq)
        if message is None or message.get("recalled"):
            return
        for name in ("mentions", "mentions_all"):
            message.pop(name, None)
            if name in data:
                message[name] = data[name]
        message |= {"content": data["content"], "edited_at": data["at"]}

    async def _reacted(self, message: dict[str, Any], event: str, data: dict[str, Any]) -> None:
        if self.view["last_seq"] <= message.get("reactions_seq", 0):
            return
        emoji, by = data["emoji"], data["by"]
        users = message.setdefault("reactions", {}).setdefault(emoji, [])
        counted = message.get("reaction_counts", {}).get(emoji, len(users))
        if event == "reaction.removed" and counted > len(users):
            await self._read_again(message["seq"])  # Another user takes the place in the list.
        elif event == "reaction.removed":
            show(message, emoji, [user for user in users if user != by], 0, self.view["last_seq"])
        elif by not in users:
            room = len(users) < limits.REACTION_USERS or by == self.me.user_id
            show(message, emoji, [*users, by] if room else users, counted + 1, self.view["last_seq"])

    def _changed(self, event: str, data: dict[str, Any]) -> None:
        if event == "conversation.updated":
            self.view |= {name: value for name, value in data.items() if name not in ("by", "at")}
        elif event == "conversation.dissolved":
            self.view["dissolved_at"] = data["at"]
        elif event == "member.joined":
            self.members |= dict.fromkeys(data["user_ids"], ("member", data["at"]))
        elif event == "member.left":
            self.members.pop(data["user_id"])
        else:
            assert event == "member.role_changed"
            self.members[data["user_id"]] = (data["role"], self.members[data["user_id"]][1])

    def state(self) -> dict[str, Any]:
        unread, mentions = self._counts()
        view = {name: value for name, value in self.view.items() if name not in NOT_KEPT and value != ""}
        newest = self.messages[max(self.messages)] if self.messages else {}
        view |= {
            "role": self.members[self.me.user_id][0],
            "member_count": len(self.members),
            "unread": unread,
            "mentions": mentions,
            "last_message": {name: value for name, value in newest.items() if "reaction" not in name},
        }
        messages = {seq: sorted_reactions(message) for seq, message in self.messages.items()}
        return {"view": view, "members": self.members, "messages": messages, "pins": self.pins}

    def told(self) -> dict[str, Any]:
        """Return what the server says of the same: the arithmetic of the model must agree with it."""
        return {
            name: self.view.get(name, {} if name == "last_message" else None)
            for name in ("role", "member_count", "unread", "mentions", "last_message")
        }


async def fresh(town: Town, me: Actor) -> dict[str, Any]:
    """Return the state as requests show it now, after checking that the model counts as the server does."""
    replica = await Replica.read(town, me)
    for chat in replica.chats.values():
        state = chat.state()["view"]
        assert {name: state[name] for name in chat.told()} == chat.told()
    return replica.state()
