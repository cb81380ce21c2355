"""Can a test break the server where it wants to, and nobody else?"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tokenim.kernel import faults


@pytest.fixture(autouse=True)
def _disarm() -> Iterator[None]:
    yield
    faults.arm("")


def test_nothing_happens_unless_asked_for() -> None:
    faults.arm("")

    faults.hit("before_commit")


def test_the_nth_hit_of_the_named_point_raises_and_no_other() -> None:
    faults.arm("here:2:raise")
    faults.hit("here")
    faults.hit("elsewhere")

    with pytest.raises(OSError, match="fault at here"):
        faults.hit("here")

    faults.hit("here")


def test_without_a_number_the_first_hit_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, how: killed.append((pid, how)))
    faults.arm("here")

    faults.hit("here")

    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_a_process_is_armed_by_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKENIM_FAULT", "here:1:raise")
    importlib.reload(faults)

    with pytest.raises(OSError, match="fault at here"):
        faults.hit("here")


def test_the_environment_arms_a_process_and_the_fault_kills_it() -> None:
    code = "from tokenim.kernel import faults; faults.hit('here'); print('alive')"

    for setting, alive in (("here:1:kill", False), ("here:2:kill", True), ("", True)):
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=False,
            env=os.environ | {"TOKENIM_FAULT": setting, "PYTHONPATH": "src"},
        )  # fmt: skip
        assert (ran.returncode == 0, ran.stdout == b"alive\n") == (alive, alive)
