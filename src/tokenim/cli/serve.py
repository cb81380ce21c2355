"""How does the server start, and how does it stop?"""

import asyncio
import ctypes
import gc
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
import uvloop

from tokenim.adapters.data_lock import InUse
from tokenim.adapters.migrations import NewerDatabase
from tokenim.app import Node
from tokenim.catalogue.settings import Settings
from tokenim.cli import banner, busy_port, logs
from tokenim.cli.chosen_settings import chosen, stop
from tokenim.transport.http.server import CannotListen

log = structlog.get_logger("node")

Begun = Callable[[Node], Awaitable[None]]
M_MMAP_THRESHOLD = -3
LARGE = 1 << 20
"""From so many bytes on, memory goes back to the system as soon as it is free."""


def serve(*, host: str | None = None, port: int | None = None, data: Path | None = None) -> int:
    """Start the server and run until Ctrl-C or SIGTERM; a stop finishes what has begun.

    Parameters
    ----------
    host
        Address to listen on; `0.0.0.0` for all. Default: `TOKENIM_HOST`, or 127.0.0.1.
    port
        Port to listen on; 0 takes a free one. Default: `TOKENIM_PORT`, or 8000.
    data
        Directory for the database and secrets. Default: `TOKENIM_DATA`, or ./data.
    """
    return run(chosen(host=host, port=port, data=data))


def run(settings: Settings, begun: Begun | None = None) -> int:
    """Serve until somebody stops it; `begun` is carried out once it listens."""
    logs.configure(settings)
    # The database and everything beside it is for the user alone who runs the server.
    os.umask(0o077)
    _return_large_memory()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(_serve(settings, begun))
        except (InUse, NewerDatabase, ValueError) as error:
            stop(str(error))
        except CannotListen as error:
            stop(f"Cannot start. {busy_port.sentence(error.reason, settings.host, settings.port)}")
        except OSError as error:
            stop(f"Cannot start: {error.filename or settings.data}: {error.strerror or error}.")


async def _serve(settings: Settings, begun: Begun | None) -> int:
    began = time.perf_counter()
    stopping = asyncio.Event()
    fatal: list[BaseException] = []

    def on_fatal(error: BaseException) -> None:
        fatal.append(error)
        stopping.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _asked_to_stop, loop, number, stopping)
    node = Node(settings, on_fatal=on_fatal)
    await node.start()
    _settle_memory()
    if said := banner.secrets(node.made, settings.data):
        print(said)
    print(banner.started(settings, node.port, time.perf_counter() - began))
    sys.stdout.flush()
    if begun is not None:
        await begun(node)
    await stopping.wait()
    if fatal:
        log.critical("node.fatal", exc_info=fatal[0])
        return 1
    await node.stop()
    _say_stopped()
    return 0


def _say_stopped() -> None:
    """Tell a terminal in words what the log tells in its form."""
    if sys.stdout.isatty():
        print("\nStopped.", flush=True)
    if not sys.stderr.isatty():
        log.info("node.stopped")


def _return_large_memory() -> None:
    """Keep nothing of what a password needed to be hashed: by itself, glibc would keep 20 MB for each thread that did."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)


def _settle_memory() -> None:
    """Keep the collector off what stays for ever, and let it come seldom: messages die young without its help."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _asked_to_stop(loop: asyncio.AbstractEventLoop, number: int, stopping: asyncio.Event) -> None:
    """Stop gracefully; who asks a second time ends the process at once."""
    stopping.set()
    loop.remove_signal_handler(number)
