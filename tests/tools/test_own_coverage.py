"""Does own-file coverage tell a file's own test from luck elsewhere?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CLOCK = '''"""What time is it?"""


def hour(seconds: int) -> int:
    """Return the hour."""
    if seconds < 0:
        return 0
    return seconds // 3600
'''

OWN_TEST = """from tokenim.kernel import clock

def test_an_hour():
    assert clock.hour(3600) == 1
"""

TEST_ELSEWHERE = """from tokenim.kernel import clock

def test_no_time_is_before_the_first_hour():
    assert clock.hour(-1) == 0
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project with one core file, half covered by its own test and half by another."""
    write(tmp_path, "src/tokenim/__init__.py", "")
    write(tmp_path, "src/tokenim/kernel/__init__.py", "")
    write(tmp_path, "src/tokenim/kernel/clock.py", CLOCK)
    write(tmp_path, "tests/kernel/test_clock.py", OWN_TEST)
    write(tmp_path, "tests/kernel/test_elsewhere.py", TEST_ELSEWHERE)
    write(tmp_path, "tools/own_coverage.py", (ROOT / "tools/own_coverage.py").read_text(encoding="utf-8"))
    write(tmp_path, "tools/own_coverage_exceptions.txt", "")
    return tmp_path


def write(project: Path, name: str, text: str) -> None:
    """Write a file of the project."""
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text, encoding="utf-8")


def own_coverage(project: Path) -> tuple[int, str]:
    """Run the tool; answer its verdict and what it said."""
    # What runs this test must not measure what the tool runs.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tools.own_coverage"],
        cwd=project,
        env=environment | {"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_lines_that_only_another_test_runs_are_uncovered(project: Path) -> None:
    verdict, said = own_coverage(project)

    assert verdict == 1
    assert "src/tokenim/kernel/clock.py: tests/kernel/test_clock.py leaves 1 lines uncovered: 7" in said


def test_a_file_whose_own_test_runs_every_line_is_covered(project: Path) -> None:
    write(project, "tests/kernel/test_clock.py", OWN_TEST + "    assert clock.hour(-1) == 0\n")

    verdict, said = own_coverage(project)

    assert verdict == 0, said


def test_a_known_exception_passes(project: Path) -> None:
    write(project, "tools/own_coverage_exceptions.txt", "src/tokenim/kernel/clock.py\n")

    verdict, said = own_coverage(project)

    assert verdict == 0, said


def test_an_exception_that_is_covered_now_must_go(project: Path) -> None:
    write(project, "tests/kernel/test_clock.py", OWN_TEST + "    assert clock.hour(-1) == 0\n")
    write(project, "tools/own_coverage_exceptions.txt", "src/tokenim/kernel/clock.py\n")

    verdict, said = own_coverage(project)

    assert verdict == 1
    assert "take it off" in said


def test_failing_tests_say_nothing_about_coverage(project: Path) -> None:
    write(project, "tests/kernel/test_clock.py", OWN_TEST.replace("== 1", "== 2"))

    verdict, said = own_coverage(project)

    assert verdict == 1
    assert "the tests of the core fail" in said
