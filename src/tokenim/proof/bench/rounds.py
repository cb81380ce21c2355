"""How is measured? In rounds over all workloads, so that what disturbs the machine for a while disturbs all alike."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tokenim.proof.bench import machine, report
from tokenim.proof.bench.asking import Refused
from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import LoadFailed, Programs
from tokenim.proof.bench.progress import Progress
from tokenim.proof.bench.workloads import WORKLOADS


@dataclass(frozen=True)
class Wish:
    """What somebody wants to know."""

    names: tuple[str, ...] = tuple(WORKLOADS)
    rounds: int = 3
    seconds: float = 5
    quick: bool = False
    grown: float = 1


@dataclass(frozen=True)
class Outcome:
    """What was found, on which machine, and what failed."""

    machine: dict[str, object]
    found: report.Found
    failed: list[str]


def measure(wish: Wish, progress: Progress) -> Outcome:
    """Compile the load programs, and measure; a workload that fails does not end the others."""
    cores = machine.cores()
    found: report.Found = {name: [] for name in wish.names}
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tokenim-bench-") as name:
        folder = Path(name)
        bench = Bench(Programs.built(folder), cores, folder, wish.seconds, wish.quick, wish.grown)
        on = machine.described(cores)
        progress.say(
            f"{on['processor']}, {on['cores']} cores, Python {on['python']}, SQLite {on['sqlite']}. {cores.why}"
        )
        if wish.quick:
            progress.say("Quick: worlds are smaller than the descriptions say. Nothing to quote.")
        for number, workload in itertools.product(range(1, wish.rounds + 1), wish.names):
            with progress.step(f"round {number} of {wish.rounds}, {workload}") as step:
                try:
                    figures = asyncio.run(WORKLOADS[workload].run(bench))
                except (LoadFailed, Refused) as why:
                    failed.append(f"{workload}: {why}")
                    step.ends(f"failed: {why}")
                else:
                    found[workload].append(figures)
                    step.ends(report.short(workload, figures))
    conditions = {"rounds": wish.rounds, "seconds": wish.seconds, "quick": wish.quick, "millions": wish.grown}
    return Outcome(machine.described(cores) | conditions, found, failed)
