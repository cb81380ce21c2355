"""Does everything bear an agreed name, and does the text speak of the project alone?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

FEATURE_FILES = {"__init__", "model", "policy", "store", "service", "api", "listeners", "feature"}
NOWHERE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}

TEXT_FOLDERS = ("src", "clients", "web", "docs", "tests", "tools", "deploy", "benchmarks", "examples")
WEB_SUFFIXES = {".html", ".js", ".mjs", ".ts", ".tsx", ".css"}
TEXT_SUFFIXES = {".py", ".md", ".sql", ".toml", ".sh", ".yml", ".yaml", ".txt"} | WEB_SUFFIXES
# The files that must name the words in order to forbid them.
SPEAK_OF_WORDS = {"tools/names.py", "docs/glossary.md"}
GENERATED = {"node_modules", "vendor", "__pycache__", "dist"}

WORDS = {
    r"\b(TODO|FIXME|XXX|HACK)\b": "do it now, or leave it out",
    r"\b(white|black)list": "say allow-list, deny-list",
    r"\bparticipants?\b": "say member",
    r"(?<![\w.])/(work|root|home/\w+)/": "a path of one machine",
    r"\b(pythonhosted|pypi)\.org\b|\bregistry\.npmjs\b": "the host of a package registry",
    r"\bissue #?\d+|\(#\d+\)": "say what is meant; numbers of issues are not kept with the project",
}


def main(root: Path) -> int:
    """Print every name and word that breaks the agreement; answer 1 if there is one."""
    complaints = [*module_names(root), *feature_names(root), *words(root)]
    print("\n".join(complaints) or "names and words as agreed")
    return 1 if complaints else 0


def module_names(root: Path) -> Iterator[str]:
    """Find modules whose name says nothing about what is in them."""
    for path in sorted((root / "src").rglob("*")):
        if path.name.removesuffix(".py") in NOWHERE:
            yield f"{path.relative_to(root).as_posix()}: name it after the question it answers"


def feature_names(root: Path) -> Iterator[str]:
    """Find files in a feature that are not of the six agreed kinds, nor in a folder of such a kind."""
    agreed = ", ".join(sorted(FEATURE_FILES))
    for feature in sorted((root / "src/tokenim/features").glob("*/")):
        for path in sorted(feature.iterdir()):
            is_code = path.suffix == ".py" or (path.is_dir() and path.name not in GENERATED)
            if is_code and path.name.removesuffix(".py") not in FEATURE_FILES:
                yield f"{path.relative_to(root).as_posix()}: a feature holds only {agreed}"


def words(root: Path) -> Iterator[str]:
    """Find words that do not belong into the project's text."""
    rules = [(re.compile(pattern), advice) for pattern, advice in WORDS.items()]
    for path in _texts(root):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for rule, advice in rules:
                if match := rule.search(line):
                    yield f"{name}:{number}: {match[0]!r}: {advice}"


def _texts(root: Path) -> Iterator[Path]:
    found = [path for folder in TEXT_FOLDERS for path in (root / folder).rglob("*")]
    for path in sorted([*found, *root.glob("*.md")]):
        inside = path.relative_to(root)
        if path.suffix not in TEXT_SUFFIXES or not path.is_file() or GENERATED.intersection(inside.parts):
            continue
        if inside.as_posix() not in SPEAK_OF_WORDS:
            yield path


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
