"""Is everything stored that was promised, once, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator

from tokenim.proof.checker.history import Acked, History, Key
from tokenim.proof.checker.promises import promise
from tokenim.proof.checker.readings import different, places


@promise("I1")
def acked_is_stored(history: History) -> Iterator[str]:
    """An acknowledged message is there at the end, in its place."""
    acknowledged: dict[str, list[Acked]] = {}
    for acked in history.acked:
        acknowledged.setdefault(acked.key[0], []).append(acked)
    for final in different(history):
        stored = {item.key: item.seq for item in final.items if item.key is not None}
        for acked in acknowledged.get(final.conversation, ()):
            if acked.seq > final.since and stored.get(acked.key) != acked.seq:
                yield f"{acked.key}, told {acked.seq}, is {stored.get(acked.key)} on {final.user}/{final.device}"


@promise("I2")
def seqs_have_no_gaps(history: History) -> Iterator[str]:
    """Places are numbered 1, 2, 3 ... without a gap."""
    for final in different(history):
        seqs = [item.seq for item in final.items]
        if seqs != list(range(final.since + 1, final.since + len(seqs) + 1)):
            at = next(place for place, seq in enumerate(seqs, final.since + 1) if seq != place)
            seq = seqs[at - final.since - 1]
            yield f"{final.conversation} has {seq} in the place of {at} on {final.user}/{final.device}"


@promise("I3")
def one_seq_one_message(history: History) -> Iterator[str]:
    """A place holds one message, a message has one place."""
    seqs: dict[Key, int] = {}
    keys: dict[tuple[str, int], Key] = {}
    for key, seq in places(history):
        if seqs.setdefault(key, seq) != seq:
            yield f"{key} is {seqs[key]} and {seq}"
        if keys.setdefault((key[0], seq), key) != key:
            yield f"{seq} is {keys[key[0], seq]} and {key}"


@promise("I4")
def nothing_is_made_up(history: History) -> Iterator[str]:
    """A message reads as it was written; a refused one is nowhere."""
    texts = _texts(history)
    refused = {refusal.key for refusal in history.refused}
    for key, text, recalled in _seen(history):
        if key not in texts:
            yield f"{key} was never sent"
        elif not recalled and text not in texts[key]:
            yield f"{key} reads {text!r}"
        if key in refused:
            yield f"{key} was refused"


@promise("R6")
def retries_change_nothing(history: History) -> Iterator[str]:
    """Sent again, a message gets its first answer.

    Other words under its id are refused.
    """
    told: dict[Key, int] = {}
    for acked in history.acked:
        if told.setdefault(acked.key, acked.seq) != acked.seq:
            yield f"{acked.key} was told {told[acked.key]}, and {acked.seq} when it was sent again"
    changed = {(edit.conversation, edit.seq): edit.begun for edit in reversed(history.edited)}
    for reused in history.reused:
        # Once it was edited or recalled the server cannot tell the words from the first ones.
        unchanged = changed.get((reused.key[0], reused.seq), reused.at + 1) > reused.at
        if unchanged and not reused.refused:
            yield f"{reused.key} took other words"


def _texts(history: History) -> dict[Key, set[str]]:
    """Return the texts that each message may have: as sent, and as edited."""
    texts: dict[Key, set[str]] = {sent.key: {sent.text} for sent in history.sent}
    by_seq = {(key[0], seq): key for key, seq in places(history)}
    for edit in history.edited:
        key = by_seq.get((edit.conversation, edit.seq))
        if key is not None and edit.text is not None:
            texts.setdefault(key, set()).add(edit.text)
    return texts


def _seen(history: History) -> Iterator[tuple[Key, str, bool]]:
    for received in history.received:
        if received.key is not None:
            yield received.key, received.text, received.recalled
    for final in different(history):
        for item in final.items:
            if item.key is not None:
                yield item.key, item.text, item.recalled
