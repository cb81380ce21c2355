"""How is a comparison told? A table and bars, between two marks of the page on speed."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks import page
from benchmarks.peers import bars
from benchmarks.peers.measuring import QUESTIONS
from benchmarks.peers.rounds import PEERS, Outcome
from tokenim.proof.bench.report import number

_ALIKE = (
    "A server has its database on the same core. Every server was asked by the same program with the same 200 characters, and "
    "started anew for each figure; after each load the stored messages were counted, and there were never fewer than had been "
    "sent."
)
_SYNAPSE = (
    "Synapse is asked by polling, as its clients do, in one round: one message of each pair on its way, 20 messages a second "
    "instead of 200, logins by password."
)


def write(outcome: Outcome, machine: dict[str, object], where: Path) -> None:
    """Put the table into a page and the bars beside it."""
    images = where.parent / "images"
    images.mkdir(parents=True, exist_ok=True)
    pictures = []
    for question in outcome.found:
        shown = _medians(outcome, question)
        if len(shown) > 1:
            name = f"peers-{question}.svg"
            asked = QUESTIONS[question]
            (images / name).write_text(bars.drawn(f"{asked.text} ({asked.unit})", shown))
            pictures.append(f"![{asked.text}](images/{name})")
    told = [f"{page.conditions(machine)} {_ALIKE}", table(outcome), _SYNAPSE, *pictures]
    page.put(where, "peers", "\n\n".join(told))


def table(outcome: Outcome) -> str:
    """Return a row for each peer, a column for each workload."""
    asked = list(outcome.found)
    heads = [f"{QUESTIONS[question].text}, {QUESTIONS[question].unit}" for question in asked]
    lines = ["| server | keeps messages in | " + " | ".join(heads) + " |", "|---|---|" + "---|" * len(heads)]
    for name, peer in PEERS.items():
        if name in outcome.absent:
            lines.append(f"| {peer.title} | not measured: {outcome.absent[name]} |" + " |" * len(heads))
        elif any(name in outcome.found[question] for question in asked):
            cells = [_cell(outcome, question, name) for question in asked]
            lines.append(f"| {peer.title} | {peer.keeps} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(outcome: Outcome, question: str, name: str) -> str:
    rounds = outcome.found[question].get(name)
    if not rounds:
        return "–"
    values = [figures[QUESTIONS[question].figure] for figures in rounds]
    middle = number(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values))} to {number(max(values))})"


def _medians(outcome: Outcome, question: str) -> list[tuple[str, float]]:
    figure = QUESTIONS[question].figure
    found = outcome.found[question]
    medians = [
        (PEERS[name].title.strip("*"), statistics.median(one[figure] for one in rounds))
        for name, rounds in found.items()
    ]
    return sorted(medians, key=lambda pair: pair[1], reverse=QUESTIONS[question].more_is_better)
