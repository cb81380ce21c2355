"""How does a test get a real server? As a process of its own, on a free port, with an empty data directory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIGURES = {"Authorization": "Bearer figures-please"}
"""The header that `/metrics` asks for."""
_ADDRESS = re.compile(r"ready at (http://\S+)")
_KEY = re.compile(r"application key +(tks_\S+)")
_ADMIN = re.compile(r"administrator +admin / (\S+)")


def command(*arguments: str) -> list[str]:
    """Return the command line of `tokenim` with these arguments."""
    return [sys.executable, "-m", "tokenim", *arguments]


def environment(**more: str) -> dict[str, str]:
    """Return an environment without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOKENIM_")}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "clients/python/src")])
    # Tests ask as fast as they can; those of the limits say so.
    ours = {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "TOKENIM_LIMITS": "false"}
    return kept | ours | {"TOKENIM_METRICS_TOKEN": "figures-please"} | more


class Server:
    """A server that runs, can be stopped and killed, and started again on the same port and data."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.port = 0
        self.url = ""
        self.said = ""
        self.key = ""
        self.admin_password = ""
        self.program = command()
        """What `tokenim` is; a tracer or another entrance may be put in front of it."""
        self._settings = settings
        self.process: subprocess.Popen[str]

    def start(self) -> Server:
        line = [*self.program, "serve", "--port", str(self.port), "--data", str(self.data)]
        # Everything goes to one file, so that no pipe fills up.
        log = self.data.with_suffix(".log")
        with log.open("a") as sink:
            begin = sink.tell()
            self.process = subprocess.Popen(
                line, stdout=subprocess.PIPE, stderr=sink, text=True, env=environment(**self._settings)
            )
        assert self.process.stdout is not None
        self.said = ""
        while "Ctrl-C" not in self.said:
            read = self.process.stdout.readline()
            assert read, f"the server did not start:\n{self.said}{log.read_text()[begin:]}"
            self.said += read
        if "new server" in self.said:
            made = (self.data / "first-start.txt").read_text()
            self.key = _found(_KEY, made)
            self.admin_password = _found(_ADMIN, made)
        self.url = _found(_ADDRESS, self.said)
        self.port = int(self.url.rpartition(":")[2])
        return self

    def stop(self) -> int:
        """Stop it as an operator does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """End it without a warning."""
        self.process.kill()
        self._ended()

    def rss(self) -> int:
        """Return how much memory the server holds, in bytes."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) * 1024

    def _ended(self) -> int:
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    assert match, f"{pattern.pattern} is not in:\n{text}"
    return match[1]
