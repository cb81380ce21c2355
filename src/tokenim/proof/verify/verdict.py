"""What came of it? Which promises were kept, by how much it was tried, and the figures of the run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from tokenim.proof.checker import invariants
from tokenim.proof.checker.history import History
from tokenim.proof.verify.evidence import EVIDENCE

SETTLE_SECONDS = 5.0
BACK_SECONDS = 5.0
RESUMED_SHARE = 0.999
State = Literal["kept", "broken", "not tried"]


@dataclass(frozen=True)
class Judged:
    """One promise, how often it was tried and where it was broken."""

    name: str
    text: str
    tried: str
    places: list[str]

    @property
    def state(self) -> State:
        """Whether it was kept."""
        if self.places:
            return "broken"
        return "kept" if self.tried else "not tried"


@dataclass(frozen=True)
class Run:
    """What is known of a run beside its history."""

    settled_seconds: float | None = None
    resume_seconds: list[float] = field(default_factory=list)
    read_anew: int = 0
    restart_seconds: list[float] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    guests: int = 0
    """So many users were made on a server of somebody else."""
    left: int = 0
    """So many users and groups could not be deleted there."""


@dataclass(frozen=True)
class Verdict:
    """All promises, and what they are judged by."""

    promises: list[Judged]
    history: History
    run: Run | None
    checked_seconds: float

    @property
    def kept(self) -> bool:
        """Whether no promise was broken."""
        return all(promise.state != "broken" for promise in self.promises)


def judge(history: History, run: Run | None = None) -> Verdict:
    """Judge a history; with what is known of its run, also how soon all was well again."""
    began = time.monotonic()
    found: dict[str, list[str]] = {name: [] for name in invariants.PROMISES}
    for broken in invariants.broken(history):
        found[broken.promise].append(broken.what)
    promises = [
        Judged(name, _sentence(check.__doc__ or ""), EVIDENCE[name](history), found[name])
        for name, check in invariants.PROMISES.items()
    ]
    promises += _timely(run) if run is not None else []
    return Verdict(promises, history, run, time.monotonic() - began)


def _timely(run: Run) -> list[Judged]:
    return [_settled(run), _resumed(run), _back(run)]


def _settled(run: Run) -> Judged:
    text = f"Every device holds everything {SETTLE_SECONDS:.0f} s after the last fault."
    if run.settled_seconds is None:
        return Judged("R7", text, "", ["some device never did"])
    tried = f"{run.settled_seconds:.2f} s"
    return Judged("R7", text, tried, [] if run.settled_seconds <= SETTLE_SECONDS else [tried])


def _resumed(run: Run) -> Judged:
    text = f"{RESUMED_SHARE:.1%} of devices that come back go on where they were."
    count = len(run.resume_seconds)
    places = [f"{run.read_anew} of {count}"] if run.read_anew > count * (1 - RESUMED_SHARE) else []
    return Judged("R9", text, f"{count:,} resumed" if count else "", places)


def _back(run: Run) -> Judged:
    text = f"A server that was killed or stopped is back within {BACK_SECONDS:.0f} s."
    worst = max(run.restart_seconds, default=0.0)
    tried = f"{worst:.1f} s at most" if run.restart_seconds else ""
    return Judged("R11", text, tried, [f"{worst:.1f} s"] if worst > BACK_SECONDS else [])


def _sentence(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())
