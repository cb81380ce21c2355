"""Which server is tried when none is named? A process of its own in a temporary directory, which may be killed."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Self

from tokenim.proof.verify.plan import CannotRun

START_SECONDS = 20
STOP_SECONDS = 30
_ADDRESS = re.compile(rb"ready at http://[^\s:]+:(\d+)")


class OwnServer:
    """A server with an empty database on a free port; what it logs goes to a file beside its data."""

    def __init__(self) -> None:
        self.password = secrets.token_urlsafe(12)
        self.port = 0
        self.restart_seconds: list[float] = []
        self._folder = tempfile.TemporaryDirectory(prefix="tokenim-verify-")
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def log(self) -> Path:
        """The file that the server writes to."""
        return Path(self._folder.name) / "server.log"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()
        self._folder.cleanup()

    async def start(self) -> None:
        """Start it, on the same port and data as before."""
        began = asyncio.get_running_loop().time()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TOKENIM_")}
        line = [sys.executable, "-m", "tokenim", "serve", "--port", str(self.port)]
        line += ["--data", str(Path(self._folder.name) / "data")]
        with self.log.open("ab") as sink:
            self._process = await asyncio.create_subprocess_exec(
                *line, stdout=PIPE, stderr=sink, stdin=asyncio.subprocess.DEVNULL,
                env=kept | {"TOKENIM_ADMIN_PASSWORD": self.password, "TOKENIM_LIMITS": "false"},
            )  # fmt: skip
        async with asyncio.timeout(START_SECONDS):
            self.port = await self._listens(self._process)
        self.restart_seconds.append(asyncio.get_running_loop().time() - began)
        self._reading = asyncio.create_task(self._read_on(self._process))

    async def _listens(self, process: Process) -> int:
        """Wait until it says where it listens."""
        assert process.stdout is not None  # noqa: S101
        while line := await process.stdout.readline():
            if found := _ADDRESS.search(line):
                return int(found[1])
        raise CannotRun(f"The server did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    async def _read_on(self, process: Process) -> None:
        """Keep the pipe empty."""
        assert process.stdout is not None  # noqa: S101
        while await process.stdout.read(65_536):
            pass

    async def kill(self) -> None:
        """End it without a warning."""
        await self._end(signal.SIGKILL)

    async def freeze(self, seconds: float) -> None:
        """Let it do nothing for a while, as a machine does that is busy with something else."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(seconds)
            self._process.send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        """Stop it as an operator does."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(how)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._reading is not None:
            await self._reading
