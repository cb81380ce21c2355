"""Is the chat made anew when, and only when, what it is made of has changed?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import node, web_build


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project whose chat is fresh."""
    for name in ("web/src", "clients/typescript/src", "web/tests", "web/node_modules/x", "src/tokenim/web"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "web/index.html").write_text("<!doctype html>")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "clients/typescript/src/index.ts").write_text("export {}")
    (tmp_path / web_build.TARGET / web_build.STAMP).write_text(web_build.fingerprint(tmp_path))
    return tmp_path


def test_a_chat_that_is_fresh_is_not_made_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert web_build.fresh(project)
    assert web_build.main(project, everything=False) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "changed",
    ["web/index.html", "web/src/new.tsx", "package-lock.json", "clients/typescript/src/index.ts"],
)
def test_whatever_it_is_made_of_makes_it_stale(project: Path, changed: str) -> None:
    (project / changed).write_text("something else")

    assert not web_build.fresh(project)


@pytest.mark.parametrize("changed", ["web/tests/a.test.ts", "web/node_modules/x/index.js", "README.md"])
def test_what_is_not_in_it_leaves_it_fresh(project: Path, changed: str) -> None:
    (project / changed).write_text("something else")

    assert web_build.fresh(project)


def test_a_file_that_is_gone_or_has_another_name_makes_it_stale(project: Path) -> None:
    (project / "clients/typescript/src/index.ts").rename(project / "clients/typescript/src/other.ts")

    assert not web_build.fresh(project)


def test_a_build_that_fails_says_why_and_leaves_the_old_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "package-lock.json").write_text("this is no lock")

    assert web_build.main(project, everything=False) == 1
    assert "npm ci failed" in capsys.readouterr().err
    assert (project / web_build.TARGET / web_build.STAMP).is_file()


def test_an_old_node_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "node"
    program.write_text("#!/bin/sh\necho v18.20.4\n")
    program.chmod(0o755)
    npm = tmp_path / "npm-cli.js"
    npm.write_text("")
    (tmp_path / "npm").symlink_to(npm)
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    found = node.find()

    assert found is None or found.program.parent != tmp_path


def test_a_new_node_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "node"
    program.write_text("#!/bin/sh\necho v24.1.0\n")
    program.chmod(0o755)
    npm = tmp_path / "npm-cli.js"
    npm.write_text("")
    npm.chmod(0o755)
    (tmp_path / "npm").symlink_to(npm)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    assert node.find() == node.Node(program, npm)
