"""How does a command work on the data of a server that does not run?"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from tokenim.adapters.data_lock import InUse
from tokenim.adapters.database_sqlite import connect
from tokenim.adapters.migrations import NewerDatabase
from tokenim.adapters.sqlite_reader import Reader
from tokenim.app import Node
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.settings import Settings
from tokenim.cli import banner, logs, safe
from tokenim.cli.chosen_settings import chosen, stop
from tokenim.features.audit import service as audit
from tokenim.kernel.actor import operator
from tokenim.kernel.unit_of_work import Context, Work

T = TypeVar("T")


def run_offline(data: Path | None, do: Callable[[Work], Awaitable[T]]) -> T:
    """Open the data, do something in one unit of work, store it and return the answer; refuse while a server runs."""
    settings = _settings(data)
    with _sentences():
        try:
            return asyncio.run(_carry_out(settings, do))
        except InUse as error:
            stop(
                f"{error} While it runs, an administrator does this over HTTP, under /v1/admin; /docs shows how."
            )


def look(data: Path | None, do: Callable[[Work], Awaitable[T]]) -> T:
    """Do something that only reads, and return the answer; a server may run meanwhile."""
    settings = _settings(data)
    with _sentences():
        try:
            return asyncio.run(_carry_out(settings, do))
        except InUse:
            return asyncio.run(_beside(settings, do))


def _settings(data: Path | None) -> Settings:
    settings = msgspec.structs.replace(chosen(data=data), log_level="error")
    logs.configure(settings)
    os.umask(0o077)
    return settings


@contextmanager
def _sentences() -> Iterator[None]:
    """End with a sentence for the operator where something cannot be done."""
    try:
        yield
    except TokenIMError as refusal:
        stop(f"{refusal.detail.removesuffix('.')}.", 1)
    except (NewerDatabase, ValueError, OSError) as error:
        stop(str(error))


async def _beside(settings: Settings, do: Callable[[Work], Awaitable[T]]) -> T:
    """Read beside a server that runs: its database serves any number of readers."""
    path = Path(settings.data) / "tokenim.db"
    reader = Reader(asyncio.get_running_loop(), lambda: connect(path, settings.synchronous), 1)
    try:
        return await do(Context(lambda *queries: reader.read(queries), settings).work(operator()))
    finally:
        await asyncio.to_thread(reader.close)


async def _carry_out(settings: Settings, do: Callable[[Work], Awaitable[T]]) -> T:
    node = Node(settings, on_fatal=_raise)
    await node.open()
    try:
        if said := banner.secrets(node.made, settings.data):
            print(said)
        work = node.work(operator())
        answer = await do(work)
        if not work.empty:
            await node.committer.store(work)
        return answer
    finally:
        await node.close()


def note(work: Work, command: str, target: str) -> None:
    """Record in the audit what was done from the command line."""
    audit.record(work, f"cli.{command}", target, actor="command line")


def _raise(error: BaseException) -> None:
    raise error


def table(rows: list[tuple[str, ...]]) -> str:
    """Return rows as columns, safe for a terminal; the first row is the heading."""
    shown = [tuple(map(safe.line, row)) for row in rows]
    widths = [max(len(row[at]) for row in shown) for at in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in shown)
    return "\n".join(line.rstrip() for line in lines)
