"""What should happen? A small model of users, conversations and messages, as the documentation describes them.

Every method answers the code of the refusal, or nothing after it changed the model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tokenim.catalogue import errors

OK = ""
RANK = {"member": 0, "admin": 1, "owner": 2}
OUT, ENDED = errors.CONVERSATION_NOT_A_MEMBER.name, errors.CONVERSATION_DISSOLVED.name
NO_GROUP, ROLE = errors.CONVERSATION_NOT_A_GROUP.name, errors.CONVERSATION_ROLE.name
STAYS, NO_MEMBER = errors.CONVERSATION_OWNER_STAYS.name, errors.MEMBER_NOT_FOUND.name
NO_MESSAGE, NOT_YOURS = errors.MESSAGE_NOT_FOUND.name, errors.MESSAGE_NOT_YOURS.name
RECALLED, REUSED = errors.MESSAGE_RECALLED.name, errors.CLIENT_ID_REUSED.name
NOT_MENTIONED, NO_REPLY = errors.MENTION_NOT_A_MEMBER.name, errors.REPLY_NOT_FOUND.name


@dataclass
class Seat:
    """A membership."""

    role: str
    floor: int = 0
    read: int = 0


@dataclass
class Said:
    """A message."""

    sender: str
    text: str
    mentions: frozenset[str]
    edited: bool = False
    recalled: bool = False
    reactions: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Draft:
    """What somebody wants to say."""

    client_id: str
    text: str
    mentions: tuple[str, ...] = ()
    reply_to: int | None = None


@dataclass
class Room:
    """A conversation."""

    kind: str
    seats: dict[str, Seat]
    history: str = "all"
    name: str = ""
    head: int = 0
    dissolved: bool = False
    messages: dict[int, Said] = field(default_factory=dict)
    hidden: set[tuple[str, int]] = field(default_factory=set)
    pins: list[int] = field(default_factory=list)
    sent: dict[tuple[str, str], tuple[int, Draft]] = field(default_factory=dict)

    # --- who may ---------------------------------------------------------------------------------
    def writes(self, who: str) -> str:
        if who not in self.seats:
            return OUT
        return ENDED if self.dissolved else OK

    def leads(self, who: str, role: str) -> str:
        refusal = self.writes(who)
        if refusal:
            return refusal
        if self.kind != "group":
            return NO_GROUP
        return ROLE if RANK[self.seats[who].role] < RANK[role] else OK

    def sees(self, who: str, seq: int) -> bool:
        return seq in self.messages and seq > self.seats[who].floor and (who, seq) not in self.hidden

    def finds(self, who: str, seq: int) -> str:
        return self.writes(who) or (OK if self.sees(who, seq) else NO_MESSAGE)

    # --- messages --------------------------------------------------------------------------------
    def send(self, who: str, draft: Draft) -> str:
        if who not in self.seats:
            return OUT
        if (who, draft.client_id) in self.sent:
            seq, first = self.sent[who, draft.client_id]
            message = self.messages[seq]
            return OK if message.edited or message.recalled or first == draft else REUSED
        if self.dissolved:
            return ENDED
        if not set(draft.mentions) <= self.seats.keys():
            return NOT_MENTIONED
        if draft.reply_to is not None and not self.sees(who, draft.reply_to):
            return NO_REPLY
        self.head += 1
        self.messages[self.head] = Said(who, draft.text, frozenset(draft.mentions))
        self.sent[who, draft.client_id] = (self.head, draft)
        self.seats[who].read = self.head
        return OK

    def edit(self, who: str, seq: int, text: str) -> str:
        refusal = self.finds(who, seq)
        if refusal:
            return refusal
        message = self.messages[seq]
        if message.sender != who:
            return NOT_YOURS
        if message.recalled:
            return RECALLED
        if (text, frozenset()) != (message.text, message.mentions):
            message.text, message.mentions, message.edited = text, frozenset(), True
            self.head += 1
        return OK

    def recall(self, who: str, seq: int) -> str:
        if who not in self.seats:
            return OUT
        if not self.sees(who, seq):
            return NO_MESSAGE
        message = self.messages[seq]
        if message.sender != who and self.dissolved:
            return ENDED
        if message.sender != who and RANK[self.seats[who].role] < RANK["admin"]:
            return NOT_YOURS
        if not message.recalled:
            self.head += 1
            self.messages[seq] = Said(message.sender, "", frozenset(), recalled=True)
            self.pins = [pin for pin in self.pins if pin != seq]
        return OK

    def react(self, who: str, seq: int, emoji: str, *, add: bool) -> str:
        refusal = self.finds(who, seq)
        if refusal:
            return refusal
        message = self.messages[seq]
        if message.recalled:
            return RECALLED
        if ((emoji, who) in message.reactions) != add:
            self.head += 1
            message.reactions ^= {(emoji, who)}
        return OK

    def pin(self, who: str, seq: int, *, add: bool) -> str:
        refusal = self.writes(who)
        if refusal:
            return refusal
        if self.kind == "group" and RANK[self.seats[who].role] < RANK["admin"]:
            return ROLE
        if not self.sees(who, seq):
            return NO_MESSAGE
        if add and self.messages[seq].recalled:
            return RECALLED
        if (seq in self.pins) != add:
            self.head += 1
            self.pins = [seq, *self.pins] if add else [pin for pin in self.pins if pin != seq]
        return OK

    def hide(self, who: str, seq: int) -> str:
        if who not in self.seats:
            return OUT
        if seq not in self.messages or seq <= self.seats[who].floor:
            return NO_MESSAGE
        self.hidden.add((who, seq))
        return OK

    def read(self, who: str, seq: int) -> str:
        if who not in self.seats:
            return OUT
        if seq > self.head:
            return NO_MESSAGE
        self.seats[who].read = max(self.seats[who].read, seq)
        return OK

    # --- members ---------------------------------------------------------------------------------
    def add(self, who: str, other: str) -> str:
        refusal = self.leads(who, "admin")
        if refusal or other in self.seats:
            return refusal
        self.head += 1
        floor = self.head if self.history == "from_join" else 0
        self.seats[other] = Seat("member", floor, self.head)
        return OK

    def remove(self, who: str, other: str) -> str:
        refusal = self.may_leave(who) if who == other else self.leads(who, "admin")
        if refusal:
            return refusal
        if other not in self.seats:
            return NO_MEMBER
        role = self.seats[other].role
        if who != other and role == "owner":
            return STAYS
        if who != other and RANK[self.seats[who].role] <= RANK[role]:
            return ROLE
        self.head += 1
        del self.seats[other]
        return OK

    def may_leave(self, who: str) -> str:
        if who not in self.seats:
            return OUT
        if self.kind != "group":
            return NO_GROUP
        return STAYS if self.seats[who].role == "owner" and not self.dissolved else OK

    def set_role(self, who: str, other: str, role: str) -> str:
        refusal = self.leads(who, "owner")
        if refusal:
            return refusal
        if other not in self.seats:
            return NO_MEMBER
        if self.seats[other].role == "owner":
            return STAYS
        if self.seats[other].role != role:
            self.head += 1
            self.seats[other].role = role
        return OK

    def transfer(self, who: str, other: str) -> str:
        refusal = self.leads(who, "owner")
        if refusal:
            return refusal
        if other not in self.seats:
            return NO_MEMBER
        if who != other:
            self.head += 2
            self.seats[who].role, self.seats[other].role = "admin", "owner"
        return OK

    def update(self, who: str, name: str, history: str) -> str:
        refusal = self.leads(who, "admin")
        if not refusal and (name, history) != (self.name, self.history):
            self.head += 1
            self.name, self.history = name, history
        return refusal

    def dissolve(self, who: str) -> str:
        refusal = self.leads(who, "owner")
        if not refusal:
            self.head += 1
            self.dissolved = True
        return refusal

    # --- what a member should see ----------------------------------------------------------------
    def view(self, who: str) -> dict[str, Any]:
        seat = self.seats[who]
        later = [
            said for seq, said in self.messages.items() if seq > seat.read and (who, seq) not in self.hidden
        ]
        return {
            "kind": self.kind,
            "last_seq": self.head,
            "role": seat.role,
            "read_seq": seat.read,
            "unread": len(later),
            "mentions": sum(who in said.mentions for said in later),
            "member_count": len(self.seats),
            "dissolved": self.dissolved,
            "history": self.history,
        }

    def shown(self, who: str) -> dict[int, tuple[str, str, bool, set[tuple[str, str]]]]:
        return {
            seq: (said.sender, said.text, said.recalled, said.reactions)
            for seq, said in self.messages.items()
            if self.sees(who, seq)
        }
