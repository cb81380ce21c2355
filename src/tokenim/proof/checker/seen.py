"""Does everybody see what they may, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator

from tokenim.proof.checker.history import Compared, Edited, History, Moved
from tokenim.proof.checker.membership import Floor, Outside, Pair, by_pair, floors
from tokenim.proof.checker.promises import GRACE_SECONDS, promise

SOON_SECONDS = 60.0
"""For so long what is said of presence and typing may be wrong."""
_CHANGEABLE = {"content", "mentions", "mentions_all", "edited_at", "recalled"}


@promise("I10")
def outsiders_get_nothing(history: History) -> Iterator[str]:
    """Nothing reaches somebody who is outside."""
    outside = {pair: Outside(moves) for pair, moves in by_pair(history).items()}
    for received in history.received:
        known = outside.get((received.user, received.conversation))
        if known and known.at(received.at):
            yield f"{received.user} was outside {received.conversation} and got {received.seq}"


@promise("I11")
def newcomers_see_no_past(history: History) -> Iterator[str]:
    """A newcomer is shown nothing older where that is hidden.

    By nothing: no entry, edit, reaction or list. And all that came after the joining is shown.
    """
    known = dict(floors(history))
    for shown in history.shown:
        if _hidden(known.get((shown.user, shown.conversation)), shown.at, shown.seq):
            yield f"{shown.user} was shown {shown.seq} of {shown.conversation} by {shown.by}"
    for received in history.received:
        if _hidden(known.get((received.user, received.conversation)), received.at, received.seq):
            yield f"{received.user} was given {received.seq} of {received.conversation}"
    yield from _at_the_end(history, known)


def _hidden(known: list[Floor] | None, at: float, seq: int) -> bool:
    if not known or seq > known[-1].seq:
        return False
    return any(floor.since < at and seq <= floor.seq for floor in known)


def _at_the_end(history: History, known: dict[Pair, list[Floor]]) -> Iterator[str]:
    after = _first_after(history)
    for final in history.finals:
        pair = (final.user, final.conversation)
        if pair in known and final.since < known[pair][-1].seq:
            yield f"{final.user}/{final.device} reads {final.conversation} from {final.since + 1}"
        if pair in after and final.since >= after[pair]:
            yield f"{final.user}/{final.device} reads {final.conversation} only from {final.since + 1}"


def _first_after(history: History) -> dict[Pair, int]:
    """Return for each user the first seq that surely was stored after the last joining."""
    begun = {sent.key: sent.at for sent in reversed(history.sent)}
    joined: dict[Pair, Moved] = {pair: moves[-1] for pair, moves in by_pair(history).items()}
    rooms: dict[str, list[tuple[int, float]]] = {}
    for acked in history.acked:
        rooms.setdefault(acked.key[0], []).append((acked.seq, begun.get(acked.key, 0.0)))
    return {
        pair: seq
        for pair, move in joined.items()
        if move.joined and move.at is not None
        and (seq := min((seq for seq, at in rooms.get(pair[1], ()) if at > move.at), default=0))
    }  # fmt: skip


@promise("I12")
def ended_logins_get_nothing(history: History) -> Iterator[str]:
    """A login that was ended or locked out is given nothing more."""
    ended = {end.login: end.at for end in history.ended}
    for served in history.served:
        if served.login in ended and served.at > ended[served.login] + GRACE_SECONDS:
            late = served.at - ended[served.login]
            yield f"{served.login} was given {served.what} {late:.1f} s after its end"


@promise("I13")
def events_hold_what_can_be_read(history: History) -> Iterator[str]:
    """An event tells nothing that its receiver could not read."""
    changed = {(name, edit.conversation, edit.seq) for edit in history.edited for name in _changes(edit)}
    targets = {
        (told.conversation, told.seq): int(told.told)
        for told in history.compared
        if told.name == "target_seq"
    }
    for told in history.compared:
        if told.told != told.read and not _changed(told, changed, targets):
            yield f"{told.conversation} {told.seq} told {told.name} {told.told}, and reads {told.read}"


def _changes(edit: Edited) -> set[str]:
    """Return what reads differently after an edit, or a recall: of that, the reactions are told no more."""
    return _CHANGEABLE | {"emoji"} if edit.text is None else _CHANGEABLE


def _changed(told: Compared, changed: set[tuple[str, str, int]], targets: dict[tuple[str, int], int]) -> bool:
    """Whether the message may have been changed between the event and the read."""
    target = targets.get((told.conversation, told.seq), told.seq)
    return (told.name, told.conversation, target) in changed


@promise("I16")
def presence_is_soon_right(history: History) -> Iterator[str]:
    """Who is online and who writes is right within a minute."""
    truths: dict[str, list[tuple[float, bool]]] = {}
    for truth in history.truths:
        truths.setdefault(truth.topic, []).append((truth.at, truth.holds))
    for claim in history.claims:
        known = truths.get(claim.topic, [])
        before = [holds for at, holds in known if at <= claim.at - SOON_SECONDS][-1:] or [False]
        lately = [holds for at, holds in known if claim.at - SOON_SECONDS < at <= claim.at]
        if claim.holds not in before + lately:
            yield f"{claim.by} was told that {claim.topic}: {claim.holds}"
