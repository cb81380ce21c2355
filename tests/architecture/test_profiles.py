"""Do the long tests run in their profile, and only there?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, environment

MARKED = """
import pytest
from tests.profile import scaled

def test_plain(): pass

@pytest.mark.slow
def test_slow(): pass

@pytest.mark.deep
def test_long(): pass

@pytest.mark.soak
def test_longest(): pass

globals()[f"test_size_{scaled(quick=1, deep=9)}"] = test_plain
"""


@pytest.mark.parametrize(
    ("profile", "run"),
    [
        ("unit", {"plain", "size_1"}),
        ("quick", {"plain", "slow", "size_1"}),
        ("deep", {"plain", "slow", "long", "size_9"}),
        ("soak", {"plain", "slow", "long", "longest", "size_9"}),
    ],
)
def test_a_profile_runs_its_own_tests_and_says_what_it_leaves_out(
    tmp_path: Path, profile: str, run: set[str]
) -> None:
    (tmp_path / "test_marked.py").write_text(MARKED)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "-v",
    ]

    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)], cwd=ROOT, text=True, check=False, timeout=50,
        capture_output=True, env=environment(TOKENIM_PROFILE=profile) | {"PYTHONPATH": f"{ROOT}:{ROOT}/src"},
    )  # fmt: skip

    passed = {line.split("::test_")[1].split()[0] for line in done.stdout.splitlines() if "PASSED" in line}
    assert passed == run, done.stdout + done.stderr
    assert ("longer tests are left" in done.stdout) == (profile != "soak")
