"""What else is in a clean history: a newcomer, an ended login, power, presence and coming back?"""

from __future__ import annotations

from tokenim.proof.checker.history import (
    Acked,
    Audited,
    Cause,
    Chain,
    Claim,
    Compared,
    Edited,
    Effect,
    Ended,
    Final,
    History,
    Item,
    Moved,
    Received,
    Resumed,
    Reused,
    Ruled,
    Sent,
    Served,
    Shown,
    Truth,
)

PORCH = "c_porch"
NEWCOMER = "u_eve"
BEFORE = 10
"""So many entries are hidden from the newcomer."""
LOGIN = "u_ann/guest"


def surround(history: History, at: float) -> None:
    """Add what happens beside the room."""
    _porch(history, at)
    _logins(history, at)
    _power(history, at)
    _presence(history, at)
    _coming_back(history, at)
    first = history.acked[0]
    history.reused.append(Reused(at, first.key, first.seq, refused=True))
    for name, told in (("content", "{}"), ("seq", "2")):
        history.compared.append(Compared(at, PORCH, 2, name, told, told))
    # A reaction was told; then its message was recalled, and nobody reads any more what it was.
    history.compared.append(Compared(at, PORCH, 40, "target_seq", "3", "3"))
    history.compared.append(Compared(at, PORCH, 40, "emoji", '"+1"', None))
    history.edited.append(Edited(at, None, PORCH, 3, None))


def _porch(history: History, at: float) -> None:
    """Somebody comes to where history begins at joining, after ten messages."""
    items = []
    for number in range(BEFORE * 2):
        key, began = (PORCH, "u_ann", f"p{number}"), at + number
        history.sent.append(Sent(began, key, key[2]))
        history.acked.append(Acked(began + 0.1, key, number + 1))
        items.append(Item(number + 1, key, key[2]))
        if number == BEFORE - 1:
            joined = Moved(began + 0.2, began + 0.3, NEWCOMER, PORCH, joined=True, hides=True)
            history.moved.append(joined)
        if number >= BEFORE:
            received = Received(began + 0.1, NEWCOMER, "phone", "eve/1", PORCH, number + 1, key, key[2])
            history.received.append(received)
            history.shown.append(Shown(began + 0.2, NEWCOMER, PORCH, number + 1, "a reaction"))
    history.finals.append(Final("u_ann", "phone", PORCH, items))
    history.finals.append(Final(NEWCOMER, "phone", PORCH, items[BEFORE:], BEFORE))


def _logins(history: History, at: float) -> None:
    history.served += [Served(at + 1, LOGIN, "a page"), Served(at + 2.5, LOGIN, "an event")]
    history.ended.append(Ended(at + 2, LOGIN))


def _power(history: History, at: float) -> None:
    history.causes += [Cause(at, "u_fay has left c_room"), Cause(None, "u_gus has left c_room")]
    history.effects.append(Effect("u_fay has left c_room", "c_room 7"))
    for operation in ("suspend", "restore", "suspend"):
        history.ruled.append(Ruled(at, operation, "u_fay"))
        history.audited.append(Audited(operation, "u_fay"))
    history.ruled.append(Ruled(None, "delete", "u_gus"))
    history.chains.append(Chain(3, None))


def _presence(history: History, at: float) -> None:
    topic = "u_ann is online"
    history.truths += [Truth(at, topic, holds=True), Truth(at + 100, topic, holds=False)]
    history.claims += [
        Claim(at + 1, topic, holds=True, by="u_ben/phone"),
        Claim(at + 130, topic, holds=True, by="u_ben/phone"),
        Claim(at + 170, topic, holds=False, by="u_ben/phone"),
    ]


def _coming_back(history: History, at: float) -> None:
    """Devices come back: one in order, one from another database, one that missed too much."""
    back = Resumed(at + 50, NEWCOMER, "laptop", "eve/2", PORCH, BEFORE + 2)
    history.resumed += [
        back,
        back._replace(session="eve/3", resync=True, lost=True),
        back._replace(session="eve/4", resync=True, far=True),
    ]
    number = BEFORE + 2
    key = (PORCH, "u_ann", f"p{number}")
    entry = Received(at + 50, NEWCOMER, "tablet", "eve/2", PORCH, number + 1, key, key[2])
    history.received.append(entry)
