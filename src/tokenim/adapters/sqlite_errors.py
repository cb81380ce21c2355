"""Which errors of SQLite leave everything as it was, so that the node may go on?"""

import sqlite3

from tokenim.catalogue import errors
from tokenim.catalogue.errors import Code

_PRIMARY = 0xFF
# The index of the WAL could not grow: the disk is full, and nothing was written to the WAL yet.
_EXTENDED = {sqlite3.SQLITE_IOERR_SHMSIZE: errors.STORAGE_FULL}
_HARMLESS = {
    sqlite3.SQLITE_FULL: errors.STORAGE_FULL,
    # Another program holds the database for longer than `busy_timeout`.
    sqlite3.SQLITE_BUSY: errors.SERVER_BUSY,
    sqlite3.SQLITE_LOCKED: errors.SERVER_BUSY,
}


def refusal(error: sqlite3.OperationalError) -> Code | None:
    """Return what to answer where nothing was stored and a later try may succeed; nothing where that is not sure.

    A sync that failed is never tried again: the system may have dropped what it could not write.
    """
    code = error.sqlite_errorcode
    return _EXTENDED.get(code) or _HARMLESS.get(code & _PRIMARY)
