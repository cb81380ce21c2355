"""How long did the server's loop stand still, and how many statements did it read? A server that writes it down.

Run as `python -m tests.load.watched serve ...`; the file is named in `WATCH_FILE`. One record every 5 ms, as the loop allows:
the time, how late it was, how much of that it computed, the statements read so far, and how many tasks there were a moment ago.
"""

from __future__ import annotations

import asyncio
import os
import struct
import time
from pathlib import Path
from typing import Any

from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.app import Node
from tokenim.cli import main

RECORD = struct.Struct("<dddQQ")
PERIOD = 0.005
FLUSHED_EVERY = 100


class Watch:
    """Beats on the server's loop."""

    def __init__(self, path: str) -> None:
        self._file = Path(path).open("wb")  # noqa: SIM115 (as long as the process)
        self._loop = asyncio.get_running_loop()
        self._beats = self._tasks = 0
        self._due = time.monotonic() + PERIOD
        self._used = time.thread_time()
        self.statements = 0
        self._loop.call_later(PERIOD, self._beat)

    def _beat(self) -> None:
        now, used = time.monotonic(), time.thread_time()
        late = max(0.0, now - self._due)
        self._file.write(RECORD.pack(now, late, min(late, used - self._used), self.statements, self._tasks))
        self._used = used
        self._beats += 1
        if self._beats % FLUSHED_EVERY == 0:
            self._tasks = len(asyncio.all_tasks())
            self._file.flush()
        self._due = time.monotonic() + PERIOD
        self._loop.call_later(PERIOD, self._beat)


def install(path: str) -> None:
    """Let the node of this process be watched."""
    start, read = Node.start, SqliteDatabase.read

    async def started(self: Node) -> None:
        watch = Watch(path)

        async def counted(database: SqliteDatabase, *queries: Any) -> Any:
            watch.statements += len(queries)
            return await read(database, *queries)

        SqliteDatabase.read = counted  # type: ignore[method-assign, assignment]
        await start(self)

    Node.start = started  # type: ignore[method-assign]


if __name__ == "__main__":
    install(os.environ["WATCH_FILE"])
    main()
