"""Did the server keep its promises in this history? One function per promise, each linear in the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from tokenim.proof.checker.history import Final, History, Item, Key, Moved

GRACE_SECONDS = 1.0


class Broken(NamedTuple):
    """A promise that was not kept, and where."""

    promise: str
    what: str


Promise = Callable[[History], Iterator[str]]
PROMISES: dict[str, Promise] = {}


def _promise(name: str) -> Callable[[Promise], Promise]:
    def declare(check: Promise) -> Promise:
        PROMISES[name] = check
        return check

    return declare


def broken(history: History) -> list[Broken]:
    """Return every promise that the history breaks, at each place."""
    return [Broken(name, what) for name, check in PROMISES.items() for what in check(history)]


@_promise("I1")
def acked_is_stored(history: History) -> Iterator[str]:
    """Every acknowledged message is in the final read of every device, with the acknowledged seq."""
    for final in history.finals:
        stored = {item.key: item.seq for item in final.items if item.key is not None}
        for acked in history.acked:
            if acked.key[0] == final.conversation and stored.get(acked.key) != acked.seq:
                yield f"{acked} is {stored.get(acked.key)} on {final.user}/{final.device}"


@_promise("I2")
def seqs_have_no_gaps(history: History) -> Iterator[str]:
    """The seqs of a conversation are 1 to N, in order."""
    for final in history.finals:
        seqs = [item.seq for item in final.items]
        if seqs != list(range(1, len(seqs) + 1)):
            at = next(place for place, seq in enumerate(seqs, 1) if seq != place)
            yield f"{final.conversation} has {seqs[at - 1]} in the place of {at} on {final.user}/{final.device}"


@_promise("I3")
def one_seq_one_message(history: History) -> Iterator[str]:
    """A seq is of one message, and a client id has one seq, in acknowledgements, deliveries and reads."""
    seqs: dict[Key, int] = {}
    keys: dict[tuple[str, int], Key] = {}
    for key, seq in _places(history):
        if seqs.setdefault(key, seq) != seq:
            yield f"{key} is {seqs[key]} and {seq}"
        if keys.setdefault((key[0], seq), key) != key:
            yield f"{seq} is {keys[key[0], seq]} and {key}"


@_promise("I4")
def nothing_is_made_up(history: History) -> Iterator[str]:
    """Every message was sent by somebody, as it was sent (or edited); what was refused is nowhere."""
    texts = _texts(history)
    refused = {refusal.key for refusal in history.refused}
    for key, text, recalled in _seen(history):
        if key not in texts:
            yield f"{key} was never sent"
        elif not recalled and text not in texts[key]:
            yield f"{key} reads {text!r}"
        if key in refused:
            yield f"{key} was refused"


@_promise("I5")
def seqs_follow_real_time(history: History) -> Iterator[str]:
    """A message that was begun after another one was acknowledged has the higher seq."""
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


@_promise("I6")
def sessions_are_in_order(history: History) -> Iterator[str]:
    """Within one socket session the entries of a conversation come in order, each once, none left out."""
    last: dict[tuple[str, str], int] = {}
    for received in history.received:
        place = (received.session, received.conversation)
        if place in last and received.seq != last[place] + 1:
            yield f"{place} got {received.seq} after {last[place]}"
        last[place] = received.seq


@_promise("I7")
def devices_agree(history: History) -> Iterator[str]:
    """All devices read the same at the end, and each was given, live or on resuming, all that it reads."""
    first: dict[str, Final] = {}
    for final in history.finals:
        known = first.setdefault(final.conversation, final)
        if known.items != final.items:
            yield f"{known.user}/{known.device} and {final.user}/{final.device} differ on {final.conversation}"
    given: dict[tuple[str, str, str], set[int]] = {}
    for received in history.received:
        given.setdefault((received.user, received.device, received.conversation), set()).add(received.seq)
    for final in history.finals:
        seqs = given.get((final.user, final.device, final.conversation))
        since = min(seqs) if seqs else len(final.items)
        missing = [item.seq for item in final.items[since:] if item.seq not in (seqs or ())]
        if missing:
            yield f"{final.user}/{final.device} was never given {missing[:5]} of {final.conversation}"


@_promise("I8")
def cursors_never_fall(history: History) -> Iterator[str]:
    """A read cursor never falls on a device, and never passes the last entry."""
    ends = {final.conversation: len(final.items) for final in history.finals}
    last: dict[tuple[str, str, str], int] = {}
    for seen in history.cursors:
        place = (seen.user, seen.device, seen.conversation)
        if seen.seq < last.get(place, 0):
            yield f"{place} fell from {last[place]} to {seen.seq}"
        if seen.seq > ends.get(seen.conversation, seen.seq):
            yield f"{place} is {seen.seq}, behind the end"
        last[place] = seen.seq


@_promise("I9")
def edits_are_kept(history: History) -> Iterator[str]:
    """The final text is one that no later acknowledged edit replaced; what was recalled stays recalled."""
    by_message: dict[tuple[str, int], list[tuple[float, float, str | None]]] = {}
    for edit in history.edited:
        by_message.setdefault((edit.conversation, edit.seq), []).append((edit.begun, edit.at, edit.text))
    for final in history.finals:
        for item in final.items:
            edits = by_message.get((final.conversation, item.seq))
            if edits and not _possible(item, edits):
                yield f"{item} on {final.user}/{final.device} after {edits}"


@_promise("I10")
def outsiders_get_nothing(history: History) -> Iterator[str]:
    """Nothing is given to a user who was surely outside for more than the grace."""
    moves: dict[tuple[str, str], list[Moved]] = {}
    for move in history.moved:
        moves.setdefault((move.user, move.conversation), []).append(move)
    for received in history.received:
        known = moves.get((received.user, received.conversation))
        if known and _surely_outside(known, received.at):
            yield f"{received.user} was outside {received.conversation} and got {received.seq}"


def _places(history: History) -> Iterator[tuple[Key, int]]:
    acked = ((acked.key, acked.seq) for acked in history.acked)
    live = ((received.key, received.seq) for received in history.received)
    read = ((item.key, item.seq) for final in history.finals for item in final.items)
    return ((key, seq) for key, seq in chain(acked, live, read) if key is not None)


def _texts(history: History) -> dict[Key, set[str]]:
    """Return the texts that each message may have: as sent, and as edited."""
    texts: dict[Key, set[str]] = {sent.key: {sent.text} for sent in history.sent}
    by_seq = {(key[0], seq): key for key, seq in _places(history)}
    for edit in history.edited:
        key = by_seq.get((edit.conversation, edit.seq))
        if key is not None and edit.text is not None:
            texts.setdefault(key, set()).add(edit.text)
    return texts


def _seen(history: History) -> Iterator[tuple[Key, str, bool]]:
    for received in history.received:
        if received.key is not None:
            yield received.key, received.text, False
    for final in history.finals:
        for item in final.items:
            if item.key is not None:
                yield item.key, item.text, item.recalled


def _possible(item: Item, edits: list[tuple[float, float, str | None]]) -> bool:
    """Whether the item can be what is left of the edits: one of those that no other one surely followed."""
    if item.recalled or any(text is None for _, _, text in edits):
        return item.recalled and any(text is None for _, _, text in edits)
    latest = max(begun for begun, _, _ in edits)
    return item.text in {text for _, at, text in edits if at >= latest}


def _surely_outside(moves: list[Moved], at: float) -> bool:
    done = [move for move in moves if move.at is not None and move.at + GRACE_SECONDS < at]
    under_way = any(move.begun <= at and move not in done for move in moves)
    return not under_way and not (done and max(done, key=lambda move: move.at or 0.0).joined)
