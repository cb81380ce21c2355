"""By how much was each promise tried? A promise without evidence was not tried, which is not the same as kept."""

from __future__ import annotations

from collections.abc import Callable, Sized

from tokenim.proof.checker.history import History


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number else ""


def _of(facts: Sized, what: str) -> str:
    return _count(len(facts), what)


def _read(history: History) -> str:
    return _count(sum(len(final.items) for final in history.finals), "entries read")


def _acknowledged(history: History) -> str:
    return _count(len({acked.key for acked in history.acked}), "messages")


def _again(history: History) -> str:
    return _count(len(history.sent) - len({sent.key for sent in history.sent}), "sent again")


EVIDENCE: dict[str, Callable[[History], str]] = {
    "I1": _acknowledged,
    "I2": _read,
    "I3": _acknowledged,
    "I4": lambda history: _count(len({sent.key for sent in history.sent}), "sent"),
    "I5": _acknowledged,
    "I6": lambda history: _of(history.received, "deliveries"),
    "I7": lambda history: _of(history.finals, "final reads"),
    "I8": lambda history: _of(history.cursors, "cursors seen"),
    "I9": lambda history: _count(len(history.edited) + len(history.reacted), "changes"),
    "I10": lambda history: _of(history.moved, "moves"),
    "I11": lambda history: _count(sum(move.hides for move in history.moved), "newcomers"),
    "I12": lambda history: _of(history.ended, "logins ended"),
    "I13": lambda history: _of(history.compared, "fields compared"),
    "I14": lambda history: _of(history.causes, "effects"),
    "I15": lambda history: _count(len(history.ruled) * bool(history.chains), "acts"),
    "I16": lambda history: _of(history.claims, "claims"),
    "R6": _again,
    "R10": lambda history: _of(history.resumed, "positions"),
}
"""Promise -> what a history holds to try it by."""
