"""Is the feature that `make feature` writes whole: in the house's form, within its walls, documented, its tests green?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.linter import lint_imports
from tools import feature

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "tools", "docs", "clients/python", "clients/typescript/src")
FILES = (".importlinter", "pyproject.toml", "CHANGELOG.md", "README.md", "hatch_build.py")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "web", "node_modules", "*.egg-info")
CHECKS = (
    ("ruff", "check", "--fix", "--no-cache", "src", "tests", "tools", "clients/python"),
    ("ruff", "format", "--no-cache", "src", "tests", "tools", "clients/python"),
    ("tools.docs",),
    ("tools.budget",),
    ("pytest", "-q", "-p", "no:cacheprovider", "tests/features/stars", "tests/client/test_declared.py"),
    ("pytest", "-q", "-p", "no:cacheprovider", "tests/laws/test_sync_law.py", "-k", "stars or every_durable"),
    ("pytest", "-q", "-p", "no:cacheprovider", "tests/operations/test_examples.py", "-k", "stars"),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=LEFT_OUT)
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def run(tree: Path, *command: str) -> tuple[int, str]:
    """Run a module of Python in the copy, which hides the tree that this test is in."""
    path = os.pathsep.join(map(str, (tree / "src", tree / "clients/python/src", tree)))
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=tree, env=os.environ | {"PYTHONPATH": path},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.timeout(600)
def test_a_new_feature_is_green_as_written(tree: Path) -> None:
    assert feature.main(tree, "stars") == 0
    for check in CHECKS:
        status, said = run(tree, *check)
        assert status == 0, (check, said)
    walls = lint_imports(tree)
    assert walls.returncode == 0, walls.stdout
    assert "stars.add" in (tree / "docs/reference/operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["", "pins", "Stars", "two_words", "../up"])
def test_a_name_that_is_taken_or_is_none_writes_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src/tokenim/features/pins").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))

    assert feature.main(tmp_path, name) == 1
    assert "make feature NAME=" in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before
