"""Do tickets open sockets, the newest of a user rather than the oldest?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.rfc6455.raw import TEXT, Raw, frame, handshake
from tests.system.stand import Stand, running
from tokenim.catalogue import limits


async def ticket(stand: Stand, tokens: dict[str, Any]) -> str:
    """Get a ticket for a socket."""
    return str((await stand.ask(tokens["access_token"], "POST", "/ws-tickets"))["ticket"])


async def greeted(stand: Stand, ticket: str) -> bool:
    """Whether a ticket opens a socket."""
    raw = await Raw.connect(stand.port)
    await raw.send(handshake())
    await raw.head()
    await raw.send(frame(TEXT, json.dumps({"id": 1, "op": "hello", "body": {"ticket": ticket}}).encode()))
    got = await raw.frame()
    assert got is not None
    raw.leave()
    await asyncio.sleep(0.1)
    return "ok" in json.loads(got.payload)


async def test_the_oldest_unused_ticket_of_a_user_ends(tmp_path: Path) -> None:
    async with running(tmp_path) as stand:
        tokens, other = await stand.register("alice"), await stand.register("bob")
        issued = [await ticket(stand, tokens) for _ in range(limits.TICKETS)]
        of_bob = await ticket(stand, other)
        issued.append(await ticket(stand, tokens))

        welcomed = [await greeted(stand, each) for each in (issued[0], issued[1], issued[-1], of_bob)]

    assert welcomed == [False, True, True, True]
