"""What must a server to compare with be able to do here? Start, be pinned, take plans, tell what it stored, and stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tokenim.proof.bench.machine import Cores
from tokenim.proof.bench.world import TEXT

ROOM = "room"
_STOP_SECONDS = 10
_DIALECTS = Path(__file__).parent / "dialects"


class Broken(Exception):
    """A peer did not do what it must; its figure is not known."""


@dataclass(frozen=True)
class Ground:
    """Where peers are installed, where this run keeps its data, on which cores."""

    home: Path
    folder: Path
    cores: Cores


class Peer(ABC):
    """A server that is measured."""

    name: ClassVar[str]
    title: ClassVar[str]
    keeps: ClassVar[str]
    """How it keeps messages."""
    dialect: ClassVar[Path]
    quiet_seconds: ClassVar[float] = 1.5
    """How long nothing must come after logins before something is measured."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []

    @abstractmethod
    async def start(self) -> None:
        """Start with an empty store, and wait until it listens."""

    async def pairs(self, count: int) -> list[str]:
        """Return plan lines: who sends, then who receives."""
        return [
            text
            for one in range(0, 2 * count, 2)
            for text in (self.line(one, self.message(one + 1)), self.line(one + 1))
        ]

    async def room(self, members: int) -> list[str]:
        """Return plan lines: the first sends into the room, all are in it."""
        first = self.line(0, self.room_message(), self.enter(0))
        return [first] + [self.line(user, "-", self.enter(user)) for user in range(1, members)]

    async def idle(self, count: int) -> list[str]:
        """Return plan lines of users who listen."""
        return [self.line(user) for user in range(count)]

    def line(self, user: int, message: str = "-", join: str = "") -> str:
        """Return a plan line of a user."""
        raise NotImplementedError

    def message(self, to: int) -> str:
        """Return what to send to a user."""
        raise NotImplementedError

    def room_message(self) -> str:
        """Return what to send to the room."""
        raise NotImplementedError

    def enter(self, user: int) -> str:
        """Return the words that enter the room."""
        raise NotImplementedError

    def rows(self) -> int | None:
        """Return how many messages the store holds; None where none is meant to."""
        return None

    missed: Callable[[], Awaitable[float]] | None = None
    """Measure a return to 1,000 missed messages in milliseconds; None where nothing is stored."""

    @property
    def pids(self) -> str:
        """The processes whose work counts."""
        return ",".join(str(process.pid) for process in self._processes)

    @property
    def sockets_pid(self) -> str:
        """The process that holds the sockets."""
        return self.pids

    def spawn(self, command: list[str], **options: object) -> subprocess.Popen[bytes]:
        """Start a process of the peer on the server's core."""
        log = (self.ground.folder / f"{self.name}.log").open("ab")
        words = [*self.ground.cores.on(self.ground.cores.server), *command]
        with log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                words, stdout=log, stderr=log, start_new_session=True, **options
            )  # type: ignore[call-overload]
        self._processes.append(process)
        return process

    def stop(self) -> None:
        """End what was started, the last first."""
        for process in reversed(self._processes):
            end(process)
        self._processes.clear()

    def said(self) -> str:
        """Return the end of what the peer wrote to its log."""
        log = self.ground.folder / f"{self.name}.log"
        return log.read_text(errors="replace")[-600:] if log.exists() else ""


def end(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
    """End a process; if it does not listen, with all it started."""
    process.send_signal(how)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def dialect(name: str) -> Path:
    """Return the source of a dialect."""
    return _DIALECTS / f"{name}.c"


SAID = TEXT
"""What everybody says everywhere: 200 characters, the time of sending among them."""
