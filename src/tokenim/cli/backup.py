"""How is the data kept safe, and brought back?"""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from tokenim.adapters import data_lock, sqlite_copy
from tokenim.adapters.checkpoint_file import CheckpointFile
from tokenim.adapters.data_lock import DataLock, InUse
from tokenim.adapters.sqlite_copy import NotWhole
from tokenim.cli.chosen_settings import chosen, stop
from tokenim.features.audit.service.chain import ADOPT
from tokenim.kernel import faults

DATABASE = "tokenim.db"
_FAILURES = (NotWhole, InUse, sqlite3.Error, OSError)


def backup(path: Path, *, force: bool = False, data: Path | None = None) -> None:
    """Copy the database to a file, and check the copy. The server may run and write meanwhile.

    Parameters
    ----------
    path
        The file to write, or a directory for one with the date in its name.
    force
        Replace a file that is there.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    source = Path(chosen(data=data).data) / DATABASE
    target = path / time.strftime("tokenim-%Y%m%d-%H%M%S.db") if path.is_dir() else path
    if target.exists() and not force:
        stop(f"{target} is there already. Choose another name, or add --force.")
    try:
        counts = sqlite_copy.backup(source, target, _show)
    except _FAILURES as error:
        stop(f"No backup was made. {error}", 1)
    _done()
    print(
        f"{target}: {_size(target)}, {counts.get('entries', 0)} entries, {counts.get('users', 0)} users. Checked."
    )


def restore(path: Path, *, force: bool = False, data: Path | None = None) -> None:
    """Put a backup in the place of the database, while the server is stopped.

    Clients notice that the server is another one now, and read their state anew.

    Parameters
    ----------
    path
        The file that `tokenim backup` wrote.
    force
        Do it although the data directory is not empty; the database that is there is kept beside the new one.
    data
        The data directory. Default: `TOKENIM_DATA`, or ./data.
    """
    directory = Path(chosen(data=data).data)
    target = directory / DATABASE
    lock = DataLock(directory)
    try:
        lock.take()
        found = [item.name for item in directory.iterdir() if item.name != data_lock.NAME]
        if found and not force:
            stop(
                f"{directory} is not empty ({', '.join(sorted(found)[:3])}). Choose another with --data, or add --force."
            )
        sqlite_copy.restore(path, directory / (DATABASE + ".restored"), _show)
        kept = _put_aside(target)
        faults.hit("old_put_aside")
        (directory / (DATABASE + ".restored")).replace(target)
        data_lock.sync(directory)
        _expect_another_end(directory)
    except _FAILURES as error:
        stop(f"Nothing was changed. {error}", 1)
    finally:
        lock.release()
    _done()
    print(
        f"{target} is restored from {path} and checked. Start the server with `tokenim serve --data {directory}`."
    )
    if kept:
        print(f"What was there before is in {kept}.")


def _expect_another_end(directory: Path) -> None:
    """Let the next start take the audit log over as the backup holds it: it ends earlier than the one before."""
    checkpoints = CheckpointFile(directory)
    if checkpoints.known:
        checkpoints.save(ADOPT)


def _put_aside(target: Path) -> Path | None:
    """Give the database that is there a second name; it keeps the first one until the new one takes it."""
    if not target.exists():
        return None
    _fold(target)
    aside = _free(target)
    # Only a damaged database still has entries that are not in the file. The new file must not find them beside it.
    for suffix in ("-wal", "-shm"):
        companion = target.with_name(target.name + suffix)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + suffix))
    aside.hardlink_to(target)
    data_lock.sync(target.parent)
    return aside


def _free(target: Path) -> Path:
    """Return a name beside the database that nothing has; two restores may come within a second."""
    dated = time.strftime(f"{target.name}.before-%Y%m%d-%H%M%S")
    names = (target.with_name(dated + more) for more in ("", *(f"-{n}" for n in range(2, 100))))
    return next(name for name in names if not name.exists())


def _fold(target: Path) -> None:
    """Bring all entries into the file, so that it is whole without the others."""
    try:
        with closing(sqlite3.connect(target)) as db:
            db.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.DatabaseError as error:
        print(f"{target} is damaged ({error}) and is kept as it is.", file=sys.stderr)


def _show(share: float) -> None:
    if sys.stderr.isatty():
        print(f"\r{share:4.0%} copied", end="", file=sys.stderr, flush=True)


def _done() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1_000_000:.1f} MB"
