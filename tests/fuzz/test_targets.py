"""Does no target break within the time of the profile, and would one that is broken be found?"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.fuzz import harness
from tests.processes import ROOT, environment
from tests.profile import scaled

SECONDS = scaled(quick=3, deep=600)
TARGETS = ("envelope", "cursors", "bodies", "tokens")
LEAST = 1_000
PLANTED = """
from tests.fuzz import bodies, harness
from tokenim.kernel import strict
strict.refuse_repeated_keys = lambda raw: None
harness.main(bodies.one, bodies.SEEDS)
"""

pytestmark = [
    pytest.mark.skipif(harness.MISSING, reason="atheris is not installed for this Python"),
    pytest.mark.timeout(SECONDS + 60),
]


def _start(*command: str) -> subprocess.Popen[str]:
    path = f"{ROOT}:{ROOT}/src"
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment(PYTHONPATH=path), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_no_bytes_break_a_reader() -> None:
    running = {name: _start("-m", f"tests.fuzz.{name}", str(SECONDS)) for name in TARGETS}
    said = {name: process.communicate()[0] for name, process in running.items()}

    assert {name: process.returncode for name, process in running.items()} == dict.fromkeys(TARGETS, 0), said
    tried = {
        name: int(re.findall(r"number_of_executed_units: (\d+)", text)[0]) for name, text in said.items()
    }
    print(f"inputs tried: {tried}")
    assert min(tried.values()) > LEAST


def test_a_reader_that_takes_repeated_keys_is_found() -> None:
    process = _start("-c", PLANTED, str(SECONDS + 20))

    said, _ = process.communicate()

    assert process.returncode != 0
    assert "has a key twice and was accepted" in said, said[-2_000:]
