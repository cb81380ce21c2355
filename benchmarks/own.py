"""`python -m benchmarks.own FIGURES.json`: put what `tokenim bench --json` measured into the page on speed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import page
from tokenim.proof.bench import report


def text(told: dict[str, Any]) -> str:
    """Return the table with its conditions."""
    if told["machine"]["quick"]:
        raise ValueError("Figures of a quick run are not to be written down")
    found = {name: _rounds(one["figures"]) for name, one in told["workloads"].items()}
    return f"{page.conditions(told['machine'])}\n\n{report.table(found)}"


def _rounds(figures: dict[str, dict[str, Any]]) -> list[dict[str, float]]:
    columns = [[(name, value) for value in figure["all"]] for name, figure in figures.items()]
    return [dict(one) for one in zip(*columns, strict=True)]


if __name__ == "__main__":
    page.put(page.PAGE, "bench", text(json.loads(Path(sys.argv[1]).read_text())))
