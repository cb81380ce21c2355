"""Is it found whatever somebody does to the record, while the server runs and after a restart?"""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.features.world import World
from tokenim.adapters.checkpoint_file import CHECKPOINT, KEY, CheckpointFile
from tokenim.features.audit import service as audit
from tokenim.features.audit import store
from tokenim.features.audit.model import Verdict
from tokenim.features.audit.service import chain as chains
from tokenim.features.audit.service.chain import ADOPT, Chain
from tokenim.kernel.actor import Actor

BOSS = Actor("u_boss", "admin")
FORGE = "UPDATE audit SET actor = 'u_other' WHERE number = 2"
RESEAL = "UPDATE audit SET number = NULL, hash = NULL WHERE number >= 2"


async def recorded(world: World, count: int) -> None:
    work = world.work(BOSS)
    for number in range(count):
        audit.record(work, "auth.login", f"u_{number}")
    await world.store(work)


async def sealed(world: World, chain: Chain) -> int:
    work = world.work()
    count = await chain.seal(work)
    if count:
        await world.store(work)
    await chain.save()
    return count


async def begun(world: World, path: Path) -> Chain:
    """Return the chain as a server knows it that starts now."""
    chain = Chain(CheckpointFile(path))
    work = world.work()
    await chain.open(work)
    if not work.empty:
        await world.store(work)
    return chain


async def tampered(world: World, *statements: str) -> None:
    work = world.work()
    for statement in statements:
        work.write(statement)
    await world.store(work)


async def verified(world: World, chain: Chain) -> Verdict:
    return await chain.verify(world.work())


async def test_entries_are_chained_one_after_the_other_in_any_number_of_steps(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chains, "AT_ONCE", 2)
    chain = await begun(world, tmp_path)
    await recorded(world, 5)

    assert [await sealed(world, chain) for _ in range(4)] == [2, 2, 1, 0]
    await recorded(world, 1)
    assert await sealed(world, chain) == 1
    assert await verified(world, chain) == Verdict(6)


async def test_an_empty_record_is_whole(world: World, tmp_path: Path) -> None:
    chain = await begun(world, tmp_path)

    assert await verified(world, chain) == Verdict(0)
    assert await sealed(world, chain) == 0
    assert await verified(world, await begun(world, tmp_path)) == Verdict(0)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize(
    ("tampering", "right"),
    [
        ([FORGE], 1),
        (["UPDATE audit SET at = at + 1 WHERE number = 1"], 0),
        (["UPDATE audit SET outcome = 'x' WHERE number = 4"], 3),
        (["DELETE FROM audit WHERE number = 2"], 1),
        (["UPDATE audit SET number = 9 WHERE number = 3"], 2),
        (["UPDATE audit SET number = 99 WHERE number = 2", "UPDATE audit SET number = 2 WHERE number = 3",
          "UPDATE audit SET number = 3 WHERE number = 99"], 1),
        (["DELETE FROM audit WHERE number >= 3"], 2),
        (["DELETE FROM audit"], 0),
        ([FORGE, RESEAL], 1),
        ([RESEAL], 1),
    ],
)  # fmt: skip
async def test_tampering_is_found_where_it_happened_and_stays_so(
    world: World, tmp_path: Path, tampering: list[str], right: int, restarted: bool
) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 4)
    await sealed(world, chain)

    await tampered(world, *tampering)
    if restarted:
        chain = await begun(world, tmp_path)
    found = await verified(world, chain)
    await recorded(world, 2)
    await sealed(world, chain)
    await sealed(world, chain)

    after = await verified(world, await begun(world, tmp_path))
    assert (after.entries, after.broken_at) == (found.entries, found.broken_at) == (right, right + 1)


async def test_a_chain_that_was_made_anew_is_not_the_one_that_was(world: World, tmp_path: Path) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 3)
    await sealed(world, chain)

    await tampered(world, FORGE, "UPDATE audit SET number = NULL, hash = NULL")
    forger = await begun(world, tmp_path / "elsewhere")
    work = world.work()
    await forger.seal(work)
    await world.store(work)

    for here in (chain, await begun(world, tmp_path)):
        assert await verified(world, here) == Verdict(2, 3, "changed")


async def test_what_was_sealed_after_the_last_checkpoint_is_followed(world: World, tmp_path: Path) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 2)
    await sealed(world, chain)
    await recorded(world, 2)
    work = world.work()
    await chain.seal(work)
    await world.store(work)

    after = await begun(world, tmp_path)
    await recorded(world, 1)
    assert await sealed(world, after) == 1

    assert after.last.number == 5
    assert await verified(world, after) == Verdict(5)


def _swap(path: Path) -> None:
    path.joinpath(CHECKPOINT).write_bytes(path.joinpath("old").read_bytes())


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.joinpath(CHECKPOINT).unlink(),
        lambda path: path.joinpath(KEY).unlink(),
        lambda path: path.joinpath(CHECKPOINT).write_bytes(b'{"last":{"number":1}}\n00\n'),
        lambda path: path.joinpath(KEY).write_bytes(bytes(32)),
    ],
)
async def test_a_checkpoint_that_somebody_touched_is_told_now_and_after_a_restart(
    world: World, tmp_path: Path, harm: object
) -> None:
    assert callable(harm)
    chain = await begun(world, tmp_path)
    await recorded(world, 2)
    await sealed(world, chain)

    harm(tmp_path)
    await recorded(world, 1)
    with capture_logs() as lines:
        await sealed(world, chain)
        await sealed(world, chain)
        found = await verified(world, chain)
        after = await verified(world, await begun(world, tmp_path))

    assert found == after == Verdict(0, 1, "checkpoint")
    assert [line["event"] for line in lines] == ["audit.checkpoint_broken"] * 2


async def test_an_older_checkpoint_is_not_the_one_that_was_kept(world: World, tmp_path: Path) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 1)
    await sealed(world, chain)
    tmp_path.joinpath("old").write_bytes(tmp_path.joinpath(CHECKPOINT).read_bytes())
    await recorded(world, 1)
    await sealed(world, chain)

    _swap(tmp_path)

    assert await verified(world, chain) == Verdict(0, 1, "checkpoint")


async def test_a_record_from_elsewhere_is_taken_over_and_that_is_recorded(
    world: World, tmp_path: Path
) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 3)
    await sealed(world, chain)
    new = tmp_path / "restored"
    new.mkdir()

    taken = await begun(world, new)
    await sealed(world, taken)

    assert await verified(world, await begun(world, new)) == Verdict(4)
    rows = await world.work().all("SELECT operation, parameters FROM audit WHERE number = 4")
    assert rows == [("audit.adopted", b'{"last_number":3}')]


async def test_a_restored_backup_is_shorter_than_what_was_and_whole(world: World, tmp_path: Path) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 4)
    await sealed(world, chain)

    await tampered(world, "DELETE FROM audit WHERE number > 2")
    await asyncio.to_thread(CheckpointFile(tmp_path).save, ADOPT)
    restored = await begun(world, tmp_path)
    await sealed(world, restored)

    assert await verified(world, restored) == Verdict(3)


async def test_what_is_too_old_is_removed_from_the_beginning_and_the_rest_is_whole(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 5)
    await sealed(world, chain)
    await tampered(world)
    now = world.work().now

    async def trimmed(before: int) -> list[tuple[object, ...]]:
        work = world.work()
        await chain.trim(work, before)
        if not work.empty:
            await world.store(work)
        return await world.work().all("SELECT number FROM audit ORDER BY number")

    assert len(await trimmed(now - 60_000)) == 5
    monkeypatch.setattr(chains, "REMOVED_AT_ONCE", 3)
    assert await trimmed(now + 60_000) == [(4,), (5,)]
    assert await verified(world, chain) == Verdict(2)
    after = await begun(world, tmp_path)
    assert await verified(world, after) == Verdict(2)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert await verified(world, await begun(world, elsewhere)) == Verdict(1)
    await tampered(world, "DELETE FROM audit WHERE number = 4")
    assert (await verified(world, after)).broken_at == 4
    assert (5,) in await trimmed(now + 60_000)


async def test_a_verification_while_old_entries_are_removed_begins_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = await begun(world, tmp_path)
    await recorded(world, 4)
    await sealed(world, chain)
    real = store.sealed
    trims = [True]

    async def read(work: object, after: int, limit: int) -> object:
        if trims:
            trims.clear()
            other = world.work()
            await chain.trim(other, other.now + 60_000)
            await world.store(other)
        return await real(world.work(), after, limit)

    monkeypatch.setattr(chains, "REMOVED_AT_ONCE", 2)
    monkeypatch.setattr(store, "sealed", read)

    assert await verified(world, chain) == Verdict(2)


async def test_a_stopped_save_is_known(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = await begun(world, tmp_path)
    writing, may_write, write = threading.Event(), threading.Event(), CheckpointFile.save

    def slow(file: CheckpointFile, payload: bytes) -> None:
        writing.set()
        may_write.wait(10)
        write(file, payload)

    monkeypatch.setattr(CheckpointFile, "save", slow)
    await recorded(world, 1)
    saving = asyncio.ensure_future(sealed(world, chain))
    await asyncio.to_thread(writing.wait, 10)
    saving.cancel()
    asyncio.get_running_loop().call_later(0.05, may_write.set)
    with pytest.raises(asyncio.CancelledError):
        await saving

    await recorded(world, 1)
    assert (await sealed(world, chain), await verified(world, chain)) == (1, Verdict(2))
