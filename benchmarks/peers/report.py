"""How is a comparison told? A table and bars, between two marks of the page on speed."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks import page
from benchmarks.peers import bars
from benchmarks.peers.measuring import QUESTIONS
from benchmarks.peers.rounds import PEERS, Outcome
from tokenim.proof.bench.programs import Figures
from tokenim.proof.bench.report import number

_ALIKE = (
    "A server has its database on the same core. Every server was asked by the same program with the same 200 characters, and "
    "started anew for each figure; after each load the stored messages were counted, and there were never fewer than had been "
    "sent."
)
_SYNAPSE = (
    "† Synapse is asked by polling, as its clients do, and in one round: one message of each pair on its way, 20 messages a "
    "second instead of 200 (not drawn), logins by password."
)
_ASKED_OTHERWISE = ("w1", "w3", "w6")
_NOT_DRAWN = (("w3", "synapse"),)


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
            (images / name).write_text(bars.drawn(f"{asked.head}: {asked.text}", shown))
            pictures.append(f"![{asked.head}: {asked.text}](images/{name})")
    told = [f"{page.conditions(machine)} {_ALIKE}", table(outcome), _meanings(outcome), *pictures]
    page.put(where, "peers", "\n\n".join(told))


def table(outcome: Outcome) -> str:
    """Return a row for each peer, a column for each workload."""
    asked = list(outcome.found)
    heads = [QUESTIONS[question].head for question in asked]
    lines = ["| server | keeps messages in | " + " | ".join(heads) + " |", "|---|---|" + "---|" * len(heads)]
    for name, peer in PEERS.items():
        if name in outcome.absent:
            lines.append(f"| {peer.title} | not measured: {outcome.absent[name]} |" + " |" * len(heads))
        elif any(name in outcome.found[question] for question in asked):
            cells = [_cell(outcome, question, name) for question in asked]
            lines.append(f"| {peer.title} | {peer.keeps} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _meanings(outcome: Outcome) -> str:
    lines = [f"- {QUESTIONS[question].head}: {QUESTIONS[question].text}." for question in outcome.found]
    return "\n".join([*lines, "", _SYNAPSE])


def _cell(outcome: Outcome, question: str, name: str) -> str:
    rounds = outcome.found[question].get(name)
    if not rounds:
        return "–"
    values = [figures[QUESTIONS[question].figure] for figures in rounds]
    star = "†" if name == "synapse" and question in _ASKED_OTHERWISE else ""
    spread = f" ({number(min(values))} to {number(max(values))})" if len(values) > 1 else ""
    return f"**{number(statistics.median(values))}**{star}{spread}{_beside(question, rounds)}"


def _beside(question: str, rounds: list[Figures]) -> str:
    figure, unit = QUESTIONS[question].beside
    values = [figures[figure] for figures in rounds if figure in figures]
    return f", {number(statistics.median(values))} {unit}" if values else ""


def _medians(outcome: Outcome, question: str) -> list[tuple[str, float]]:
    figure = QUESTIONS[question].figure
    found = outcome.found[question]
    medians = [
        (PEERS[name].title.strip("*"), statistics.median(one[figure] for one in rounds))
        for name, rounds in found.items()
        if (question, name) not in _NOT_DRAWN
    ]
    return sorted(medians, key=lambda pair: pair[1], reverse=QUESTIONS[question].more_is_better)
