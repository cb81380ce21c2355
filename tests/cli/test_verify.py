"""Does `tokenim verify` judge rightly, and say so shortly?"""

from __future__ import annotations

import json
import random
from pathlib import Path

import httpx2
import pytest

from tests.cli.typing import run
from tests.processes import Server
from tests.proof.checker import clean, plants_messages
from tests.proof.checker.plants import PLANTS
from tokenim.proof.checker import saved
from tokenim.proof.verify.evidence import EVIDENCE

pytestmark = pytest.mark.system

SHORT = ("--seconds", "4", "--rate", "60", "--cuts", "2")
LOST = "the newest acknowledged message is nowhere, which leaves no gap"
PLANTERS = (plants_messages,)
"""Importing them plants the bugs."""


def test_a_server_of_its_own_is_killed_and_keeps_every_promise(tmp_path: Path) -> None:
    report, history = tmp_path / "report.json", tmp_path / "history.jsonl"
    ran = run("verify", *SHORT, "--kills", "1", "--report", str(report), "--history", str(history))

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Every promise was kept." in ran.stdout
    told = json.loads(report.read_text())
    assert told["kept"]
    assert {one["name"] for one in told["promises"]} == {*EVIDENCE, "R7", "R9", "R11"}
    assert (told["run"]["counts"]["cuts"], told["run"]["counts"]["kills"]) == (2, 1)

    again = run("verify", "--check", str(history))
    assert again.returncode == 0, again.stdout


def test_a_running_server_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    files = ("--report", str(tmp_path / "report.md"), "--history", str(tmp_path / "history.jsonl"))
    ran = run("verify", server.url, "--key", server.key, *SHORT, *files)
    admin = {"username": "admin", "password": server.admin_password}
    token = httpx2.post(f"{server.url}/v1/auth/login", json=admin).json()["access_token"]
    users = httpx2.get(
        f"{server.url}/v1/admin/users?limit=200", headers={"Authorization": f"Bearer {token}"}
    ).json()["items"]
    assert server.stop() == 0

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"left behind    {len(users) - 1} deleted users" in ran.stdout
    assert "not deleted" not in ran.stdout
    assert [user["status"] for user in users if user["id"] != users[0]["id"]] == ["deleted"] * (
        len(users) - 1
    )
    assert "| I1 |" in (tmp_path / "report.md").read_text()


@pytest.mark.parametrize("report", ["report.md", "report.json"])
def test_a_history_with_a_planted_bug_is_judged_broken(tmp_path: Path, report: str) -> None:
    history = clean.copied(1)
    promise, bug = PLANTS[LOST]
    bug(history, random.Random(1))
    saved.save(history, tmp_path / "history.jsonl")

    ran = run("verify", "--check", str(tmp_path / "history.jsonl"), "--report", str(tmp_path / report))

    assert ran.returncode == 1
    assert f"BROKEN  {promise} " in ran.stdout
    assert "broken" in (tmp_path / report).read_text()


def test_what_cannot_be_tried_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no-history").write_text("nonsense\n")
    wrong = {
        "--key": ["http://127.0.0.1:9"],
        "No server answers": ["http://127.0.0.1:9", "--key", "tks_none"],
        "--kills": ["http://127.0.0.1:9", "--key", "tks_none", "--kills", "1"],
        "line 1": ["--check", str(tmp_path / "no-history")],
        "No such file": ["--check", str(tmp_path / "nothing")],
    }
    for said, arguments in wrong.items():
        ran = run("verify", *arguments)

        assert ran.returncode == 2, said
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr
