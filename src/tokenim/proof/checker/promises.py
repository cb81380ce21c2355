"""Which promises are there to judge a history by? Each is a function that tells every place where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tokenim.proof.checker.history import History

GRACE_SECONDS = 1.0
"""What was on its way when somebody was shut out may still arrive for so long."""


class Broken(NamedTuple):
    """A promise that was not kept, and where."""

    promise: str
    what: str


Promise = Callable[[History], Iterator[str]]
PROMISES: dict[str, Promise] = {}


def promise(name: str) -> Callable[[Promise], Promise]:
    """Enter a function among the promises; the first line of its docstring is what people read."""

    def declare(check: Promise) -> Promise:
        PROMISES[name] = check
        return check

    return declare
