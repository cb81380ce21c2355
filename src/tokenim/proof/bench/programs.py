"""How do the load programs, which are C, come to be? Compiled at the start into a folder that goes away at the end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).parent / "load"
ENGINE = ("load.c", "wire.c", "usage.c", "websocket.c")
KNOWN = {
    "load": (*ENGINE, "tokenim.c"),
    "rest": ("rest.c", "wire.c", "usage.c"),
    "echo": ("echo.c", "wire.c"),
    "abuse": ("abuse.c", "wire.c"),
}
NO_COMPILER = (
    "There is no C compiler, and the load programs are C: one thread of Python could not ask as fast as the server answers.\n"
    "Install one and try again. Debian or Ubuntu: apt-get install gcc libc6-dev. Fedora: dnf install gcc. "
    "macOS: xcode-select --install."
)


class NoCompiler(Exception):
    """The machine has no C compiler that works."""


class LoadFailed(Exception):
    """A load program ended with an error: the figures of its workload are not known."""


Figures = dict[str, float]


def compiler() -> str:
    """Return the C compiler: `CC`, or what the machine calls cc, gcc or clang."""
    for name in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        if name and shutil.which(name):
            return name
    raise NoCompiler(NO_COMPILER)


def build(target: Path, sources: list[Path]) -> Path:
    """Compile one program."""
    command = [compiler(), "-O2", "-I", str(SOURCES), "-o", str(target), *map(str, sources)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise NoCompiler(f"{NO_COMPILER}\nThe one that is here said:\n{ran.stderr}")
    return target


class Programs(NamedTuple):
    """The load programs, ready to run."""

    folder: Path

    @staticmethod
    def built(folder: Path) -> Programs:
        """Compile all of them into a folder."""
        for name, sources in KNOWN.items():
            build(folder / name, [SOURCES / source for source in sources])
        return Programs(folder)

    def path(self, name: str) -> str:
        """Return where a program is."""
        return str(self.folder / name)


def figures(command: list[str]) -> Figures:
    """Run a load program to its end and return what it measured."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise LoadFailed(f"The load ended early: {ran.stderr.strip()}")
    found: Figures = json.loads(ran.stdout)
    return found
