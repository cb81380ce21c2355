"""How do figures come into the page on speed? Between two marks; what stands around them stays."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def put(page: Path, name: str, text: str) -> None:
    """Put a text between the marks of a name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found_begin, rest = page.read_text().partition(begin)
    _, found_end, after = rest.partition(end)
    if not found_begin or not found_end:
        raise ValueError(f"{page} has no place between {begin} and {end}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}")


def conditions(machine: dict[str, object]) -> str:
    """Return on what and how was measured."""
    return (
        f"Figures of {str(machine['at'])[:10]}: {machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"SQLite {machine['sqlite']}; {machine['rounds']} rounds of {machine['seconds']:g} s, medians (lowest to highest). "
        f"{machine['cores_said']}"
    )
