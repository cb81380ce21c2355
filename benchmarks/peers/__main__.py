"""`python -m benchmarks.peers`: install the peers if needed, measure them beside TokenIM, and write down what was found."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks import page
from benchmarks.peers import report
from benchmarks.peers.measuring import QUESTIONS
from benchmarks.peers.rounds import PEERS, Outcome, Wish, measure
from tokenim.proof.bench import machine
from tokenim.proof.bench.programs import NoCompiler

_HERE = Path(__file__).parent
_REPOSITORY = _HERE.parents[1]
_HOME = Path(os.environ.get("TOKENIM_PEERS", _REPOSITORY / ".peers"))


def main() -> int:
    """Measure as the command line says; the answer is 1 if something failed."""
    wish, arguments = _wish()
    # Whoever ends this program ends the servers that it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    subprocess.run(["sh", str(_HERE / "setup.sh"), str(_HOME)], check=True)
    cores = machine.cores()
    print(cores.why)
    try:
        outcome = asyncio.run(measure(wish, _HOME.resolve(), cores))
    except NoCompiler as missing:
        sys.exit(str(missing))
    conditions = machine.described(cores) | {
        "rounds": wish.rounds,
        "seconds": wish.seconds,
        "quick": wish.quick,
    }
    print(report.table(outcome))
    if arguments.json:
        arguments.json.write_text(json.dumps(_as_json(outcome, conditions), indent=1) + "\n")
    if arguments.write:
        report.write(outcome, conditions, page.PAGE)
    for failure in outcome.failed:
        print(f"failed: {failure}")
    return 1 if outcome.failed else 0


def _as_json(outcome: Outcome, conditions: dict[str, object]) -> dict[str, object]:
    return {
        "machine": conditions, "found": outcome.found, "absent": outcome.absent, "failed": outcome.failed,
    }  # fmt: skip


def _wish() -> tuple[Wish, argparse.Namespace]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS), metavar="NAME")
    parser.add_argument("--ask", nargs="+", choices=QUESTIONS, default=list(QUESTIONS), metavar="NAME")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4, help="how long each load lasts")
    parser.add_argument("--quick", action="store_true", help="one round of a second: to see that it works")
    parser.add_argument("--json", type=Path, help="also write everything to this file")
    parser.add_argument("--write", action="store_true", help="put table and bars into docs/performance.md")
    given = parser.parse_args()
    if given.quick and given.write:
        parser.error("figures of a quick run are not to be written down")
    rounds, seconds = (1, 1.0) if given.quick else (given.rounds, given.seconds)
    return Wish(given.peers, given.ask, rounds, seconds, given.quick), given


if __name__ == "__main__":
    sys.exit(main())
