"""Which different readings of the conversations are there at the end? Most devices read the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from tokenim.proof.checker.history import Final, History, Key


def different(history: History) -> Iterator[Final]:
    """Return final reads without those that are like another one."""
    known: dict[tuple[str, int], list[Final]] = {}
    for final in history.finals:
        alike = known.setdefault((final.conversation, final.since), [])
        if not any(other.items == final.items for other in alike):
            alike.append(final)
            yield final


def whole(history: History) -> dict[str, Final]:
    """Return for each conversation the first read of all of it."""
    found: dict[str, Final] = {}
    for final in history.finals:
        if not final.since:
            found.setdefault(final.conversation, final)
    return found


def places(history: History) -> Iterator[tuple[Key, int]]:
    """Return every (key, seq) that the server ever told, in acknowledgements, deliveries and reads."""
    acked = ((acked.key, acked.seq) for acked in history.acked)
    live = ((received.key, received.seq) for received in history.received)
    read = ((item.key, item.seq) for final in different(history) for item in final.items)
    return ((key, seq) for key, seq in chain(acked, live, read) if key is not None)
