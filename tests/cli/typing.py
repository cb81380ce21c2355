"""How does a test type a command?"""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path

from tests.processes import Server, command, environment

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


class Terminal:
    """A chat that a test types into and reads from."""

    def __init__(self, server: Server, name: str, *more: str) -> None:
        line = command("chat", "--url", server.url, "--user", name, *more)
        self._process = subprocess.Popen(
            line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(),
        )
        self.text = ""
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        self.type(PASSWORD)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.text += line

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def see(self, text: str) -> None:
        until = time.monotonic() + 15
        while text not in self.text:
            assert time.monotonic() < until, f"{text!r} was not seen:\n{self.text}"
            time.sleep(0.02)

    def leave(self) -> int:
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = self._process.wait(20)
        self._reading.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code
