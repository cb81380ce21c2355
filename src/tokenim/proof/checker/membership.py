"""When was a user surely outside a conversation, and what was said before the user came in?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from tokenim.proof.checker.history import History, Moved
from tokenim.proof.checker.promises import GRACE_SECONDS

Pair = tuple[str, str]
"""(user, conversation)"""


def by_pair(history: History) -> dict[Pair, list[Moved]]:
    """Return the moves of each user in each conversation."""
    moves: dict[Pair, list[Moved]] = {}
    for move in history.moved:
        moves.setdefault((move.user, move.conversation), []).append(move)
    return moves


class Outside:
    """The times at which a user is surely outside: no move is under way, and the last one that is over was a leaving."""

    def __init__(self, moves: list[Moved]) -> None:
        turns = sorted(
            [(move.begun, 0, move) for move in moves]
            + [(move.at + GRACE_SECONDS, 1, move) for move in moves if move.at is not None],
            key=lambda turn: turn[:2],
        )
        self._times: list[float] = []
        self._states: list[bool] = []
        under_way, last = 0, None
        for at, over, move in turns:
            under_way += -1 if over else 1
            if over and (last is None or (move.at or 0.0) >= (last.at or 0.0)):
                last = move
            self._times.append(at)
            self._states.append(not under_way and not (last and last.joined))

    def at(self, moment: float) -> bool:
        """Whether the user is surely outside at this moment; before the first move everybody is."""
        place = bisect_right(self._times, moment)
        return self._states[place - 1] if place else True


class Floor(NamedTuple):
    """From `since` on a user may be shown nothing up to `seq`."""

    since: float
    seq: int


def floors(history: History) -> Iterator[tuple[Pair, list[Floor]]]:
    """Return for each joining that hides history what surely came before it: what was acknowledged when it began."""
    heads: dict[str, list[tuple[float, int]]] = {}
    for acked in sorted(history.acked, key=lambda acked: acked.at):
        known = heads.setdefault(acked.key[0], [])
        known.append((acked.at, max(acked.seq, known[-1][1] if known else 0)))
    for pair, moves in by_pair(history).items():
        found = [
            Floor(_since(move, moves), _head(heads.get(pair[1], []), move.begun))
            for move in moves
            if move.joined and move.hides and move.at is not None
        ]
        if found:
            yield pair, found


def _since(move: Moved, moves: list[Moved]) -> float:
    """Return from when the floor of a joining holds: what was on its way before the leaving may still arrive."""
    left = [other.at for other in moves if not other.joined and other.at and other.begun < move.begun]
    return max(move.at or 0.0, (left[-1] + GRACE_SECONDS) if left else 0.0)


def _head(heads: list[tuple[float, int]], moment: float) -> int:
    place = bisect_right(heads, (moment, -1))
    return heads[place - 1][1] if place else 0
