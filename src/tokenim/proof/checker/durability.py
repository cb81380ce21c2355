"""Does what people changed stay, and does everything done have its effect once?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tokenim.proof.checker.history import Edited, Final, History, Item, Reacted
from tokenim.proof.checker.promises import promise
from tokenim.proof.checker.readings import different, whole


@promise("I8")
def cursors_never_fall(history: History) -> Iterator[str]:
    """Read cursors never fall; unread is what a recount gives.

    On every device the same; and a cursor never passes the end.
    """
    ends = {final.conversation: final.since + len(final.items) for final in history.finals}
    last: dict[tuple[str, str, str], int] = {}
    for seen in history.cursors:
        place = (seen.user, seen.device, seen.conversation)
        if seen.seq < last.get(place, 0):
            yield f"{place} fell from {last[place]} to {seen.seq}"
        if seen.seq > ends.get(seen.conversation, seen.seq):
            yield f"{place} is {seen.seq}, behind the end"
        last[place] = seen.seq
    yield from _recounted(history)


def _recounted(history: History) -> Iterator[str]:
    after = {name: _messages_after(final) for name, final in whole(history).items()}
    first: dict[tuple[str, str], tuple[int, int]] = {}
    for found in history.counted:
        place = (found.user, found.conversation)
        told = (found.read_seq, found.unread)
        if first.setdefault(place, told) != told:
            yield f"{place} is read to {told} on {found.device}, to {first[place]} on another device"
        counts = after.get(found.conversation, [])
        if found.read_seq < len(counts) and counts[found.read_seq] != found.unread:
            yield f"{place} has {found.unread} unread, counted {counts[found.read_seq]}"


def _messages_after(final: Final) -> list[int]:
    """Return for each seq how many messages come after it."""
    counts = [0]
    for item in reversed(final.items):
        counts.append(counts[-1] + (item.key is not None))
    return counts[::-1]


@promise("I9")
def edits_are_kept(history: History) -> Iterator[str]:
    """The last edit holds, what was recalled stays away, reactions stay."""
    originals = {sent.key: sent.text for sent in reversed(history.sent)}
    edits: dict[tuple[str, int], list[Edited]] = {}
    for edit in history.edited:
        edits.setdefault((edit.conversation, edit.seq), []).append(edit)
    for final in different(history):
        for item in final.items:
            of_item = edits.get((final.conversation, item.seq), [])
            known = originals.get(item.key, item.text) if item.key else item.text
            if (of_item or item.recalled) and not _possible(item, of_item, known):
                yield f"{item} on {final.user}/{final.device} after {of_item}"
    yield from _reactions(history)


def _possible(item: Item, edits: list[Edited], original: str) -> bool:
    """Whether the item can be what is left of the edits: one of those that no other one surely followed."""
    recalls = [edit for edit in edits if edit.text is None]
    if item.recalled:
        return bool(recalls)
    if any(recall.at is not None for recall in recalls):
        return False
    sure = [edit for edit in edits if edit.at is not None]
    latest = max((edit.begun for edit in sure), default=0.0)
    left = {edit.text for edit in edits if edit.at is None or edit.at >= latest}
    return item.text in left or (not sure and item.text == original)


class _Reaction(NamedTuple):
    conversation: str
    seq: int
    user: str
    emoji: str


def _reactions(history: History) -> Iterator[str]:
    asked: dict[_Reaction, list[Reacted]] = {}
    for did in history.reacted:
        asked.setdefault(_Reaction(did.conversation, did.seq, did.user, did.emoji), []).append(did)
    finals = whole(history)
    there = {
        _Reaction(name, item.seq, user, emoji)
        for name, final in finals.items()
        for item in final.items
        for emoji, user in item.reactions
    }
    for reaction in there - asked.keys():
        yield f"{reaction} was given by nobody"
    for reaction, dids in asked.items():
        final = finals.get(reaction.conversation)
        item = final.items[reaction.seq - 1] if final and reaction.seq <= len(final.items) else None
        if item and not item.recalled and (reaction in there) not in _outcomes(dids):
            yield f"{reaction} is {'there' if reaction in there else 'not there'} after {dids}"


def _outcomes(dids: list[Reacted]) -> set[bool]:
    sure = [did for did in dids if did.at is not None]
    latest = max((did.begun for did in sure), default=0.0)
    left = {did.added for did in dids if did.at is None or did.at >= latest}
    return left if sure else left | {False}


@promise("I14")
def effects_happen_once(history: History) -> Iterator[str]:
    """What must follow from an act follows, once."""
    asked = Counter(cause.effect for cause in history.causes)
    sure = Counter(cause.effect for cause in history.causes if cause.at is not None)
    found = Counter(effect.effect for effect in history.effects)
    yield from _uncounted(asked, sure, found)


@promise("I15")
def power_leaves_a_trace(history: History) -> Iterator[str]:
    """Acts of administrators are in the audit trail, once each."""
    for chain in history.chains:
        if chain.broken_at is not None:
            yield f"the chain breaks at {chain.broken_at} of {chain.entries}"
    if not history.chains:
        return
    asked = Counter(f"{ruled.operation} {ruled.target}" for ruled in history.ruled)
    sure = Counter(f"{ruled.operation} {ruled.target}" for ruled in history.ruled if ruled.at is not None)
    rows = Counter(f"{row.operation} {row.target}" for row in history.audited)
    yield from _uncounted(asked, sure, rows)


def _uncounted(asked: Counter[str], sure: Counter[str], found: Counter[str]) -> Iterator[str]:
    """Tell what is found less often than it was acknowledged, or more often than it was asked for."""
    for name in asked.keys() | found.keys():
        if not sure[name] <= found[name] <= asked[name]:
            yield f"{name}: {found[name]} times, asked for {asked[name]}, acknowledged {sure[name]}"
