"""Is the machine fit to run the server: settings, port, clock, files, secrets?"""

import resource
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tokenim.adapters.data_lock import DataLock, InUse
from tokenim.catalogue.settings import Settings
from tokenim.cli.check import Finding, fail, ok, warn
from tokenim.features.auth.service import first_start

FILES = 4_096
SQLITE = (3, 35, 0)
BUILT = 1_763_000_000
"""A clock before this moment (November 2025) is wrong: the program is younger."""


def examine(settings: Settings) -> list[Finding]:
    """Look at what does not need the data."""
    return [_secrets(settings), _durability(settings), _port(settings), _clock(), _files(), _sqlite()]


def running(settings: Settings) -> bool:
    """Whether a process has the data directory."""
    directory = Path(settings.data)
    if not directory.is_dir():
        return False
    lock = DataLock(directory)
    try:
        lock.take()
    except InUse:
        return True
    lock.release()
    return False


def _secrets(settings: Settings) -> Finding:
    try:
        first_start.check(settings)
    except ValueError as error:
        return fail(
            str(error), "Choose a longer one, or leave the setting away: then a random one is printed once."
        )
    return ok("No secret in the settings is empty or a sample.")


def _durability(settings: Settings) -> Finding:
    if settings.synchronous == "FULL":
        return ok("Acknowledged messages survive a power loss (synchronous FULL).")
    return warn(
        "TOKENIM_SYNCHRONOUS is NORMAL: a power loss may take acknowledged messages.",
        "Remove the setting, unless losing the last seconds is fine for you.",
    )


def _port(settings: Settings) -> Finding:
    at = f"{settings.host}:{settings.port}"
    if running(settings):
        return ok(f"A server is running on this data (its port should be {settings.port}).")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        reason = error.strerror or str(error)
        return fail(
            f"The server could not listen on {at}: {reason}.", "Stop what is there, or set TOKENIM_PORT."
        )
    return ok(f"{at} is free.")


def _clock() -> Finding:
    now = time.time()
    if now < BUILT:
        shown = time.strftime("%Y-%m-%d", time.gmtime(now))
        return fail(
            f"The clock is wrong: it says {shown}.",
            "Set it, and keep it right with chrony or systemd-timesyncd.",
        )
    return ok("The clock is plausible: " + time.strftime("%Y-%m-%d %H:%M:%S UTC.", time.gmtime(now)))


def _files() -> Finding:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= FILES:
        return ok(f"{soft} files may be open; each socket is one.")
    return warn(
        f"Only {soft} files may be open; each socket is one.",
        f"Start with `ulimit -n {max(FILES, hard)}`, or LimitNOFILE= in the systemd unit.",
    )


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info >= SQLITE:
        return ok(f"SQLite is {sqlite3.sqlite_version}.")
    return fail(
        f"SQLite is {sqlite3.sqlite_version}; 3.35 is needed.",
        "Use a Python that was built with a newer one.",
    )
