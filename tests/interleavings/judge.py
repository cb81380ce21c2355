"""Can what came out of a race be explained? By some order of the same acts, done one after the other."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import permutations
from typing import Any

import msgspec

from tests.interleavings.races import Race
from tests.interleavings.stage import Play, Ran, Stage, run, together

Made = Callable[[], Race]


def at_once(made: Made) -> Play[Any]:
    """Do all acts at the same time."""

    async def play(stage: Stage) -> Any:
        race = made()
        await race.prepare(stage)
        answers = await together(stage, race.acts())
        await stage.quiet()
        return answers, await race.look()

    return play


def in_turn(made: Made, order: tuple[int, ...]) -> Play[Any]:
    """Do the acts one after the other, each when all is quiet."""

    async def play(stage: Stage) -> Any:
        race = made()
        await race.prepare(stage)
        acts = race.acts()
        answers: list[Any] = [None] * len(acts)
        for place in order:
            answers[place] = await acts[place]()
            await stage.quiet()
        return answers, await race.look()

    return play


def shown(ran: Ran) -> str:
    """Return what came out, as text that is the same for the same."""
    return msgspec.json.encode(ran.outcome, order="sorted").decode()


def explained(made: Made, acts: int = 3) -> set[str]:
    """Return everything that may come out: what does in one order or another."""
    outcomes = set()
    for order in permutations(range(acts)):
        ran = run(in_turn(made, order), 0, calm=True)
        assert ran.broken == [], (order, ran.broken)
        outcomes.add(shown(ran))
    return outcomes


def complaint(ran: Ran, allowed: set[str]) -> str:
    """Return what is wrong with a run, or an empty text."""
    if ran.broken:
        return f"the checker says {ran.broken[:3]}"
    if shown(ran) not in allowed:
        return _difference(shown(ran), allowed)
    return ""


def _difference(outcome: str, allowed: set[str]) -> str:
    """Return where the outcome departs from the likest that an order explains."""
    likest = max(allowed, key=lambda other: SequenceMatcher(None, outcome, other, autojunk=False).ratio())
    parts = SequenceMatcher(None, outcome, likest, autojunk=False).get_opcodes()
    departs = [
        f"...{outcome[max(0, a - 40) : b + 10]}... instead of ...{likest[max(0, c - 40) : d + 10]}..."
        for kind, a, b, c, d in parts
        if kind != "equal"
    ]
    return "\n".join(["no order explains", outcome, "which departs from the likest:", *departs])


def first_found(made: Made, seeds: range, allowed: set[str]) -> tuple[int, str] | None:
    """Return the first of the seeds whose run is not allowed, and why; nothing if all are."""
    for seed in seeds:
        complained = complaint(run(at_once(made), seed), allowed)
        if complained:
            return seed, complained
    return None
