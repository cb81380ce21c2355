"""Are jobs done again and again, whatever becomes of one of them?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from tests.features.world import World, opened
from tokenim.kernel.jobs import Jobs
from tokenim.kernel.unit_of_work import Work


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        yield world


def jobs_of(world: World) -> Jobs:
    return Jobs(world.committer, world.context)


async def keep(work: Work) -> None:
    work.write("INSERT INTO meta (key, value) VALUES ('job', 'done')")


async def test_what_a_job_records_is_stored(world: World) -> None:
    await jobs_of(world).once(keep)

    assert await world.work().one("SELECT value FROM meta WHERE key = 'job'") == ("done",)


async def test_a_job_that_records_nothing_stores_nothing(world: World) -> None:
    before = world.database.commits

    await jobs_of(world).once(lambda work: work.all("SELECT 1"))

    assert world.database.commits == before


async def test_a_job_that_another_node_did_at_the_same_time_is_no_failure(world: World) -> None:
    async def stale(work: Work) -> None:
        await keep(work)
        work.expect("admins", 99)

    jobs = jobs_of(world)
    await jobs.once(keep)
    with structlog.testing.capture_logs() as logs:
        await jobs.once(keep)
        await jobs.once(stale)

    assert [line["event"] for line in logs] == ["job.done_elsewhere"] * 2


async def test_a_job_that_failed_is_done_again(world: World) -> None:
    done = asyncio.Event()
    times = 0

    async def step(work: Work) -> None:
        nonlocal times
        times += 1
        if times == 1:
            raise OSError("no luck")
        done.set()

    jobs = jobs_of(world)
    with structlog.testing.capture_logs() as logs:
        jobs.every(0.001, "sweep", step)
        await done.wait()
        await jobs.stop()

    assert times >= 2
    assert (logs[0]["log_level"], logs[0]["job"]) == ("error", "sweep")


async def test_after_the_stop_nothing_is_done_and_what_was_begun_is_stored(world: World) -> None:
    begun = asyncio.Event()

    async def step(work: Work) -> None:
        await keep(work)
        begun.set()

    jobs = jobs_of(world)
    jobs.every(0.0, "keep", step)
    await begun.wait()
    await asyncio.sleep(0)
    await jobs.stop()
    await world.committer.drained()
    after = world.database.commits

    await asyncio.sleep(0.02)
    assert world.database.commits == after
    assert await world.work().one("SELECT value FROM meta WHERE key = 'job'") == ("done",)
    await jobs.stop()
