"""Are the generated pages those that the code would write today, and does every link lead somewhere?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import python_client, reference

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("http://", "https://", "mailto:", "/")
STATUS = re.compile(r"^\*\*Status:\*\* (.+)$", re.MULTILINE)
DECISIONS = """# Decisions

What would be dear to change, why it is so, and what would change our mind. A decision is superseded by a
new one, never edited. A new one begins as a copy of [the template](template.md).
"""


def main(root: Path, check: bool) -> int:  # noqa: FBT001 - the command's one flag
    """Write the generated pages, or with `check` only say which of them and which links are wrong."""
    stale = {path: text for path, text in pages(root).items() if current(path) != text}
    if not check:
        for path, text in stale.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(root)}")
        return 0
    complaints = [f"{path.relative_to(root)}: stale; run make docs" for path in stale] + list(
        dead_links(root)
    )
    print("\n".join(complaints) or "pages fresh, links alive")
    return 1 if complaints else 0


def pages(root: Path) -> dict[Path, str]:
    """Compose every generated page."""
    composed = {root / "docs/reference" / name: text for name, text in reference.pages().items()}
    composed |= {root / python_client.FOLDER / name: text for name, text in python_client.modules().items()}
    return {root / "docs/adr/README.md": decisions(root / "docs/adr"), **composed}


def current(path: Path) -> str | None:
    """Read a page as it stands, if it does."""
    return path.read_text(encoding="utf-8") if path.exists() else None


def decisions(folder: Path) -> str:
    """Compose the list of decisions from their titles and states."""
    rows = []
    for path in sorted(folder.glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        status = STATUS.search(text)
        if status is None:
            raise ValueError(f"{path.name} says no status")
        rows.append(f"| [{title}]({path.name}) | {status[1]} |")
    return "\n".join([DECISIONS, "| decision | status |", "|---|---|", *rows, ""])


def dead_links(root: Path) -> Iterator[str]:
    """Find links in the documentation to files or headings that do not exist."""
    texts = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "clients").rglob("*.md")]
    for page in sorted(path for path in texts if "node_modules" not in path.parts):
        for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if not link.startswith(ELSEWHERE) and not alive(page, link):
                yield f"{page.relative_to(root)}: {link} leads nowhere"


def alive(page: Path, link: str) -> bool:
    """Say whether a relative link from a page leads to a file, and to a heading where it names one."""
    name, _, heading = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists():
        return False
    return not heading or target.suffix != ".md" or heading in anchors(target.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """List the anchors that a page's headings give."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), "--check" in sys.argv))
