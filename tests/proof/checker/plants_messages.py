"""Which bugs lose, double, disorder or alter messages?"""

from __future__ import annotations

import random

from tests.proof.checker.clean import GONE, ROOM
from tests.proof.checker.plants import everywhere, on_one, plant, swapped
from tokenim.proof.checker.history import CursorSeen, History, Item, Refused, Sent


@plant("an acknowledged message is nowhere", "I1")
def _(history: History, chance: random.Random) -> None:
    lost = chance.choice(history.acked)
    everywhere(history, lambda items: [item for item in items if item.key != lost.key])


@plant("the newest acknowledged message is nowhere, which leaves no gap", "I1")
def _(history: History, chance: random.Random) -> None:
    newest = max(acked.seq for acked in history.acked)
    everywhere(history, lambda items: items[: newest - 1])


@plant("an acknowledged message has another seq than was said", "I1")
def _(history: History, chance: random.Random) -> None:
    place = chance.randrange(len(history.acked))
    history.acked[place] = history.acked[place]._replace(seq=history.acked[place].seq + 1)


@plant("a transaction that was undone used a seq up", "I2")
def _(history: History, chance: random.Random) -> None:
    at = chance.randrange(40, 200)
    everywhere(history, lambda items: [item._replace(seq=item.seq + (item.seq > at)) for item in items])


@plant("an entry is read twice", "I2")
def _(history: History, chance: random.Random) -> None:
    at = chance.randrange(40, 200)
    on_one(history, lambda items: [*items[:at], items[at - 1], *items[at:]])


@plant("a retry is stored again", "I3")
def _(history: History, chance: random.Random) -> None:
    everywhere(history, lambda items: [*items, items[7]._replace(seq=len(items) + 1)])


@plant("two messages have the same seq", "I3")
def _(history: History, chance: random.Random) -> None:
    place = chance.randrange(5, 100)
    one, other = history.acked[place], history.acked[place + 1]
    other = next(acked for acked in history.acked if acked.key != one.key and acked.seq > other.seq)
    history.acked[history.acked.index(other)] = other._replace(seq=one.seq)


@plant("a retry is told another seq", "I3")
def _(history: History, chance: random.Random) -> None:
    again = history.acked[chance.randrange(50)]
    history.acked.append(again._replace(at=again.at + 9, seq=again.seq + 1000))


@plant("a message that nobody sent", "I4")
def _(history: History, chance: random.Random) -> None:
    everywhere(history, lambda items: [*items, Item(len(items) + 1, (ROOM, "u_ann", "ghost"), "boo")])


@plant("a message in somebody else's name", "I4")
def _(history: History, chance: random.Random) -> None:
    at = chance.choice([item.seq for item in history.finals[0].items if item.key is not None])
    forged = (ROOM, "u_eve", "x")
    everywhere(
        history, lambda items: [item._replace(key=forged) if item.seq == at else item for item in items]
    )


@plant("a refused message is stored", "I4")
def _(history: History, chance: random.Random) -> None:
    history.refused.append(Refused(99.0, history.acked[chance.randrange(50)].key))


@plant("a message with another text", "I4")
def _(history: History, chance: random.Random) -> None:
    everywhere(history, lambda items: [items[0], items[1]._replace(text="altered"), *items[2:]])


@plant("a later message has the smaller seq, as of two workers", "I5")
def _(history: History, chance: random.Random) -> None:
    place = chance.randrange(20, 100)
    swapped(history, history.acked[place].seq, history.acked[place + 30].seq)


@plant("an entry is delivered twice", "I6")
def _(history: History, chance: random.Random) -> None:
    place = chance.randrange(500)
    history.received.insert(place + 1, history.received[place])


@plant("two entries change places on the way", "I6")
def _(history: History, chance: random.Random) -> None:
    mine = [place for place, got in enumerate(history.received) if got.session == "u_ben/phone/1"]
    at = chance.randrange(len(mine) - 1)
    one, other = mine[at], mine[at + 1]
    history.received[one], history.received[other] = history.received[other], history.received[one]


@plant("a session is not given one entry", "I6")
def _(history: History, chance: random.Random) -> None:
    mine = [place for place, got in enumerate(history.received) if got.session == "u_ben/phone/1"]
    del history.received[chance.choice(mine[1:-1])]


@plant("one device misses one message at the end", "I7")
def _(history: History, chance: random.Random) -> None:
    at = chance.randrange(30, 100)
    on_one(history, lambda items: [item for item in items if item.seq != at])


@plant("one device keeps the text before the edit", "I7")
def _(history: History, chance: random.Random) -> None:
    on_one(history, lambda items: [item._replace(text="old") if item.seq == 20 else item for item in items])


@plant("an entry falls between two sessions of a device", "I7")
def _(history: History, chance: random.Random) -> None:
    first = next(place for place, got in enumerate(history.received) if got.session == "u_ben/phone/1")
    del history.received[first]


@plant("a read cursor goes back", "I8")
def _(history: History, chance: random.Random) -> None:
    history.cursors.append(history.cursors[-1]._replace(at=99.0, seq=1))


@plant("a read cursor is behind the end", "I8")
def _(history: History, chance: random.Random) -> None:
    history.cursors.append(CursorSeen(99.0, "u_ann", "phone", ROOM, 100_000))


@plant("an acknowledged edit is lost", "I9")
def _(history: History, chance: random.Random) -> None:
    text = chance.choice(["once", history.finals[0].items[19].text + "?"])
    everywhere(
        history, lambda items: [item._replace(text=text) if item.seq == 20 else item for item in items]
    )


@plant("a recalled message is back", "I9")
def _(history: History, chance: random.Random) -> None:
    everywhere(history, lambda items: [item._replace(recalled=False) for item in items])


@plant("a delivery two seconds after the removal", "I10")
def _(history: History, chance: random.Random) -> None:
    late = next(got for got in reversed(history.received) if got.user == GONE)
    key = (ROOM, "u_ann", "late")
    history.sent.append(Sent(late.at, key, "late"))
    history.received.append(late._replace(at=late.at + 3, seq=late.seq + 1, key=key, text="late"))
