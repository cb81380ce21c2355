"""Are units committed together while the disk is busy, and is everybody told in the right order?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.kernel.ground import INSERT, Ground, alice
from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.catalogue.events import ConversationUpdated
from tokenim.kernel import committer, faults
from tokenim.kernel.committer import Committer
from tokenim.kernel.unit_of_work import Conflict, Work


def unit(ground: Ground, name: str = "x") -> Work:
    work = ground.work(alice())
    work.append("c_1", ConversationUpdated(name=name))
    return work


async def test_units_gather_while_a_batch_is_written(ground: Ground) -> None:
    await asyncio.gather(*(ground.committer.store(unit(ground)) for _ in range(100)))

    assert ground.database.commits == 1

    async def late() -> None:
        await asyncio.sleep(0.0001)
        await ground.committer.store(unit(ground))

    await asyncio.gather(ground.committer.store(unit(ground)), *(late() for _ in range(50)))
    assert ground.database.commits <= 5


async def test_a_batch_is_bounded(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committer, "BATCH", 10)

    await asyncio.gather(*(ground.committer.store(unit(ground, f"{n}")) for n in range(25)))

    assert ground.database.commits == 3
    assert await ground.names("c_1") == [f"{n}" for n in range(25)]


async def test_caches_learn_first_then_the_senders_then_the_listeners(ground: Ground) -> None:
    told: list[str] = []
    ground.committer.project(lambda works: told.append("projection"))
    ground.committer.listen(lambda works: told.append("listener"))
    works = [unit(ground), unit(ground)]
    works[0].on_commit(lambda: told.append("after"))

    for work in works:
        ground.committer.submit(work, lambda _: told.append("settled"))
    await ground.committer.drained()

    assert told == ["projection", "after", "settled", "settled", "listener"]


async def test_it_says_whether_a_batch_is_on_its_way(ground: Ground) -> None:
    when_told: list[bool] = []
    ground.committer.listen(lambda works: when_told.append(ground.committer.writing()))
    before = ground.committer.writing()
    ground.committer.submit(unit(ground), lambda _: None)
    await asyncio.sleep(0)
    meanwhile = ground.committer.writing()
    await ground.committer.drained()

    assert (before, meanwhile, when_told) == (False, True, [False])


async def test_only_stored_units_are_told_but_all_are_settled(ground: Ground) -> None:
    told: list[Work] = []
    settled: list[Work] = []
    ground.committer.listen(told.extend)
    ground.committer.project(told.extend)
    good, bad = unit(ground), unit(ground)
    for work in (good, bad):
        work.write(INSERT, key="same", value="")
    bad.on_commit(lambda: told.append(bad))

    ground.committer.submit(good, settled.append)
    ground.committer.submit(bad, settled.append)
    await ground.committer.drained()

    assert told == [good, good]
    assert settled == [good, bad]
    assert isinstance(bad.outcome, Conflict)


async def test_store_raises_what_refused_the_unit(ground: Ground) -> None:
    first, second = ground.work(), ground.work()
    for work in (first, second):
        work.write(INSERT, key="same", value="")
    await ground.committer.store(first)

    with pytest.raises(Conflict):
        await ground.committer.store(second)


async def test_who_stops_waiting_for_a_unit_leaves_the_others_of_its_batch_alone(ground: Ground) -> None:
    impatient = asyncio.ensure_future(ground.committer.store(unit(ground, "a")))
    patient = asyncio.ensure_future(ground.committer.store(unit(ground, "b")))
    await asyncio.sleep(0)
    impatient.cancel()

    await asyncio.wait_for(patient, 5)

    assert await ground.names("c_1") == ["a", "b"]


async def test_a_listener_that_fails_does_so_alone(ground: Ground) -> None:
    def fails(works: Sequence[Work]) -> None:
        raise RuntimeError("deaf")

    told: list[Work] = []
    for listener in (fails, told.extend):
        ground.committer.listen(listener)
    work = unit(ground)

    with capture_logs() as logs:
        await ground.committer.store(work)
        await ground.committer.drained()
        ground.committer.notify(work)

    assert told == [work, work]
    assert [logged["event"] for logged in logs] == ["listener.failed"] * 2


async def test_a_tiny_batch_lingers_for_company(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "x.db", synchronous="NORMAL", on_fatal=_raise)
    await database.open()
    lingering = Committer(database, linger_ms=10)
    stands: Callable[[], Ground] = lambda: Ground(database)  # noqa: E731
    await lingering.store(unit(stands()))

    async def late(seconds: float) -> None:
        await asyncio.sleep(seconds)
        await lingering.store(unit(stands()))

    await asyncio.gather(*(late(n / 1000) for n in range(4)))
    await lingering.drained()
    commits = database.commits
    await database.close()

    assert commits <= 3


async def test_drained_means_that_everything_is_settled(ground: Ground) -> None:
    settled: list[Work] = []
    for _ in range(3):
        ground.committer.submit(unit(ground), settled.append)

    assert not ground.committer.idle
    await ground.committer.drained()

    assert len(settled) == 3
    assert ground.committer.idle


def _raise(error: BaseException) -> None:
    raise error


async def test_a_test_may_break_a_unit_that_waits(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "armed", True)
    points: list[str] = []
    monkeypatch.setattr(faults, "hit", points.append)

    await ground.committer.store(unit(ground))

    assert points[0] == "queued"


async def test_who_counts_is_told_how_many_units_a_batch_had_and_how_long_it_took(ground: Ground) -> None:
    told: list[tuple[int, float]] = []
    counted = Committer(ground.database, observe=lambda units, seconds: told.append((units, seconds)))

    await counted.store(unit(ground))

    assert [units for units, _ in told] == [1]
    assert 0 < told[0][1] < 60
