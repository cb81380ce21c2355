"""Is every core file covered whole by its own test file, not by luck from elsewhere?"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

EXCEPTIONS = "tools/own_coverage_exceptions.txt"
PACKAGE = "src/tokenim"
PARTS = ("kernel", "features")
NOT_COUNTED = ("if TYPE_CHECKING:", "@overload", r"^\s*\.\.\.$")
WIRING = ("__init__.py", "feature.py")
ELSEWHERE = "elsewhere"


class Attribution:
    """A pytest plugin that tells coverage which test file is running."""

    def __init__(self, cov: coverage.Coverage, root: Path) -> None:
        self.cov, self.root = cov, root

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Attribute what runs in a test to the test's file."""
        self.cov.switch_context(item.path.relative_to(self.root).as_posix())
        answer = yield
        self.cov.switch_context(ELSEWHERE)
        return answer


def main(root: Path) -> int:
    """Run the core's tests once and print each core file that its own test leaves uncovered."""
    sources = core_files(root)
    if not sources:
        print("no core files yet")
        return 0
    failed, missed = run(root, sources)
    if failed:
        print("the tests of the core fail; their coverage says nothing")
        return 1
    complaints = judge(missed, exceptions(root / EXCEPTIONS))
    print(
        "\n".join(complaints) or f"{len(sources)} core files, each covered by its own test or known not to be"
    )
    return 1 if complaints else 0


def core_files(root: Path) -> list[str]:
    """List the files that must have a test of their own, as paths from the root: not what only wires a feature to a node."""
    found = (path for part in PARTS for path in (root / PACKAGE / part).rglob("*.py"))
    return sorted(path.relative_to(root).as_posix() for path in found if path.name not in WIRING)


def own_test(source: str) -> str:
    """Name the test file of a source file: the same place in the mirror, with test_ before the name."""
    path = Path(source).relative_to(PACKAGE)
    return (Path("tests") / path.parent / f"test_{path.name}").as_posix()


def run(root: Path, sources: list[str]) -> tuple[bool, dict[str, list[int]]]:
    """Run the core's tests under coverage; answer whether they failed, and the lines each own test missed."""
    # Only this tracer can say which test ran a line.
    os.environ["COVERAGE_CORE"] = "ctrace"
    cov = coverage.Coverage(data_file=None, config_file=False, include=[str(root / PACKAGE / "*")])
    for pattern in NOT_COUNTED:
        cov.exclude(pattern)
    cov.start()
    # Lines that run at import belong to every test, whoever imports first.
    for source in sources:
        importlib.import_module(".".join(Path(source).relative_to("src").with_suffix("").parts))
    cov.switch_context(ELSEWHERE)
    tests = [f"tests/{part}" for part in PARTS if (root / "tests" / part).is_dir()]
    options = ["-q", "--no-header", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib"]
    failed = bool(tests) and pytest.main([*options, *tests], plugins=[Attribution(cov, root)]) != 0
    cov.stop()
    return failed, {source: missed_lines(cov, root, source) for source in sources}


def missed_lines(cov: coverage.Coverage, root: Path, source: str) -> list[int]:
    """List the statements of one file that ran neither at import nor in its own test."""
    path = str(root / source)
    _, statements, _, _, _ = cov.analysis2(path)
    data = cov.get_data()
    data.set_query_contexts([f"^{re.escape(own_test(source))}$", "^$"])
    ran = set(data.lines(path) or ())
    data.set_query_contexts(None)
    return [line for line in statements if line not in ran]


def judge(missed: dict[str, list[int]], allowed: set[str]) -> list[str]:
    """Name the files that are not covered and not known, and those known that are covered now."""
    unknown = [
        f"{source}: {own_test(source)} leaves {len(lines)} lines uncovered: {spans(lines)}"
        for source, lines in missed.items()
        if lines and source not in allowed
    ]
    short = {source for source, lines in missed.items() if lines}
    return unknown + [
        f"{source}: covered now, or gone; take it off {EXCEPTIONS}" for source in sorted(allowed - short)
    ]


def spans(lines: list[int]) -> str:
    """Write line numbers shortly: 3-5, 9."""
    groups: list[list[int]] = []
    for line in lines:
        if groups and line == groups[-1][-1] + 1:
            groups[-1].append(line)
        else:
            groups.append([line])
    return ", ".join(f"{group[0]}-{group[-1]}" if len(group) > 1 else str(group[0]) for group in groups)


def exceptions(path: Path) -> set[str]:
    """Read the files that are not covered by their own test and known not to be."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


if __name__ == "__main__":
    sys.path[:0] = ["src"]
    sys.exit(main(Path.cwd()))
