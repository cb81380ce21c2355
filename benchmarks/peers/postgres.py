"""How does a peer get a PostgreSQL of its own? A cluster in the folder of the run, durable as it comes, on the server's core."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.peers.peer import Broken, Ground, end, free_port

_SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
shared_buffers = 512MB
max_wal_size = 4GB
max_connections = 200
jit = off
"""
_OWNER = "postgres"
_PATIENCE_SECONDS = 30


class Postgres:
    """One cluster."""

    def __init__(self, ground: Ground) -> None:
        self.port = free_port()
        self._ground = ground
        self._folder = ground.folder / "postgres"
        self._programs = _programs()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Make the cluster and start it."""
        self._folder.mkdir()
        # PostgreSQL refuses to run as root.
        who: dict[str, object] = {"cwd": self._folder}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_OWNER)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._ground.folder.chmod(0o711)
            who |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        data = self._folder / "data"
        words = [
            "initdb",
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            _OWNER,
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        self._run([str(self._programs / words[0]), *words[1:]], **who)
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS.format(port=self.port, folder=self._folder))
        command = [
            *self._ground.cores.on(self._ground.cores.server),
            str(self._programs / "postgres"),
            "-D",
            str(data),
        ]
        with (self._ground.folder / "postgres.log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **who)  # type: ignore[call-overload]
        return self._process

    def wait(self) -> None:
        """Wait until it answers: it takes connections before it does."""
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE_SECONDS:
            ran = subprocess.run([*self._psql(_OWNER), "-c", "SELECT 1"], capture_output=True, check=False)
            if ran.returncode == 0:
                return
            time.sleep(0.1)
        raise Broken("PostgreSQL does not answer")

    def ask(self, sql: str, database: str = _OWNER) -> str:
        """Run a statement and return what it says."""
        return self._run([*self._psql(database), "-Atc", sql])

    def load(self, path: Path, database: str) -> None:
        """Run a file of statements."""
        self._run([*self._psql(database), "-f", str(path)])

    def _psql(self, database: str) -> list[str]:
        at = ["-h", "127.0.0.1", "-p", str(self.port), "-U", _OWNER, "-d", database]
        return [str(self._programs / "psql"), "-q", "-v", "ON_ERROR_STOP=1", *at]

    def _run(self, command: list[str], **who: object) -> str:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, **who)  # type: ignore[call-overload]
        if ran.returncode:
            raise Broken(f"{command[0]}: {ran.stderr}")
        return str(ran.stdout)

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            end(self._process, signal.SIGINT)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path is None:
        raise Broken("PostgreSQL is not installed")
    return Path(on_path).parent
