"""Does the checker see every bug that was planted, and none where there is none?"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.proof.checker import clean
from tests.proof.checker.clean import GONE, ROOM
from tokenim.proof.checker import invariants
from tokenim.proof.checker.history import CursorSeen, History, Item, Refused, Sent

Plant = Callable[[History, random.Random], None]
PLANTS: dict[str, tuple[str, Plant]] = {}


def plant(name: str, promise: str) -> Callable[[Plant], Plant]:
    def declare(bug: Plant) -> Plant:
        PLANTS[name] = (promise, bug)
        return bug

    return declare


def _everywhere(history: History, change: Callable[[list[Item]], list[Item]]) -> None:
    history.finals = [final._replace(items=change(final.items)) for final in history.finals]


def _on_one(history: History, change: Callable[[list[Item]], list[Item]]) -> None:
    history.finals[3] = history.finals[3]._replace(items=change(history.finals[3].items))


def _swapped(history: History, first: int, second: int) -> None:
    """Exchange two seqs in everything that anybody saw."""
    other = {first: second, second: first}
    history.acked = [acked._replace(seq=other.get(acked.seq, acked.seq)) for acked in history.acked]
    history.received = [got._replace(seq=other.get(got.seq, got.seq)) for got in history.received]
    _everywhere(
        history,
        lambda items: sorted(item._replace(seq=other.get(item.seq, item.seq)) for item in items),
    )


@plant("an acknowledged message is nowhere", "I1")
def _(history: History, chance: random.Random) -> None:
    lost = chance.choice(history.acked)
    _everywhere(history, lambda items: [item for item in items if item.key != lost.key])


@plant("the newest acknowledged message is nowhere, which leaves no gap", "I1")
def _(history: History, chance: random.Random) -> None:
    newest = max(acked.seq for acked in history.acked)
    _everywhere(history, lambda items: items[: newest - 1])


@plant("an acknowledged message has another seq than was said", "I1")
def _(history: History, chance: random.Random) -> None:
    place = chance.randrange(len(history.acked))
    history.acked[place] = history.acked[place]._replace(seq=history.acked[place].seq + 1)


@plant("a transaction that was undone used a seq up", "I2")
def _(history: History, chance: random.Random) -> None:
    at = chance.randrange(40, 200)
    _everywhere(history, lambda items: [item._replace(seq=item.seq + (item.seq > at)) for item in items])


@plant("an entry is read twice", "I2")
def _(history: History, chance: random.Random) -> None:
    at = chance.randrange(40, 200)
    _on_one(history, lambda items: [*items[:at], items[at - 1], *items[at:]])


@plant("a retry is stored again", "I3")
def _(history: History, chance: random.Random) -> None:
    _everywhere(history, lambda items: [*items, items[7]._replace(seq=len(items) + 1)])


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
    _everywhere(history, lambda items: [*items, Item(len(items) + 1, (ROOM, "u_ann", "ghost"), "boo")])


@plant("a message in somebody else's name", "I4")
def _(history: History, chance: random.Random) -> None:
    at = chance.choice([item.seq for item in history.finals[0].items if item.key is not None])
    forged = (ROOM, "u_eve", "x")
    _everywhere(
        history, lambda items: [item._replace(key=forged) if item.seq == at else item for item in items]
    )


@plant("a refused message is stored", "I4")
def _(history: History, chance: random.Random) -> None:
    history.refused.append(Refused(99.0, history.acked[chance.randrange(50)].key))


@plant("a message with another text", "I4")
def _(history: History, chance: random.Random) -> None:
    _everywhere(history, lambda items: [items[0], items[1]._replace(text="altered"), *items[2:]])


@plant("a later message has the smaller seq, as of two workers", "I5")
def _(history: History, chance: random.Random) -> None:
    place = chance.randrange(20, 100)
    _swapped(history, history.acked[place].seq, history.acked[place + 30].seq)


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
    _on_one(history, lambda items: [item for item in items if item.seq != at])


@plant("one device keeps the text before the edit", "I7")
def _(history: History, chance: random.Random) -> None:
    _on_one(history, lambda items: [item._replace(text="old") if item.seq == 20 else item for item in items])


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
    _everywhere(
        history, lambda items: [item._replace(text=text) if item.seq == 20 else item for item in items]
    )


@plant("a recalled message is back", "I9")
def _(history: History, chance: random.Random) -> None:
    _everywhere(history, lambda items: [item._replace(recalled=False) for item in items])


@plant("a delivery two seconds after the removal", "I10")
def _(history: History, chance: random.Random) -> None:
    late = next(got for got in reversed(history.received) if got.user == GONE)
    key = (ROOM, "u_ann", "late")
    history.sent.append(Sent(late.at, key, "late"))
    history.received.append(late._replace(at=late.at + 3, seq=late.seq + 1, key=key, text="late"))


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_is_caught_whatever_the_seed(name: str) -> None:
    promise, bug = PLANTS[name]

    for seed in range(20):
        history = clean.made(seed)
        bug(history, random.Random(seed))
        assert promise in {found.promise for found in invariants.broken(history)}, f"seed {seed}"


def test_every_promise_has_a_planted_bug() -> None:
    assert {promise for promise, _ in PLANTS.values()} == set(invariants.PROMISES)


def test_a_clean_history_raises_no_alarm() -> None:
    for seed in range(40):
        assert invariants.broken(clean.made(seed)) == []


def test_an_outcome_that_is_unknown_may_go_either_way() -> None:
    history = clean.made(1)
    answered = {acked.key for acked in history.acked} | {refusal.key for refusal in history.refused}
    unknown = {sent.key for sent in history.sent} - answered
    stored = {item.key for item in history.finals[0].items}

    assert unknown & stored
    assert unknown - stored
    assert invariants.broken(history) == []


def test_a_long_history_is_checked_without_looking_back() -> None:
    history = clean.made(1, sends=12_000)

    assert len(history) > 150_000
    assert invariants.broken(history) == []
