"""How is a verdict told? On a terminal, as a page, and as JSON for programs."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tokenim.proof.verify.verdict import Judged, Run, Verdict

TEXT = 66
PLACE = 300
FAULTS = ("cuts", "kills", "stops", "freezes")
PLACES = 3
INDENT = " " * 15
_MARKS = {"kept": "kept  ", "broken": "BROKEN", "not tried": "-     "}


def on_terminal(verdict: Verdict) -> str:
    """Return the verdict for people who wait for it."""
    lines: list[str] = []
    for promise in verdict.promises:
        lines += _promise(promise)
    if verdict.run is not None:
        lines += ["", *(f"  {name:<14} {what}" for name, what in figures(verdict.run))]
    lines.append(f"  {'judged':<14} {len(verdict.history):,} facts in {verdict.checked_seconds:.1f} s")
    return "\n".join([*lines, "", closing(verdict)])


def _promise(promise: Judged) -> list[str]:
    text = promise.text.rstrip(".")
    lines = [f"  {_MARKS[promise.state]}  {promise.name:<4} {text:<{TEXT}}  {promise.tried or 'not tried'}"]
    lines += [f"{INDENT}> {place[:PLACE]}" for place in promise.places[:PLACES]]
    if len(promise.places) > PLACES:
        lines.append(f"{INDENT}> and {len(promise.places) - PLACES:,} more")
    return lines


def figures(run: Run) -> list[tuple[str, str]]:
    """Return the figures of a run, by name."""
    counts = run.counts
    found = [
        ("faults", faults(counts) or "none"),
        ("answers lost", f"{_n(counts, 'answers lost')}; asked again until there was one"),
        (
            "changes",
            f"{_n(counts, 'edits and recalls')} edits and recalls, {_n(counts, 'reactions')} reactions",
        ),
        (
            "comings",
            f"{_n(counts, 'joined and left')} joined or left, {_n(counts, 'logins ended')} logins ended",
        ),
    ]
    resumes = sorted(run.resume_seconds)
    if resumes:
        late = resumes[int(len(resumes) * 0.99)]
        found.append(("coming back", f"{len(resumes):,} times, 99 % within {late * 1000:,.0f} ms"))
    if run.guests:
        found.append(
            ("left behind", f"{run.guests} deleted users, and what they said in groups that are dissolved")
        )
    if run.left:
        found.append(("not deleted", f"{run.left} users or groups: the server refused"))
    return found


def faults(counts: dict[str, int]) -> str:
    """Return what was broken, or shall be, and how often."""
    return ", ".join(
        f"{counts[kind]:,} {kind.removesuffix('s') if counts[kind] == 1 else kind}"
        for kind in FAULTS
        if counts.get(kind)
    )


def _n(counts: dict[str, int], name: str) -> str:
    return f"{counts.get(name, 0):,}"


def closing(verdict: Verdict) -> str:
    """Return the verdict in a sentence."""
    broken = [promise.name for promise in verdict.promises if promise.state == "broken"]
    if broken:
        return f"Broken: {', '.join(broken)}."
    untried = [promise.name for promise in verdict.promises if promise.state == "not tried"]
    rest = f" Not tried here: {', '.join(untried)}." if untried else ""
    return f"Every promise was kept.{rest}"


def write(verdict: Verdict, path: Path) -> None:
    """Write a report: JSON where the name of the file says so, Markdown otherwise."""
    if path.suffix == ".json":
        path.write_bytes(msgspec.json.format(msgspec.json.encode(_plain(verdict)), indent=2) + b"\n")
    else:
        path.write_text(_markdown(verdict), encoding="utf-8")


def _plain(verdict: Verdict) -> dict[str, object]:
    promises = [
        {"name": one.name, "text": one.text, "state": one.state, "tried": one.tried, "places": one.places}
        for one in verdict.promises
    ]
    plain = {"kept": verdict.kept, "promises": promises, "facts": len(verdict.history)}
    return plain | ({"run": msgspec.to_builtins(verdict.run)} if verdict.run else {})


def _markdown(verdict: Verdict) -> str:
    lines = [
        "# Were the promises kept?",
        "",
        closing(verdict),
        "",
        "| | promise | tried by | |",
        "|---|---|---|---|",
    ]
    lines += [f"| {one.name} | {one.text} | {one.tried} | {one.state} |" for one in verdict.promises]
    for one in verdict.promises:
        if one.places:
            lines += ["", f"## {one.name} is broken", "", *(f"- `{place}`" for place in one.places[:20])]
    if verdict.run is not None:
        lines += ["", *(f"- {name}: {what}" for name, what in figures(verdict.run))]
    return "\n".join([*lines, ""])
