"""How fast is this machine with TokenIM?"""

import json
import signal
from pathlib import Path

from tokenim.cli.chosen_settings import stop
from tokenim.proof.bench import report, rounds
from tokenim.proof.bench.programs import NoCompiler
from tokenim.proof.bench.progress import Progress
from tokenim.proof.bench.workloads import WORKLOADS

QUICK_SECONDS, SECONDS, ROUNDS = 1.0, 5.0, 3


def bench(
    *names: str,
    rounds_: int | None = None,
    seconds: float | None = None,
    grown: float = 1,
    quick: bool = False,
    json_: Path | None = None,
) -> int:
    """Measure servers on this machine, next to what it can do bare. Needs a C compiler; about ten minutes.

    Each workload has a server process of its own with an empty database and every commit on the disk. Figures are
    medians of all rounds, with the lowest and the highest. The exit code is 1 if a workload failed.

    Parameters
    ----------
    names
        What to measure, by the names below. Default: all.
    rounds_
        How often. Default: 3.
    seconds
        How long each load lasts. Default: 5.
    grown
        Millions of messages of the large database (p8, p9).
    quick
        One round of a second each, on smaller worlds: to see that it works, not to quote.
    json_
        Also write everything to this file.
    """
    unknown = [name for name in names if name not in WORKLOADS]
    if unknown:
        stop(f"There is no workload {unknown[0]}. There are: {', '.join(WORKLOADS)}.")
    wish = rounds.Wish(
        names or tuple(WORKLOADS),
        rounds_ or (1 if quick else ROUNDS),
        seconds or (QUICK_SECONDS if quick else SECONDS),
        quick,
        grown,
    )
    return _measure(wish, json_)


def _measure(wish: rounds.Wish, json_: Path | None) -> int:
    # Whoever ends this program ends the servers that it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        outcome = rounds.measure(wish, Progress(wish.rounds * len(wish.names)))
    except NoCompiler as missing:
        stop(str(missing))
    print(report.table(outcome.found))
    if json_ is not None:
        json_.write_text(json.dumps(report.as_json(outcome.machine, outcome.found), indent=1) + "\n")
    for failure in outcome.failed:
        print(f"failed: {failure}")
    return 1 if outcome.failed else 0
