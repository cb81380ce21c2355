"""How does a test type a command?"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.processes import command, environment

PASSWORD = "correct horse battery"


def run(
    *arguments: str, data: Path | None = None, typed: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `tokenim` with these arguments, and return what came of it."""
    if data is not None:
        settings["TOKENIM_DATA"] = str(data)
    return subprocess.run(
        command(*arguments),
        input=typed,
        capture_output=True,
        text=True,
        timeout=50,
        env=environment(**settings),
        check=False,
    )


def done(*arguments: str, data: Path | None = None, typed: str = "", **settings: str) -> str:
    """Run a command that must work, and return what it prints."""
    finished = run(*arguments, data=data, typed=typed, **settings)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout
