"""Who drips? As a module a process of its own, so that what it costs is not taken for what the server costs.

They drip in turn, and when nobody else wants the core: such clients are many machines elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time

PAUSE_SECONDS = 1.0


async def drip(port: int, start: bytes, drop: bytes, pause: float = PAUSE_SECONDS) -> float:
    """Send the start, then drop after drop; return after how many seconds the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(start)
    with contextlib.suppress(OSError):
        while not reader.at_eof():
            writer.write(drop)
            await writer.drain()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(65_536), pause)
    writer.transport.abort()
    return time.monotonic() - began


async def main(port: int, count: int, start: bytes, drop: bytes) -> None:
    """Let so many connections drip and print after how many seconds the last one was cut."""

    async def one(number: int) -> float:
        await asyncio.sleep(PAUSE_SECONDS * number / count)
        return await drip(port, start, drop)

    print(max(await asyncio.gather(*map(one, range(count)))))


if __name__ == "__main__":
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    port, count, start, drop = sys.argv[1:]
    asyncio.run(main(int(port), int(count), bytes.fromhex(start), bytes.fromhex(drop)))
