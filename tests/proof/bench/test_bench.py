"""Are the figures sane, and is a loss or a refusal never turned into a figure?"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.typing import done, run
from tests.processes import environment
from tokenim.proof.bench import abuse, abused, growing, machine
from tokenim.proof.bench.bench import Bench
from tokenim.proof.bench.programs import LoadFailed, Programs
from tokenim.proof.bench.server import Server
from tokenim.proof.bench.workloads import WORKLOADS
from tokenim.proof.bench.world import line

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    return Programs.built(tmp_path_factory.mktemp("programs"))


@pytest.fixture
def bench(programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    return Bench(programs, machine.cores(), tmp_path, seconds=0.3, quick=True, grown=0)


def test_a_quick_run_prints_sane_figures_and_writes_them_down(tmp_path: Path) -> None:
    told = tmp_path / "figures.json"

    said = done("bench", "floor", "p3", "--quick", "--seconds", "0.5", "--json", str(told))

    written = json.loads(told.read_text())
    assert {"processor", "cores", "python", "pinned", "quick"} <= written["machine"].keys()
    assert "| p3 | 200 messages a second" in said
    for name in ("floor", "p3"):
        for key in WORKLOADS[name].shown:
            figure: dict[str, Any] = written["workloads"][name]["figures"][key]
            assert 0 < figure["low"] <= figure["median"] <= figure["high"]
            assert len(figure["all"]) == 1
    calm = written["workloads"]["p3"]["figures"]
    assert calm["sent_s"]["median"] == pytest.approx(200, rel=0.5)
    assert calm["p50_ms"]["median"] <= calm["p99_ms"]["median"] <= calm["worst_ms"]["median"]


def test_without_a_compiler_it_says_what_to_install() -> None:
    found = run("bench", "p3", PATH="/nowhere", CC="")

    assert found.returncode == 2
    assert "apt-get install gcc" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_workload_that_does_not_exist_is_named_with_those_that_do() -> None:
    found = run("bench", "p99")

    assert (found.returncode, "p99" in found.stderr, "p2-100" in found.stderr) == (2, True, True)


async def test_a_message_that_does_not_come_fails_the_load(bench: Bench) -> None:
    async with bench.fresh() as (server, world):
        plan = await world.room(3)
        [(_, stranger)] = await world.users(1)
        plan.append(line(stranger))

        with pytest.raises(LoadFailed, match="not delivered"):
            bench.load(server, plan, "room")


async def test_a_refusal_fails_the_load(bench: Bench) -> None:
    async with bench.fresh() as (server, world):
        plan = await world.pairs(1)
        (_, token), (other_id, _) = await world.users(2)
        theirs = await world.direct(token, other_id)

        with pytest.raises(LoadFailed, match="hello_required"):
            bench.load(server, [line("nobody"), line("nobody")], "idle")
        with pytest.raises(LoadFailed, match="404"):
            bench.rest(server, token, ["POST /v1/conversations/c_none/messages"], 1)
        assert bench.load(server, plan, "pairs")["delivered_s"] > 0
        assert bench.rest(server, token, [f"GET /v1/conversations/{theirs}/messages"], 2)["requests_s"] > 0


async def test_copies_of_a_conversation_are_whole_and_can_be_talked_in(bench: Bench, tmp_path: Path) -> None:
    server = Server(tmp_path / "grown", bench.cores)
    async with bench.running(server) as (_, world):
        plan = await world.room(2)
        bench.load(server, plan, "room")
        (sender, conversation) = plan[0].split("\t")[1], plan[0].split('conversation_id":"')[1].split('"')[0]
        original = await world.ask("GET", f"/conversations/{conversation}/messages?limit=5", sender)

    with closing(sqlite3.connect(server.data / "tokenim.db")) as db:
        held = db.execute("SELECT count(*) FROM entries WHERE stream = ?", (conversation,)).fetchone()[0]
    copies = growing.grow(server.data, conversation, held * 4)
    growing.examine(server.data)

    assert len(copies) == 4
    async with bench.running(server) as (_, world):
        for copy in copies:
            found = await world.ask("GET", f"/conversations/{copy}/messages?limit=5", sender)
            assert [item["content"] for item in found["items"]] == [
                item["content"] for item in original["items"]
            ]
        body = {"client_id": "new", "type": "text", "content": {"text": "here"}}
        sent = await world.ask("POST", f"/conversations/{copies[-1]}/messages", sender, body)
    assert sent["seq"] == original["items"][-1]["seq"] + 1


async def test_a_damaged_database_is_not_measured(bench: Bench, tmp_path: Path) -> None:
    server = Server(tmp_path / "grown", bench.cores)
    async with bench.running(server):
        pass
    with closing(sqlite3.connect(server.data / "tokenim.db", isolation_level=None)) as db:
        db.execute("DROP TABLE meta")

    with pytest.raises(LoadFailed, match="not sound"):
        growing.examine(server.data)


async def test_calm_users_are_measured_alone_and_beside_one_who_abuses(bench: Bench) -> None:
    found = await abused.felt(bench, lambda victim: {"resumes": abuse.unread(victim)["resumes"]})

    assert 0 < found["resumes_p50_alone"] <= found["resumes_alone"]
    assert found["resumes_ratio"] == pytest.approx(found["resumes_beside"] / found["resumes_alone"])
    assert found["resumes_connections_s"] > 0
    assert found["resumes_got_mb_s"] > 0


@pytest.mark.parametrize("kinds", [abuse.frames, abuse.requests, abuse.reconnects, abuse.unread])
def test_all_that_is_abused_is_shown(kinds: Any) -> None:
    named = {key.rpartition("_")[0] for key in WORKLOADS[f"p15-{kinds.__name__}"].shown}

    assert named == kinds(abuse.Victim("token", "c_1", "epoch")).keys()
