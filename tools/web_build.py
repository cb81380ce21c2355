"""How is the chat made? From `web/` into the package, once; again only when what it is made of has changed."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from tools import node
from tools.node import Node, NoNode

TARGET = "src/tokenim/web"
STAMP = ".made"
FILES = (
    "package.json",
    "package-lock.json",
    ".npmrc",
    "tsconfig.base.json",
    "clients/typescript/package.json",
)
FOLDERS = ("web", "clients/typescript/src")
# Not in what is made: tests, and what others put there.
LEFT_OUT = {"node_modules", "dist", "e2e", "tests", "screenshots"}


class Failed(Exception):
    """A step went wrong; the text says what its program said."""


def fresh(root: Path) -> bool:
    """Say whether the chat is there and made of what is there now."""
    stamp = root / TARGET / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint(root)


def build(root: Path) -> None:
    """Make the chat unless it is fresh. It appears whole or not at all."""
    with _alone(root):
        if fresh(root):
            return
        began = time.monotonic()
        print("Preparing the chat page ... (once, about a minute)", flush=True)
        made_of = fingerprint(root)
        tools = node.fetched(root)
        _fetch(root, tools, everything=False)
        with tempfile.TemporaryDirectory(dir=root / "src/tokenim", prefix=".web-") as folder:
            size = _make(root, tools, Path(folder) / "web")
            (Path(folder) / "web" / STAMP).write_text(made_of)
            _put(Path(folder) / "web", root / TARGET)
        print(f"The chat page is ready: {size}, {time.monotonic() - began:.0f} s.", flush=True)


def fingerprint(root: Path) -> str:
    """Return a hash over everything the chat is made of."""
    whole = sha256()
    for path in sorted(_inputs(root)):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / name for name in FILES if (root / name).is_file())
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.is_file() and not LEFT_OUT.intersection(path.relative_to(root).parts):
                yield path


def _fetch(root: Path, tools: Node, *, everything: bool) -> None:
    """Fetch the packages, unless those of this lock are there; what only tests need stays away until it is wanted."""
    lock = sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = root / "node_modules/.fetched"
    there = stamp.read_text() if stamp.is_file() else ""
    if there == f"{lock} everything" or (there == f"{lock} product" and not everything):
        return
    print("  fetching its packages", flush=True)
    line: list[str | Path] = [tools.program, tools.npm, "ci", "--ignore-scripts", "--loglevel=error"]
    _run("npm ci", line if everything else [*line, "--omit=dev"], root, tools)
    stamp.write_text(f"{lock} {'everything' if everything else 'product'}")


def _make(root: Path, tools: Node, target: Path) -> str:
    print("  building", flush=True)
    vite = root / "node_modules/vite/bin/vite.js"
    line: list[str | Path] = [
        tools.program,
        vite,
        "build",
        root / "web",
        "--outDir",
        target,
        "--emptyOutDir",
        "--logLevel",
        "warn",
    ]
    _run("vite build", line, root / "web", tools)
    packed: list[str | Path] = [tools.program, root / "tools/compress.mjs", target]
    return _run("compress", packed, root, tools).strip()


def _run(what: str, line: Sequence[str | Path], folder: Path, tools: Node) -> str:
    ran = subprocess.run(
        line,
        cwd=folder,
        env=tools.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise Failed(f"{what} failed:\n{ran.stdout.strip()}")
    return ran.stdout


def _put(made: Path, target: Path) -> None:
    """Replace the old one in two renames."""
    old = made.with_name("old")
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let two builds of one folder follow each other."""
    (root / ".stamps").mkdir(exist_ok=True)
    with (root / ".stamps/web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def packages(root: Path) -> None:
    """Fetch everything, for tests and checks too."""
    with _alone(root):
        _fetch(root, node.fetched(root), everything=True)


def main(root: Path, *, everything: bool) -> int:
    """Make the chat; answer 1 if it could not be made."""
    try:
        if everything:
            packages(root)
        if (root / "web/index.html").is_file():
            build(root)
    except (Failed, NoNode) as error:
        print(f"The chat page could not be made: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), everything="--everything" in sys.argv))
