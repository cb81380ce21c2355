"""Did the server keep its promises in this history? Each is checked in a time that is linear in the facts."""

from __future__ import annotations

from tokenim.proof.checker import durability, ordered, seen, stored
from tokenim.proof.checker.history import History
from tokenim.proof.checker.promises import GRACE_SECONDS, PROMISES, Broken

__all__ = ["GRACE_SECONDS", "PROMISES", "Broken", "broken", "durability", "ordered", "seen", "stored"]


# In the order in which they are told.
for _name in sorted(PROMISES, key=lambda name: (name[0], int(name[1:]))):
    PROMISES[_name] = PROMISES.pop(_name)


def broken(history: History) -> list[Broken]:
    """Return every promise that the history breaks, at each place."""
    return [Broken(name, what) for name, check in PROMISES.items() for what in check(history)]
