"""When is a server ready? When its port takes connections."""

from __future__ import annotations

import asyncio
import time

from benchmarks.peers.peer import Broken, Peer

_PATIENCE_SECONDS = 60


async def until_listening(peer: Peer) -> None:
    """Wait until the peer takes connections."""
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE_SECONDS:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", peer.port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise Broken(f"{peer.title} never listened: {peer.said()}")
