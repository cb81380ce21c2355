"""Does a consumer get every batch at least once and in order, whatever happens to it?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.kernel.ground import Ground, until
from tokenim.kernel import consumers
from tokenim.kernel.consumers import Consumer
from tokenim.kernel.unit_of_work import Context, Entry


async def idle(consumer: Consumer) -> None:
    """Wait until the consumer has looked for more and waits for news."""

    async def waits() -> bool:
        return bool(consumer._news._waiters)

    await until(waits)


async def reached(consumer: Consumer, batch: int) -> None:
    """Wait until the consumer has handled the batch and remembers it."""

    async def there() -> bool:
        return await consumer.position() >= batch

    await until(there)


class Reader:
    """A consumer that notes what it was given; it fails as often as it is told to."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.batches: list[int] = []
        self.seqs: list[int] = []
        self.failures = 0
        self.consumer = Consumer("reader", self.handle, ground.context, ground.committer)

    async def handle(self, batch: int, entries: list[Entry]) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("unreachable")
        self.batches.append(batch)
        self.seqs.extend(entry.seq for entry in entries)

    async def until(self, batch: int) -> None:
        """Wait until the batch was handled and remembered."""
        await reached(self.consumer, batch)


@pytest.fixture
async def reader(ground: Ground) -> AsyncIterator[Reader]:
    reader = Reader(ground)
    yield reader
    await reader.consumer.stop()


async def test_every_batch_is_handled_once_and_in_order_while_all_goes_well(
    ground: Ground, reader: Reader
) -> None:
    await ground.append("c_1", "a")
    reader.consumer.start()
    await reader.until(1)
    for _ in range(5):
        await ground.append("c_1", "b")

    await reader.until(6)

    assert reader.batches == [1, 2, 3, 4, 5, 6]
    assert reader.seqs == [1, 2, 3, 4, 5, 6]


async def test_a_consumer_goes_on_where_the_one_before_it_stopped(ground: Ground, reader: Reader) -> None:
    reader.consumer.start()
    await ground.append("c_1", "a")
    await reader.until(1)
    await reader.consumer.stop()
    await ground.append("c_1", "b")

    following = Reader(ground)
    following.consumer.start()
    await following.until(2)
    await following.consumer.stop()

    assert following.batches == [2]


async def test_a_handler_that_fails_is_tried_again_after_a_growing_pause(
    ground: Ground, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(consumers, "LONGEST_PAUSE", 0.004)
    reader.failures = 5
    await ground.append("c_1", "a")

    with capture_logs() as logs:
        reader.consumer.start()
        await reader.until(1)

    assert [logged["again_in_seconds"] for logged in logs] == [0.001, 0.002, 0.004, 0.004, 0.004]
    assert reader.batches == [1]


async def test_a_consumer_of_some_streams_neither_reads_nor_stores_for_others(ground: Ground) -> None:
    given: list[str] = []

    async def handle(batch: int, entries: list[Entry]) -> None:
        given.extend(entry.stream for entry in entries)

    consumer = Consumer("users", handle, ground.context, ground.committer, streams="u_")
    consumer.start()
    for number in range(5):
        await ground.append(f"c_{number}", "a")
    await ground.append("u_1", "b")
    await reached(consumer, 6)
    await idle(consumer)
    await ground.append("c_1", "c")
    await asyncio.sleep(0.05)
    position = await consumer.position()
    await consumer.stop()

    assert given == ["u_1"]
    assert position == 6


async def test_a_consumer_that_skips_much_remembers_where_it_is(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "SKIPPED", 3)

    async def never(batch: int, entries: list[Entry]) -> None:
        raise AssertionError

    consumer = Consumer("users", never, ground.context, ground.committer, streams="u_")
    consumer.start()
    await idle(consumer)
    for _ in range(4):
        await ground.append("c_1", "a")
    await reached(consumer, 3)
    await consumer.stop()


async def test_what_was_handled_before_a_failure_does_not_come_again(
    ground: Ground, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "FIRST_PAUSE", 0.001)
    handled: list[int] = []

    async def fails_once_at_two(batch: int, entries: list[Entry]) -> None:
        handled.append(batch)
        if handled == [1, 2]:
            raise RuntimeError("unreachable")

    consumer = Consumer("other", fails_once_at_two, ground.context, ground.committer)
    await ground.append("c_1", "a")
    await ground.append("c_1", "b")

    with capture_logs():
        consumer.start()
        await reached(consumer, 2)
    await consumer.stop()

    assert handled == [1, 2, 2]


async def test_a_batch_whose_handling_was_cut_short_comes_again(ground: Ground, reader: Reader) -> None:
    begun = asyncio.Event()

    async def slow(batch: int, entries: list[Entry]) -> None:
        begun.set()
        await asyncio.sleep(60)

    cut = Consumer("reader", slow, ground.context, ground.committer)
    cut.start()
    await ground.append("c_1", "a")
    await begun.wait()
    await cut.stop()

    reader.consumer.start()
    await reader.until(1)

    assert reader.batches == [1]


async def test_a_consumer_can_be_sent_back_to_any_point(ground: Ground, reader: Reader) -> None:
    for name in ("a", "b", "c"):
        await ground.append("c_1", name)
    reader.consumer.start()
    await reader.until(3)
    await reader.consumer.stop()
    await reader.consumer.rewind(1)

    reader.consumer.start()
    await reader.until(3)

    assert reader.batches == [1, 2, 3, 2, 3]


async def test_a_consumer_survives_a_database_that_refuses_for_a_while(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "FIRST_PAUSE", 0.001)
    reads = 0

    async def read(*queries: Any) -> Any:
        nonlocal reads
        reads += 1
        if reads in (1, 2):
            raise OSError("no disk")
        return await ground.database.read(*queries)

    reader = Reader(ground)
    reader.consumer = Consumer("reader", reader.handle, Context(read), ground.committer)
    await ground.append("c_1", "a")

    with capture_logs() as logs:
        reader.consumer.start()
        await until(lambda: _has(reader.batches))
    await reader.consumer.stop()

    assert [logged["event"] for logged in logs] == ["consumer.failed"] * len(logs)
    assert reader.batches == [1]


async def _has(batches: list[int]) -> bool:
    return bool(batches)


async def test_a_consumer_that_never_started_can_be_stopped(reader: Reader) -> None:
    await reader.consumer.stop()

    assert reader.batches == []
