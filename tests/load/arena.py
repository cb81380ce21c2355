"""Which server carries the load? A process of its own that is watched from inside and from outside."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from tests.load.watched import RECORD
from tests.processes import ROOT, Server
from tests.profile import scaled

MEGABYTE = 1_048_576
P999_SECONDS = 0.05
FREELY = {
    "TOKENIM_LOGIN_ATTEMPTS_PER_MINUTE": "1000000",
    "TOKENIM_REGISTRATIONS_BURST": "1000000",
}
_TICKS = os.sysconf("SC_CLK_TCK")


class Stalls(NamedTuple):
    """How late the loop was, in seconds: all but one in a thousand times, at worst, and at worst while it computed."""

    p999: float
    worst: float
    busy: float

    def within(self, most: float) -> bool:
        """Whether the loop was never later than that; on a machine with other work only its own computing counts."""
        return scaled(quick=self.busy <= most, deep=self.worst <= most and self.p999 <= P999_SECONDS)


class Arena(Server):
    """A server that writes down how late its loop is."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._watch = folder / "watch"
        path = os.pathsep.join(map(str, (ROOT, ROOT / "src", ROOT / "clients/python/src")))
        super().__init__(
            folder / "data", WATCH_FILE=str(self._watch), **{"PYTHONPATH": path} | FREELY | settings
        )
        self.program = [sys.executable, "-m", "tests.load.watched"]

    def _records(self, begin: float, end: float) -> list[tuple[float, float, float, int, int]]:
        raw = self._watch.read_bytes()
        whole = raw[: len(raw) // RECORD.size * RECORD.size]
        return [record for record in RECORD.iter_unpack(whole) if begin <= record[0] <= end]

    def stalls(self, begin: float, end: float) -> Stalls:
        """Return how late the loop was between two moments; wait a second before, so that it is written down."""
        records = self._records(begin, end)
        late = sorted(record[1] for record in records)
        return Stalls(late[len(late) * 999 // 1000], late[-1], max(record[2] for record in records))

    def statements(self, begin: float, end: float) -> int:
        """Return how many statements were read between two moments."""
        records = self._records(begin, end)
        return records[-1][3] - records[0][3]

    def tasks(self) -> int:
        """Return how many tasks the server had a moment ago."""
        return self._records(0, time.monotonic())[-1][4]

    def files(self) -> int:
        """Return how many files and sockets the server holds open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def cpu(self) -> float:
        """Return how many seconds of a core the server used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def log(self) -> str:
        """Return what the server logged so far."""
        return self.data.with_suffix(".log").read_text()


class Office:
    """Makes people by the key of an application: nobody has to hash a password for it."""

    def __init__(self, http: httpx2.AsyncClient, key: str) -> None:
        self.http = http
        self._key = key
        self._count = 0

    async def ask(self, token: str, method: str, path: str, body: Any = None) -> Any:
        """Ask over REST what must succeed."""
        headers = {"Authorization": f"Bearer {token}"}
        answer = await self.http.request(method, "/v1" + path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def user(self) -> str:
        """Make a user; return the id."""
        self._count += 1
        made = await self.ask(self._key, "POST", "/server/users", {"username": f"user_{self._count}"})
        return str(made["id"])

    async def person(self) -> dict[str, Any]:
        """Make a user with a session; return the tokens."""
        made = await self.ask(self._key, "POST", f"/server/users/{await self.user()}/tokens", {})
        return dict(made)

    async def group(self, token: str, *members: str) -> str:
        """Make a group; return its id."""
        body = {"kind": "group", "name": "Room", "member_ids": list(members)}
        return str((await self.ask(token, "POST", "/conversations", body))["id"])


@asynccontextmanager
async def office(arena: Server) -> AsyncIterator[Office]:
    """Open the office of a server."""
    async with httpx2.AsyncClient(base_url=arena.url, timeout=60) as http:
        yield Office(http, arena.key)


async def settled(seconds: float = 1.0) -> float:
    """Wait until what happened is written down; return the moment before."""
    moment = time.monotonic()
    await asyncio.sleep(seconds)
    return moment
