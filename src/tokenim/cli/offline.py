"""How does a command work on the data of a server that does not run?"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from tokenim.adapters.data_lock import InUse
from tokenim.adapters.migrations import NewerDatabase
from tokenim.app import Node
from tokenim.catalogue.errors import TokenIMError
from tokenim.cli import first_words, logs
from tokenim.cli.chosen import chosen, stop
from tokenim.features.audit import service as audit
from tokenim.kernel.unit_of_work import Work

T = TypeVar("T")


def carry_out(data: Path | None, do: Callable[[Work], Awaitable[T]]) -> T:
    """Open the data, do something in one unit of work, store it and return the answer; refuse while a server runs."""
    settings = msgspec.structs.replace(chosen(data=data), log_level="error")
    logs.configure(settings)
    node: Node | None = None
    try:
        with asyncio.Runner() as runner:
            node = runner.run(_made(lambda: Node(settings, on_fatal=_raise)))
            return runner.run(_carry_out(node, do))
    except TokenIMError as refusal:
        stop(f"{refusal.detail}.", 1)
    except InUse as error:
        stop(f"{error} While it runs, an administrator does this over HTTP, under /v1/admin.")
    except (NewerDatabase, ValueError, OSError) as error:
        stop(str(error))


async def _made(make: Callable[[], Node]) -> Node:
    return make()


async def _carry_out(node: Node, do: Callable[[Work], Awaitable[T]]) -> T:
    await node.open()
    try:
        if said := first_words.secrets(node.made):
            print(said)
        work = node.work()
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
    """Return rows as columns; the first row is the heading."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
