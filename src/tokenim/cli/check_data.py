"""Is the data in order: directory, space, file system, database?"""

import asyncio
import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tokenim.adapters import migrations, sqlite_copy
from tokenim.adapters.checkpoint_file import CheckpointFile
from tokenim.adapters.sqlite_copy import NotWhole
from tokenim.catalogue.settings import Settings
from tokenim.cli.check import Finding, fail, ok, warn
from tokenim.features.audit.model import Verdict
from tokenim.features.audit.service.chain import Chain
from tokenim.features.auth.service.first_start import FILE
from tokenim.kernel.unit_of_work import Context, Query, Row

NAME = "tokenim.db"
LITTLE_BYTES, TOO_LITTLE_BYTES = 1_000_000_000, 100_000_000
OVER_A_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"}
AHEAD_MS = 60_000


def examine(settings: Settings) -> list[Finding]:
    """Look at the data directory and what is in it."""
    directory = Path(settings.data).absolute()
    if not directory.exists():
        return [_absent(directory), _space(_existing(directory))]
    findings = [_rights(directory), *_secrets(directory), _space(directory), _file_system(directory)]
    path = directory / NAME
    if not path.exists():
        return [*findings, ok(f"There is no database yet; the first start makes {path}.")]
    return [*findings, *_database(path)]


def _absent(directory: Path) -> Finding:
    parent = _existing(directory)
    if os.access(parent, os.W_OK | os.X_OK):
        return ok(f"{directory} does not exist yet; the first start makes it.")
    return fail(
        f"{directory} does not exist, and {parent} is not writable.", "Choose another one with TOKENIM_DATA."
    )


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _rights(directory: Path) -> Finding:
    if not directory.is_dir():
        return fail(f"{directory} is no directory.", "Choose another one with TOKENIM_DATA.")
    wrong = [
        path for path in (directory, *directory.glob(NAME + "*")) if not os.access(path, os.R_OK | os.W_OK)
    ]
    if wrong:
        return fail(f"This user may not read and write {wrong[0]}.", f"chown -R $(id -un) {directory}")
    if directory.stat().st_mode & 0o007:
        return warn(f"Every user of this machine may look into {directory}.", f"chmod o-rwx {directory}")
    return ok(f"{directory} is this user's.")


def _secrets(directory: Path) -> list[Finding]:
    path = directory / FILE
    if not path.exists():
        return []
    return [warn(f"{path} still holds the secrets of the first start.", f"Note them, then: rm {path}")]


def _space(directory: Path) -> Finding:
    free = shutil.disk_usage(directory).free
    what = f"{free / 1e9:.1f} GB are free for {directory}."
    if free < TOO_LITTLE_BYTES:
        return fail(what, "Make room, or move the data: a full disk refuses every message.")
    return warn(what, "Make room soon.") if free < LITTLE_BYTES else ok(what)


def _file_system(directory: Path) -> Finding:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ok("The file system is not known on this system.")
    kind, longest = "", ""
    for line in mounts.read_text().splitlines():
        _, point, name, *_ = line.split(" ")
        if len(point) >= len(longest) and directory.is_relative_to(point):
            kind, longest = name, point
    if kind in OVER_A_NETWORK:
        return fail(
            f"{directory} is on {kind}, where SQLite's locks do not hold.", "Move the data to a local disk."
        )
    return ok(f"{directory} is on a local disk ({kind}).")


def _database(path: Path) -> list[Finding]:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as db:
            version = sqlite_copy.schema(db)
            newest = migrations.files()[-1][0]
            if version > newest:
                return [fail(f"The database has schema {version}, this program knows {newest}.",
                            "Start the newer version that wrote it, or restore a backup.")]  # fmt: skip
            sqlite_copy.check(db, {})
            found = [_schema(version, newest), ok("The database is sound (integrity_check)."), _newest(db)]
            return found if version < newest else [*found, _record(db, path.parent)]
    except (NotWhole, sqlite3.Error) as error:
        return [
            fail(
                f"{path}: {error}",
                "Restore a backup: tokenim restore BACKUP --force (the file is kept beside it).",
            )
        ]


def _schema(version: int, newest: int) -> Finding:
    if version == newest:
        return ok(f"The schema is {version}, the newest.")
    return ok(f"The schema is {version}; the next start brings it to {newest}. Make a backup before.")


def _newest(db: sqlite3.Connection) -> Finding:
    at = db.execute("SELECT max(at) FROM batches").fetchone()[0] or 0
    if at > time.time() * 1000 + AHEAD_MS:
        return fail(
            "The newest entry is from the future: the clock was set back, or was ahead.",
            "Set the clock right.",
        )
    return ok("No entry is from the future.")


def _record(db: sqlite3.Connection, directory: Path) -> Finding:
    """Look whether the audit log is whole; a server that runs meanwhile does not matter."""
    verdict = asyncio.run(_verified(db, directory))
    if verdict.broken_at is None:
        return ok(f"The audit log is whole: {verdict.entries} entries.")
    return fail(
        f"The audit log was tampered with, from entry {verdict.broken_at} on ({verdict.reason}).",
        "Compare it with a backup. Logs and backups from before may tell who did it, and when.",
    )


async def _verified(db: sqlite3.Connection, directory: Path) -> Verdict:
    async def read(*queries: Query) -> list[list[Row]]:
        return [db.execute(*query).fetchall() for query in queries]

    work = Context(read).work()
    chain = Chain(CheckpointFile(directory))
    await chain.open(work)
    return await chain.verify(work)
