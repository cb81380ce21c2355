"""What does a history look like that breaks no promise? Made from a seed, for trying the checker."""

from __future__ import annotations

import random
from functools import cache

from tests.proof.checker import surroundings
from tokenim.proof.checker.history import (
    Acked,
    Counted,
    CursorSeen,
    Edited,
    Final,
    History,
    Item,
    Key,
    Moved,
    Reacted,
    Received,
    Refused,
    Sent,
)

ROOM = "c_room"
USERS = ("u_ann", "u_ben", "u_cem", "u_dan")
DEVICES = ("phone", "laptop")
GONE = "u_dan"
"""This one leaves before the end."""


class _Maker:
    """A server that does everything right."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.history = History()
        self.items: list[Item] = [Item(1, None)]
        self.at = 10.0
        for user in USERS:
            self.history.moved.append(Moved(0.0, 0.1, user, ROOM, joined=True))
        self._deliver(self.items[0])

    def send(self, number: int) -> None:
        self.at += 0.01
        fate = self.chance.random()
        key = (ROOM, self.chance.choice(USERS), f"m{number}")
        self.history.sent.append(
            Sent(self.at, key, key[2], f"{key[1]}/phone/{len(self.history.sent) // 100}")
        )
        if fate < 0.05:
            self.history.refused.append(Refused(self.at + 0.002, key))
        elif fate >= 0.07:
            self._store(key, acknowledged=fate >= 0.1, again=fate > 0.9)

    def _store(self, key: Key, *, acknowledged: bool, again: bool) -> None:
        item = Item(len(self.items) + 1, key, key[2])
        self.items.append(item)
        if acknowledged:
            self.history.acked.append(Acked(self.at + 0.003, key, item.seq))
        if again:
            self.history.sent.append(Sent(self.at + 0.004, key, key[2]))
            self.history.acked.append(Acked(self.at + 0.005, key, item.seq))
        self._deliver(item)
        if self.chance.random() < 0.2:
            self.history.cursors.append(CursorSeen(self.at + 0.006, key[1], "phone", ROOM, item.seq))

    def _deliver(self, item: Item) -> None:
        half = len(self.history.sent) // 100
        for user in USERS:
            for device in DEVICES:
                session = f"{user}/{device}/{half}"
                self.history.received.append(
                    Received(self.at + 0.004, user, device, session, ROOM, item.seq, item.key, item.text)
                )

    def edit(self, seq: int, text: str | None) -> None:
        self.at += 0.01
        self.history.edited.append(Edited(self.at, self.at + 0.002, ROOM, seq, text))
        before = self.items[seq - 1]
        self.items[seq - 1] = before._replace(text=text or "", recalled=text is None)

    def end(self) -> None:
        self.history.moved.append(Moved(self.at, self.at + 0.01, GONE, ROOM, joined=False))
        for user in USERS:
            for device in DEVICES:
                if user != GONE:
                    self.history.finals.append(Final(user, device, ROOM, list(self.items)))
                    self.history.counted.append(
                        Counted(user, device, ROOM, len(self.items) - 10, self._after(10))
                    )

    def _after(self, last: int) -> int:
        return sum(item.key is not None for item in self.items[-last:])

    def react(self, seq: int) -> None:
        self.at += 0.01
        for user, emoji in (("u_ann", "+"), ("u_ben", "-")):
            self.history.reacted.append(Reacted(self.at, self.at + 0.002, user, ROOM, seq, emoji, added=True))
        self.history.reacted.append(Reacted(self.at + 1, self.at + 1.1, "u_ben", ROOM, seq, "-", added=False))
        # Nobody knows what became of this one.
        self.history.reacted.append(Reacted(self.at + 1, None, "u_cem", ROOM, seq, "?", added=True))
        self.items[seq - 1] = self.items[seq - 1]._replace(reactions=(("+", "u_ann"),))


@cache
def _kept(seed: int) -> History:
    return made(seed)


def copied(seed: int) -> History:
    """Return a clean history that may be spoilt: facts do not change, only the lists of them."""
    return History(**{kind: list(facts) for kind, facts in vars(_kept(seed)).items()})


def made(seed: int, sends: int = 300) -> History:
    """Return a clean history."""
    maker = _Maker(seed)
    for number in range(sends):
        maker.send(number)
    for text in ("once", "twice"):
        maker.edit(20, text)
    maker.edit(30, None)
    maker.react(40)
    maker.end()
    surroundings.surround(maker.history, maker.at)
    return maker.history
