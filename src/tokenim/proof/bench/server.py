"""Which server is measured? A process of its own on the server's core, with data that goes away with it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, cast

from tokenim.proof.bench.machine import Cores
from tokenim.proof.bench.programs import LoadFailed

_ADDRESS = re.compile(r"ready at (http://\S+)")
_KEY = re.compile(r"tks_\S+")
_PROC = Path("/proc")
_STOP_SECONDS = 60


class Server:
    """A server that can be stopped and started again with the same data."""

    def __init__(self, data: Path, cores: Cores, **settings: str) -> None:
        self.data = data
        self._settings = settings
        self.key = self.url = ""
        self.start_seconds = 0.0
        self._errors = data.with_suffix(".errors")
        self._cores = cores
        self._process: subprocess.Popen[str] | None = None
        self._said: IO[str]

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid if self._process else 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def start(self) -> None:
        """Start it, and wait until it listens."""
        ours = {"TOKENIM_DATA": str(self.data), "TOKENIM_PORT": "0", "TOKENIM_LOG_LEVEL": "error"}
        # Loads ask as fast as they can; what the limits do is measured where they are the matter.
        ours |= {"TOKENIM_LIMITS": "false"} | self._settings
        foreign = {name: value for name, value in os.environ.items() if not name.startswith("TOKENIM_")}
        command = [*self._cores.on(self._cores.server), sys.executable, "-m", "tokenim", "serve"]
        began = time.perf_counter()
        with self._errors.open("w") as errors:
            self._process = subprocess.Popen(
                command, env=foreign | ours, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._said = cast("IO[str]", self._process.stdout)
        said = self._until("Ctrl-C")
        self.start_seconds = time.perf_counter() - began
        self.url = _ADDRESS.findall(said)[0]
        if not self.key:
            self.key = _KEY.findall((self.data / "first-start.txt").read_text())[0]

    def _until(self, word: str) -> str:
        said = ""
        while word not in said:
            read = self._said.readline()
            if not read:
                raise LoadFailed(f"The server did not start: {said}{self._errors.read_text()}")
            said += read
        return said

    def stop(self) -> None:
        """Stop it as an operator does; its data stay."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(_STOP_SECONDS)
        self._said.close()
        self._process = None

    def rss_mb(self) -> float:
        """Return the resident memory."""
        if _PROC.joinpath("self").exists():
            pages = int(_PROC.joinpath(str(self.pid), "statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        ran = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(ran.stdout) * 1024 / 1e6
