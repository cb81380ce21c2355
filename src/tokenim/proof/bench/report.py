"""How are figures of several rounds told? Medians with the lowest and the highest, as a table and as JSON."""

from __future__ import annotations

import statistics
from typing import Any

from tokenim.proof.bench.programs import Figures
from tokenim.proof.bench.workloads import WORKLOADS

Found = dict[str, list[Figures]]


def summed(rounds: list[Figures]) -> dict[str, dict[str, object]]:
    """Return median, low and high of each figure."""
    told: dict[str, dict[str, object]] = {}
    for name in rounds[0]:
        values = [figures[name] for figures in rounds]
        told[name] = {
            "median": statistics.median(values), "low": min(values), "high": max(values), "all": values,
        }  # fmt: skip
    return told


def as_json(machine: dict[str, object], found: Found) -> dict[str, Any]:
    """Return everything that was measured, and on what."""
    workloads = {
        name: {"text": WORKLOADS[name].text, "figures": summed(rounds)}
        for name, rounds in found.items()
        if rounds
    }
    return {"machine": machine, "workloads": workloads}


def table(found: Found) -> str:
    """Return the figures that are shown, as a table in Markdown."""
    lines = ["| id | workload | median of each figure (lowest to highest) |", "|---|---|---|"]
    lines += [
        f"| {name} | {WORKLOADS[name].text} | {_row(name, rounds)} |"
        for name, rounds in found.items()
        if rounds
    ]
    return "\n".join(lines)


def short(name: str, figures: Figures) -> str:
    """Return the shown figures of one round in a line."""
    return ", ".join(f"{key} {number(figures[key])}" for key in WORKLOADS[name].shown if key in figures)


def _row(name: str, rounds: list[Figures]) -> str:
    said = []
    for key in WORKLOADS[name].shown:
        values = [figures[key] for figures in rounds if key in figures]
        if values:
            spread = f" ({number(min(values))} to {number(max(values))})" if len(values) > 1 else ""
            said.append(f"{key} **{number(statistics.median(values))}**{spread}")
    return ", ".join(said)


def number(value: float) -> str:
    """Return a figure as people read it."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
