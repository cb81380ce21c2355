"""Do order, ids and tokens hold when somebody puts the clock of the server forward and back?"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import httpx2
import pytest

from tests.crowd import Crowd, ask, talking
from tests.processes import Server
from tests.profile import scaled

pytestmark = pytest.mark.system

HOUR, DAY = 3600, 86400
TOLERANCE_SECONDS = 0.1
JUMPS = scaled(
    quick=(HOUR, -HOUR, 3 * DAY, -1), deep=(HOUR, 0, -HOUR, 0, 3 * DAY, 0, -1, 1, -3 * DAY, 0, HOUR, -HOUR)
)


class Clock:
    """The wall clock of one server, as seconds beside the real one. Its monotonic clock goes on as it is."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.set(0)

    def set(self, offset: int) -> None:
        """Put the clock forward or back."""
        beside = self._file.with_suffix(".new")
        beside.write_text(f"{offset:+d}\n")
        beside.replace(self._file)

    @property
    def environment(self) -> dict[str, str]:
        spec = find_spec("libfaketime")
        assert spec is not None
        assert spec.origin is not None
        library = next(Path(spec.origin).parent.glob("**/libfaketime.so.1"))
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
            # With it, who waits for the interpreter's lock would spin: those waits are told by a clock that is not faked.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }


@pytest.fixture
def wall(tmp_path: Path) -> Clock:
    if find_spec("libfaketime") is None:
        print("clock jumps are not tried: libfaketime is not installed")
        pytest.skip("libfaketime is not installed")
    return Clock(tmp_path)


async def test_order_and_ids_hold_under_load_while_the_clock_jumps(tmp_path: Path, wall: Clock) -> None:
    server = await asyncio.to_thread(Server(tmp_path / "data", **wall.environment).start)
    try:
        async with talking(server.url, seed=5, users=3, rooms=2) as (crowd, http):
            crowd.talk()
            rooms = set()
            for offset in JUMPS:
                wall.set(offset)
                await asyncio.sleep(0.2)
                assert await _moves(crowd)
                rooms.add(await _stamped(http, crowd, offset))
            wall.set(0)
            await crowd.hush()
            assert await crowd.check(http) == []
            assert len(rooms) == len(JUMPS)
        assert await asyncio.to_thread(server.stop) == 0
    finally:
        server.kill()


async def _moves(crowd: Crowd) -> bool:
    """Whether sends are acknowledged: no timer waits for a time that is far away now."""
    before = len(crowd.history.acked)
    async with asyncio.timeout(5):
        while len(crowd.history.acked) < before + 5:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return True


async def _stamped(http: httpx2.AsyncClient, crowd: Crowd, offset: int) -> str:
    """Make a group and say something in it: the time that it gets shows that the clock did jump. Return its id."""
    somebody = crowd.accounts[0]
    made = await ask(http, somebody, "POST", "/conversations", {"kind": "group", "name": "New"})
    body = {"client_id": "stamp", "type": "text", "content": {"text": "What time is it?"}}
    before = time.time() + offset
    sent = await ask(http, somebody, "POST", f"/conversations/{made['id']}/messages", body)
    stamp = datetime.fromisoformat(sent["sent_at"]).timestamp()
    assert before - TOLERANCE_SECONDS <= stamp <= time.time() + offset + TOLERANCE_SECONDS
    return str(made["id"])


@pytest.mark.deep
async def test_a_token_lives_no_longer_because_the_clock_was_put_back(tmp_path: Path, wall: Clock) -> None:
    seconds = 60
    settings = wall.environment | {"TOKENIM_ACCESS_TOKEN_SECONDS": str(seconds)}
    server = await asyncio.to_thread(Server(tmp_path / "data", **settings).start)
    try:
        async with httpx2.AsyncClient(base_url=server.url, timeout=10) as http:
            body = {"username": "anna", "password": "correct horse battery"}
            tokens = (await http.post("/v1/auth/register", json=body)).raise_for_status().json()
            began = time.monotonic()
            wall.set(-HOUR)
            headers = {"Authorization": f"Bearer {tokens['access_token']}"}
            while (await http.get("/v1/users/me", headers=headers)).status_code == 200:
                assert time.monotonic() - began < seconds + 60
                await asyncio.sleep(0.5)

            assert time.monotonic() - began >= seconds - 2
            renewed = await http.post("/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
            assert renewed.status_code == 200
            assert renewed.json()["expires_in"] in (seconds - 1, seconds)
            headers = {"Authorization": f"Bearer {renewed.json()['access_token']}"}
            assert (await http.get("/v1/users/me", headers=headers)).status_code == 200
    finally:
        server.kill()
