"""Is a peer measured only if it stores what it acknowledges, and is what was found told as it is?"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import own, page
from benchmarks.peers import bars, measuring, report
from benchmarks.peers.measuring import Means
from benchmarks.peers.ours import TokenIM
from benchmarks.peers.peer import Broken, Ground, Peer
from benchmarks.peers.plain import Prototype
from benchmarks.peers.rounds import Outcome, Wish, measure
from tests.processes import environment
from tokenim.proof.bench import machine, programs

DIALECTS = Path(measuring.__file__).parent / "dialects"
MACHINE: dict[str, object] = {
    "at": "2026-01-02T03:04:05", "processor": "Abacus", "cores": 2, "python": "3.11", "sqlite": "3.40", "rounds": 2,
    "seconds": 4.0, "quick": False, "cores_said": "Pinned.",
}  # fmt: skip


@pytest.fixture
def means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Means:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    (tmp_path / "programs").mkdir()
    return Means(tmp_path / "programs", seconds=0.3, quick=True)


@pytest.fixture
def prototype(tmp_path: Path) -> Iterator[Prototype]:
    (tmp_path / "run").mkdir()
    peer = Prototype(Ground(tmp_path, tmp_path / "run", machine.cores()))
    yield peer
    peer.stop()


class Forgetful(Prototype):
    """Acknowledges all, and has lost one."""

    def rows(self) -> int | None:
        return (super().rows() or 0) - 1


@pytest.mark.system
async def test_the_prototype_stores_and_delivers_what_it_is_sent(prototype: Prototype, means: Means) -> None:
    await prototype.start()

    pairs = await measuring.w1(prototype, means)
    missed = await measuring.w5(prototype, means)

    assert pairs["rows"] == pairs["sent"] > 0
    assert pairs["delivered_s"] > 0
    assert missed["ms"] > 0


@pytest.mark.system
async def test_a_server_that_stores_less_than_it_was_sent_has_no_figure(
    tmp_path: Path, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "_STORED_SECONDS", 1)
    peer = Forgetful(Ground(tmp_path, tmp_path, machine.cores()))
    try:
        await peer.start()
        with pytest.raises(Broken, match="does not archive"):
            await measuring.w2_100(peer, means)
    finally:
        peer.stop()


@pytest.mark.system
async def test_the_same_is_asked_of_tokenim(tmp_path: Path, means: Means) -> None:
    peer: Peer = TokenIM(Ground(tmp_path, tmp_path, machine.cores()))
    try:
        await peer.start()
        found = await measuring.w2_100(peer, means)
    finally:
        peer.stop()

    assert found["rows"] == found["sent"] > 0


async def test_a_peer_that_is_not_installed_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "missing").mkdir()
    (tmp_path / "missing" / "prosody").write_text("needs root\n")

    outcome = await measure(Wish(["prosody"], ["w1"], 1, 1, quick=True), tmp_path, machine.cores())

    assert outcome.absent == {"prosody": "needs root"}
    assert "| Prosody | not measured: needs root |" in report.table(outcome)


def test_the_page_gets_medians_and_pictures_between_the_marks_and_keeps_the_rest(tmp_path: Path) -> None:
    where = tmp_path / "page.md"
    where.write_text("before\n<!-- peers: begin -->\nold\n<!-- peers: end -->\nafter\n")
    rounds = {"tokenim": [{"delivered_s": 20.0}, {"delivered_s": 40.0}], "ws": [{"delivered_s": 10.0}]}

    report.write(Outcome({"w1": rounds}, {}, []), MACHINE, where)

    text = where.read_text()
    assert text.startswith("before\n")
    assert text.endswith("<!-- peers: end -->\nafter\n")
    assert "old" not in text
    assert "| **30** (20 to 40) |" in text
    assert "Abacus" in text
    assert "TokenIM" in (tmp_path / "images" / "peers-w1.svg").read_text()


def test_a_page_without_marks_is_not_touched(tmp_path: Path) -> None:
    where = tmp_path / "page.md"
    where.write_text("nothing here\n")

    with pytest.raises(ValueError, match="no place"):
        page.put(where, "peers", "text")

    assert where.read_text() == "nothing here\n"


@pytest.mark.parametrize("source", sorted(DIALECTS.glob("*.c")), ids=lambda path: path.stem)
def test_every_dialect_compiles_without_a_warning(source: Path, tmp_path: Path) -> None:
    engine = [str(programs.SOURCES / name) for name in programs.ENGINE]
    strict = ["-Wall", "-Wextra", "-Werror", "-I", str(programs.SOURCES)]
    command = [programs.compiler(), *strict, "-o", str(tmp_path / "load"), *engine, str(source)]

    compiled = subprocess.run(command, capture_output=True, text=True, check=False)

    assert compiled.returncode == 0, compiled.stderr


def test_bars_are_as_long_as_their_figures() -> None:
    picture = ET.fromstring(bars.drawn("a < b", [("TokenIM", 200.0), ("other", 50.0)]))

    widths = [float(bar.attrib["width"]) for bar in picture.iter("{http://www.w3.org/2000/svg}rect")]
    assert widths[0] == pytest.approx(4 * widths[1], abs=0.2)


def test_own_figures_are_written_down_unless_they_are_of_a_quick_run() -> None:
    figures = {"ms": {"median": 9.0, "low": 8.0, "high": 10.0, "all": [8.0, 9.0, 10.0]}}
    told = {"machine": MACHINE, "workloads": {"p5": {"text": "", "figures": figures}}}

    assert "ms **9** (8 to 10)" in own.text(told)
    with pytest.raises(ValueError, match="quick"):
        own.text(json.loads(json.dumps(told | {"machine": MACHINE | {"quick": True}})))


@pytest.mark.parametrize("name", ["bench", "peers"])
def test_the_page_on_speed_has_the_marks(name: str) -> None:
    text = page.PAGE.read_text()

    assert text.count(f"<!-- {name}: begin -->") == text.count(f"<!-- {name}: end -->") == 1
