"""A new database at once: the schema is made once in each process of the tests, and its file is copied."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tokenim.adapters import migrations
from tokenim.adapters.database_sqlite import connect


@cache
def _made() -> bytes:
    with TemporaryDirectory(prefix="tokenim-schema-") as folder:
        path = Path(folder) / "new.db"
        db = connect(path, "OFF")
        migrations.migrate(db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        return path.read_bytes()


async def lay(path: Path) -> None:
    """Put a database with the present schema and no rows where there is none yet, as `migrations.migrate` makes it."""
    await asyncio.to_thread(_copied, path)


def _copied(path: Path) -> None:
    if not path.exists():
        path.write_bytes(_made())
