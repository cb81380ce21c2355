"""Is every file and function small enough to be read at one sitting?"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

EXCEPTIONS = "tools/budget_exceptions.txt"
SOURCES = ("src", "clients/python/src", "tests", "clients/python/tests", "tools", "benchmarks")
PRODUCT = ("src", "clients/python/src")

FILE_LINES = 300
# Such a file grows with what it is made from, and is read there.
GENERATED = "\nGenerated from the server by `make docs`"
FUNCTION_LINES = 40
ARGUMENTS = 5
COMPLEXITY = 8
# The house as a whole (of the product's own files): half of it must be far below the limits.
MEDIAN_FILE_LINES = 90
SHARE_OVER_FILE_LINES = 0.05
MEDIAN_FUNCTION_LINES = 8
P90_FUNCTION_LINES = 30

CARRIERS = {"self", "cls", "work", "actor"}
BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.comprehension,
    ast.match_case,
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Excess:
    """One thing that is larger than allowed; `key` is how the exceptions list names it."""

    key: str
    what: str


@dataclass(frozen=True)
class Measured:
    """One source file and the functions in it."""

    path: str
    lines: int
    functions: list[tuple[str, Function]]
    generated: bool = False


def main(root: Path) -> int:
    """Print what is over budget and the figures of the house; answer 1 if anything is wrong."""
    files = list(measure(root, SOURCES))
    product = [file for file in files if file.path.startswith(PRODUCT)]
    complaints = over_budget(files, exceptions(root / EXCEPTIONS)) + house_figures(product)
    print("\n".join(complaints) or "within budget")
    return 1 if complaints else 0


def over_budget(files: list[Measured], allowed: set[str]) -> list[str]:
    """Name what is over budget and not known, and what is known but over budget no longer."""
    found = {excess.key: excess.what for file in files for excess in excesses(file)}
    unknown = [f"{key}: {what}" for key, what in found.items() if key not in allowed]
    mended = sorted(allowed - found.keys())
    return unknown + [f"{key}: within budget now; take it off {EXCEPTIONS}" for key in mended]


def measure(root: Path, folders: tuple[str, ...]) -> Iterator[Measured]:
    """Read every Python file below the folders that exist."""
    for path in sorted(path for folder in folders for path in (root / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        functions = list(_functions(ast.parse(text, str(path))))
        name = path.relative_to(root).as_posix()
        yield Measured(name, len(text.splitlines()), functions, generated=GENERATED in text[:400])


def excesses(file: Measured) -> Iterator[Excess]:
    """Name everything in one file that is over its limit."""
    if file.lines > FILE_LINES and not file.generated:
        yield Excess(file.path, f"{file.lines} lines, at most {FILE_LINES}")
    for name, node in file.functions:
        for what, is_now, at_most in (
            ("lines", length(node), FUNCTION_LINES),
            ("arguments", arguments(node), ARGUMENTS),
            ("complexity", complexity(node), COMPLEXITY),
        ):
            if is_now > at_most:
                yield Excess(f"{file.path}::{name} {what}", f"{is_now}, at most {at_most}")


def length(node: Function) -> int:
    """Count a function's lines, decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def arguments(node: Function) -> int:
    """Count a function's arguments beyond those that every function of its kind has."""
    spec = node.args
    named = [arg.arg for arg in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
    return len([name for name in named if name not in CARRIERS])


def complexity(node: Function) -> int:
    """Count the independent ways through a function, nested functions left out."""
    return 1 + sum(isinstance(inner, BRANCHES) for inner in _own_nodes(node))


def house_figures(files: list[Measured]) -> list[str]:
    """Print the figures over all product files, and name those that miss their bar."""
    lines = [file.lines for file in files]
    lengths = [length(node) for file in files for _, node in file.functions]
    if len(lengths) < 2:
        return []
    over = sum(count > FILE_LINES for count in lines) / len(lines)
    figures = (
        ("median file, lines", median(lines), MEDIAN_FILE_LINES),
        ("share of files over the limit", over, SHARE_OVER_FILE_LINES),
        ("median function, lines", median(lengths), MEDIAN_FUNCTION_LINES),
        ("90th percentile function, lines", quantiles(lengths, n=10)[-1], P90_FUNCTION_LINES),
    )
    print(f"{len(files)} product files, {sum(lines)} lines, {len(lengths)} functions")
    for name, is_now, at_most in figures:
        print(f"  {name}: {is_now:.3g} (at most {at_most:g})")
    return [
        f"{name}: {is_now:.3g}, at most {at_most:g}" for name, is_now, at_most in figures if is_now > at_most
    ]


def exceptions(path: Path) -> set[str]:
    """Read the things that are over budget and known to be."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def _functions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(tree):
        name = f"{above}.{node.name}".lstrip(".") if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else above
        if isinstance(node, FUNCTIONS):
            yield name, node
        yield from _functions(node, name)


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            continue
        yield child
        yield from _own_nodes(child)


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
