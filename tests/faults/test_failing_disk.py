"""Does the server end at once when the disk fails, without a promise that it cannot keep?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.crowd import talking
from tests.faults.injection import failing, need_strace
from tests.faults.people import again
from tests.power.record import fail
from tests.power.states import states
from tests.processes import Server
from tests.profile import scaled

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("_strace")]

# The thread that makes the schema needs some syncs of its own before the writer begins.
FIRST_SYNC = 20
FAULTS = [
    *(f"fdatasync:error=EIO:when={FIRST_SYNC + n}" for n in scaled(quick=(9,), deep=tuple(range(1, 51)))),
    *(f"pwrite64:error=EIO:when={n}" for n in scaled(quick=(), deep=tuple(range(400, 800, 40)))),
]


@pytest.fixture(scope="module")
def _strace() -> None:
    need_strace()


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_promised_after_an_error_of_the_disk(tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "state"
    folder.mkdir()

    recorded, code = asyncio.run(fail(tmp_path, fault))

    found = list(states(recorded, folder, count=60, seed=1, after=0.6))
    assert [state for state in found if state.verdict.lost or state.verdict.unsound] == []
    assert code == 1
    last = (tmp_path / "data.log").read_text().splitlines()[-1]
    assert json.loads(last)["event"] == "node.fatal"
    assert "disk I/O error" in last
    assert recorded.promised


@pytest.mark.deep
async def test_a_crowd_finds_everything_again_after_an_error_of_the_disk(tmp_path: Path) -> None:
    server = await asyncio.to_thread(Server(tmp_path / "data").start)
    try:
        async with talking(server.url, seed=3, users=2, rooms=2) as (crowd, http):
            crowd.talk()
            with failing(server.process.pid, "fdatasync:error=EIO:when=5"):
                assert await asyncio.to_thread(server.process.wait, 20) == 1
            server.kill()
            server = await asyncio.to_thread(again(server).start)
            await asyncio.sleep(0.5)
            await crowd.hush()

            assert await crowd.check(http) == []
    finally:
        server.kill()
