"""What is this machine, and on which of its cores does what run?"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Cores:
    """The core of the server and that of the load; none where they cannot be kept apart."""

    server: int | None
    load: int | None
    why: str

    def on(self, core: int | None) -> list[str]:
        """Return the words before a command that keep it on a core."""
        nice = ["nice", "-n", "-10"] if os.geteuid() == 0 and shutil.which("nice") else []
        return [*nice, *_pinned(core)]

    def last_on(self, core: int | None) -> list[str]:
        """Return the same for a command that has the core only while nobody else wants it."""
        nice = ["nice", "-n", "19"] if shutil.which("nice") else []
        return [*nice, *_pinned(core)]


def _pinned(core: int | None) -> list[str]:
    return [] if core is None else ["taskset", "-c", str(core)]


def cores() -> Cores:
    """Give the server and the load a core each, or say why that is impossible here."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(None, None, "This system does not let a process choose its core: nothing is pinned.")
    mine = sorted(os.sched_getaffinity(0))
    if len(mine) < 2:
        return Cores(None, None, "There is one core: server and load share it, and the figures are lower.")
    if shutil.which("taskset") is None:
        return Cores(None, None, "There is no taskset (Debian: util-linux): nothing is pinned.")
    return Cores(mine[0], mine[1], f"The server has core {mine[0]}, the load core {mine[1]}.")


def described(on: Cores) -> dict[str, object]:
    """Return what a reader of figures must know of the machine."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "pinned": on.server is not None,
        "cores_said": on.why,
    }


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    if known.exists():
        for line in known.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
