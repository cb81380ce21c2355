"""Are figures told as they are, and does somebody who waits see that it goes on?"""

from __future__ import annotations

import io
import time

import pytest

from tokenim.proof.bench import machine, report
from tokenim.proof.bench.machine import Cores
from tokenim.proof.bench.progress import Progress


def test_the_table_has_medians_and_the_spread() -> None:
    found = {"p5": [{"ms": 8.0}, {"ms": 12.0}, {"ms": 9.0}], "p13": [{"ms": 1.0}], "p1": []}

    table = report.table(found)

    assert "ms **9** (8 to 12)" in table
    assert "ms **1** |" in table
    assert "p1" not in table.replace("p13", "")


def test_json_has_every_value() -> None:
    told = report.as_json({"cores": 2}, {"p5": [{"ms": 8.0}, {"ms": 12.0}, {"ms": 9.0}]})

    assert told["machine"] == {"cores": 2}
    assert told["workloads"]["p5"]["figures"]["ms"] == {
        "median": 9.0, "low": 8.0, "high": 12.0, "all": [8.0, 12.0, 9.0],
    }  # fmt: skip


def test_a_machine_with_one_core_is_measured_without_pinning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {3}, raising=False)

    on = machine.cores()

    assert (on.server, on.load) == (None, None)
    assert "one core" in on.why
    assert "taskset" not in on.on(None)


def test_a_system_without_cores_to_choose_is_measured_without_pinning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr("os.sched_getaffinity")

    assert "nothing is pinned" in machine.cores().why


def test_server_and_load_have_a_core_each() -> None:
    assert Cores(0, 1, "").on(1)[-3:] == ["taskset", "-c", "1"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_are_plain_where_there_is_no_terminal() -> None:
    out = io.StringIO()

    with Progress(2, out).step("p1") as step:
        step.ends("fast")

    assert out.getvalue() == "p1: fast  (0 s)\n"


def test_a_terminal_shows_that_it_moves() -> None:
    out = _Terminal()

    with Progress(2, out).step("p1") as step:
        time.sleep(0.5)
        step.ends("fast")

    assert "] / p1" in out.getvalue()
    assert out.getvalue().endswith(" s)\n")
    assert "\x1b[Kp1: fast  (" in out.getvalue()
