"""How is a bug planted in a clean history?"""

from __future__ import annotations

import random
from collections.abc import Callable

from tokenim.proof.checker.history import History, Item

Plant = Callable[[History, random.Random], None]
PLANTS: dict[str, tuple[str, Plant]] = {}


def plant(name: str, promise: str) -> Callable[[Plant], Plant]:
    def declare(bug: Plant) -> Plant:
        PLANTS[name] = (promise, bug)
        return bug

    return declare


def everywhere(history: History, change: Callable[[list[Item]], list[Item]]) -> None:
    history.finals = [final._replace(items=change(final.items)) for final in history.finals]


def on_one(history: History, change: Callable[[list[Item]], list[Item]]) -> None:
    history.finals[3] = history.finals[3]._replace(items=change(history.finals[3].items))


def swapped(history: History, first: int, second: int) -> None:
    """Exchange two seqs in everything that anybody saw."""
    other = {first: second, second: first}
    history.acked = [acked._replace(seq=other.get(acked.seq, acked.seq)) for acked in history.acked]
    history.received = [got._replace(seq=other.get(got.seq, got.seq)) for got in history.received]
    everywhere(
        history,
        lambda items: sorted(item._replace(seq=other.get(item.seq, item.seq)) for item in items),
    )
