"""Does everything come in order, without a gap, to every device?"""

from __future__ import annotations

from collections.abc import Iterator

from tokenim.proof.checker.history import Final, History, Key, Moved, Received
from tokenim.proof.checker.membership import by_pair
from tokenim.proof.checker.promises import GRACE_SECONDS, promise
from tokenim.proof.checker.readings import whole

Place = tuple[str, str, str]
"""(user, device, conversation)"""


@promise("I5")
def seqs_follow_real_time(history: History) -> Iterator[str]:
    """What is sent later stands later.

    Later is what was begun after the other one was acknowledged, and what the same socket sent after it.
    """
    begun: dict[Key, float] = {}
    for sent in history.sent:
        begun.setdefault(sent.key, sent.at)
    waiting = sorted(
        (begun[acked.key], acked.key, acked.seq) for acked in history.acked if acked.key in begun
    )
    acked_first = sorted(history.acked, key=lambda acked: acked.at)
    highest: dict[str, int] = {}
    place = 0
    for at, key, seq in waiting:
        while place < len(acked_first) and acked_first[place].at < at:
            known = acked_first[place]
            highest[known.key[0]] = max(highest.get(known.key[0], 0), known.seq)
            place += 1
        # A retry of a message is acknowledged twice: it is not behind itself.
        if seq < highest.get(key[0], 0):
            yield f"{key} got {seq} after {highest[key[0]]} was acknowledged"
    yield from _pipelined(history)


def _pipelined(history: History) -> Iterator[str]:
    attempts: dict[Key, int] = {}
    for sent in history.sent:
        attempts[sent.key] = attempts.get(sent.key, 0) + 1
    seqs = {acked.key: acked.seq for acked in history.acked}
    last: dict[tuple[str, str], int] = {}
    for sent in history.sent:
        if sent.session and attempts[sent.key] == 1 and sent.key in seqs:
            place, seq = (sent.session, sent.key[0]), seqs[sent.key]
            if seq < last.get(place, 0):
                yield f"{sent.key} got {seq}, and what the same socket sent before it {last[place]}"
            last[place] = seq


@promise("I6")
def sessions_are_in_order(history: History) -> Iterator[str]:
    """On a socket entries come in order, each once, none left out."""
    moves = by_pair(history)
    last: dict[tuple[str, str], Received] = {}
    for received in history.received:
        place = (received.session, received.conversation)
        before = last.get(place)
        if before is not None and received.seq != before.seq + 1:
            known = moves.get((received.user, received.conversation), [])
            if received.seq <= before.seq or not _came_back(known, before.at, received.at):
                yield f"{place} got {received.seq} after {before.seq}"
        last[place] = received


def _came_back(moves: list[Moved], since: float, until: float) -> bool:
    """Whether the user may have come in between: then what was said outside was not for this user."""
    joins = (move for move in moves if move.joined)
    return any(
        move.begun <= until and (move.at is None or move.at + GRACE_SECONDS >= since) for move in joins
    )


@promise("I7")
def devices_agree(history: History) -> Iterator[str]:
    """All devices end with the same, and were given all of it."""
    first = whole(history)
    ends: dict[str, int] = {}
    for final in history.finals:
        known = first.get(final.conversation, final)
        end = final.since + len(final.items)
        if known.items[final.since :] != final.items or ends.setdefault(final.conversation, end) != end:
            yield f"{known.user}/{known.device} and {final.user}/{final.device} differ on {final.conversation}"
    given = _given(history)
    for final in history.finals:
        yield from _never_given(final, given.get((final.user, final.device, final.conversation)))


def _given(history: History) -> dict[Place, set[int]]:
    """Return which seqs each device was given, of conversations that it could follow from its first one on."""
    given: dict[Place, set[int]] = {}
    for received in history.received:
        given.setdefault((received.user, received.device, received.conversation), set()).add(received.seq)
    left = {(move.user, move.conversation) for move in history.moved if not move.joined}
    anew = {(back.user, back.device, back.conversation) for back in history.resumed if back.resync}
    return {place: seqs for place, seqs in given.items() if place not in anew and place[::2] not in left}


def _never_given(final: Final, seqs: set[int] | None) -> Iterator[str]:
    if seqs:
        since = min(seqs)
        missing = [item.seq for item in final.items if item.seq >= since and item.seq not in seqs]
        if missing:
            yield f"{final.user}/{final.device} was never given {missing[:5]} of {final.conversation}"


@promise("R10")
def coming_back_is_honest(history: History) -> Iterator[str]:
    """Coming back leaves no gap; who must read anew is told so.

    And nobody is told so without a reason.
    """
    moved = {pair for pair, moves in by_pair(history).items() if len(moves) > 1}
    positions: dict[tuple[str, str], int] = {}
    for back in history.resumed:
        if back.lost and not back.resync:
            yield f"{back.session} was not told that its place in {back.conversation} is lost"
        if back.resync and not (back.lost or back.far):
            yield f"{back.session} had to read {back.conversation} anew without a reason"
        if not back.resync and (back.user, back.conversation) not in moved:
            positions[back.session, back.conversation] = back.position
    yield from _jumped(history, positions)


def _jumped(history: History, positions: dict[tuple[str, str], int]) -> Iterator[str]:
    for received in history.received:
        place = (received.session, received.conversation)
        position = positions.pop(place, None)
        if position is not None and received.seq != position + 1:
            yield f"{place} came back with {position} and was given {received.seq}"
