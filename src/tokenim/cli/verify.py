"""Does a server keep its promises? Load it, break it, and say what came of it."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tokenim.cli.chosen_settings import server, stop
from tokenim.proof.checker import saved
from tokenim.proof.crowd.people import Company
from tokenim.proof.crowd.scenario import Size
from tokenim.proof.verify import page
from tokenim.proof.verify.plan import CannotRun, Plan
from tokenim.proof.verify.run import verify as run_offline
from tokenim.proof.verify.verdict import Verdict, judge

KEPT, BROKEN = 0, 1
HISTORY = Path("verify-history.jsonl")
KILLS = 2
TELL_EVERY = 5.0
CLEAR = "\r\x1b[2K"


@dataclass(frozen=True)
class Trial:
    """What is tried.

    Parameters
    ----------
    key
        An application key of that server; the one of its first start is in first-start.txt in its data directory.
    seconds
        For how long people talk.
    users
        How many people; each has up to three devices.
    rate
        How many things they do in a second, all together.
    seed
        Chooses what is done and broken, and when.
    cuts
        How often all connections are cut.
    kills
        How often the own server is killed and started again; 2 where it is left out.
    stops
        How often the own server is stopped in order and started again.
    freezes
        How often the own server is frozen for a moment.
    """

    key: str = ""
    seconds: float = 20.0
    users: int = 8
    rate: float = 120.0
    seed: int = 1
    cuts: int = 6
    kills: int | None = None
    stops: int = 0
    freezes: int = 0


def verify(
    url: str = "",
    /,
    *,
    trial: Annotated[Trial, Parameter(name="*")] = Trial(),
    report: Path | None = None,
    history: Path | None = None,
    check: Path | None = None,
) -> int:
    """Try the promises: many devices talk while connections are cut and the server is killed, then all is judged.

    Without a URL a server of its own is started in a temporary directory, and killed now and then. A server that runs
    already is loaded and its connections are cut, never more; what was made for it is deleted afterwards. The exit code
    is 0 if every promise was kept, 1 if one was broken, 2 if nothing could be tried.

    Parameters
    ----------
    url
        A server that runs already; it needs `--key`.
    report
        Write the verdict to this file: JSON if it ends so, Markdown otherwise.
    history
        Keep all that was done and seen in this file. Default: verify-history.jsonl, if a promise was broken.
    check
        Judge such a file again instead.
    """
    if check is not None:
        return _judge_again(check, report)
    _must_fit(url, trial)
    try:
        verdict = asyncio.run(_tried(_plan(url, trial)))
    except CannotRun as reason:
        stop(str(reason))
    except KeyboardInterrupt:
        return 130
    return _told(verdict, report, history)


def _must_fit(url: str, trial: Trial) -> None:
    if bool(url) != bool(trial.key):
        stop("To try a server that runs, give both its URL and --key.")
    if url:
        server(url)
    if url and (trial.kills or trial.stops or trial.freezes):
        stop(
            "Only a server of its own can be killed, stopped or frozen: leave out the URL, or --kills and so on."
        )


def _plan(url: str, trial: Trial) -> Plan:
    kills = trial.kills if trial.kills is not None else 0 if url else KILLS
    return Plan(
        seconds=trial.seconds,
        size=Size(users=trial.users, rate=trial.rate),
        seed=trial.seed,
        cuts=trial.cuts,
        kills=kills,
        stops=trial.stops,
        freezes=trial.freezes,
        url=url,
        key=trial.key,
    )


async def _tried(plan: Plan) -> Verdict:
    faults = {"cuts": plan.cuts, "kills": plan.kills, "stops": plan.stops, "freezes": plan.freezes}
    said = ", ".join(filter(None, [f"{plan.size.users} users", page.faults(faults), f"seed {plan.seed}"]))
    print(f"Trying {plan.url or 'a server of its own'} for {plan.seconds:g} s: {said}.")
    print(flush=True)
    progress = _Progress()
    verdict = await run_offline(plan, progress)
    progress.clear()
    return verdict


def _judge_again(check: Path, report: Path | None) -> int:
    try:
        history = saved.load(check)
    except (OSError, saved.Unreadable) as error:
        stop(f"Cannot judge {check}: {error}")
    return _told(judge(history), report, None)


def _told(verdict: Verdict, report: Path | None, history: Path | None) -> int:
    """Tell the verdict, write what was asked for, and return the exit code."""
    print(page.on_terminal(verdict))
    if report is not None:
        page.write(verdict, report)
        print(f"Report: {report}")
    kept_in = history or (None if verdict.kept or verdict.run is None else HISTORY)
    if kept_in is not None:
        saved.save(verdict.history, kept_in)
        print(f"History: {kept_in}; judge it again with  tokenim verify --check {kept_in}")
    return KEPT if verdict.kept else BROKEN


class _Progress:
    """A line that says how far it is: renewed on a terminal, now and then a new one elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._told = -TELL_EVERY

    def __call__(self, company: Company, passed: float) -> None:
        """Show it."""
        counts = company.counts
        line = f"  {passed:3.0f} s   {company.doing}   {len(company.history.acked):,} acknowledgements"
        line += f"   {page.faults(counts)}"
        if self._live:
            print(f"{CLEAR}{line}", end="", file=sys.stderr, flush=True)
        elif passed - self._told >= TELL_EVERY:
            self._told = passed
            print(line, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Make room for the verdict."""
        print(CLEAR if self._live else "", end="", file=sys.stderr, flush=True)
