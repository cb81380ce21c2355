"""Do REST and WebSocket lead to the same state, and a send over both of them to one message?"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from tests.crowd import Crowd, ask, talking
from tests.processes import Server
from tokenim.proof.checker.history import Acked, Sent

pytestmark = pytest.mark.system


async def _post(
    crowd: Crowd, http: httpx2.AsyncClient, account: dict[str, Any], room: str, client_id: str
) -> int:
    """Send over REST and note it; return the seq."""
    history = crowd.history
    key = (room, account["user"]["id"], client_id)
    body = {"client_id": client_id, "type": "text", "content": {"text": f"text of {client_id}"}}
    history.sent.append(Sent(history.now(), key, body["content"]["text"]))  # type: ignore[index]
    accepted = await ask(http, account, "POST", f"/conversations/{room}/messages", body)
    history.acked.append(Acked(history.now(), key, accepted["seq"]))
    return int(accepted["seq"])


async def test_a_device_that_only_asks_over_rest_sees_what_sockets_see(server: Server) -> None:
    async with talking(server.url, seed=8) as (crowd, http):
        crowd.talk(pause=0.01)
        for number in range(60):
            account = crowd.accounts[number % len(crowd.accounts)]
            await _post(crowd, http, account, crowd.rooms[number % len(crowd.rooms)], f"rest-{number}")
        await crowd.hush()

        assert await crowd.check(http) == []


async def test_the_same_send_over_both_transports_at_once_is_one_message(server: Server) -> None:
    async with talking(server.url, seed=9, users=2, rooms=1) as (crowd, http):
        room, device = crowd.rooms[0], crowd.devices[0]
        account = next(one for one in crowd.accounts if one["user"]["id"] == device.line.user)
        for number in range(50):
            same = f"both-{number}"
            await asyncio.gather(
                device.send(room, same), *(_post(crowd, http, account, room, same) for _ in range(3))
            )
        await crowd.hush()
        assert await crowd.check(http) == []

        messages = [item for item in crowd.history.finals[0].items if item.key is not None]
        assert len(messages) == 50


async def test_catching_up_by_sync_names_every_conversation_that_changed(server: Server) -> None:
    async with talking(server.url, seed=10, users=2, rooms=3) as (crowd, http):
        account = crowd.accounts[0]
        token = (await ask(http, account, "GET", "/sync"))["token"]
        crowd.talk()
        seen: dict[str, int] = {}
        for _ in range(20):
            await asyncio.sleep(0.02)
            token = await _synced(http, account, token, seen)
        await crowd.hush()
        await _synced(http, account, token, seen)

        assert await crowd.check(http) == []
        assert seen == {final.conversation: len(final.items) for final in crowd.history.finals}


async def _synced(http: httpx2.AsyncClient, account: dict[str, Any], token: str, seen: dict[str, int]) -> str:
    """Catch up once; note the head of each conversation that is named."""
    while True:
        news = await ask(http, account, "GET", f"/sync?token={token}")
        seen |= {view["id"]: view["last_seq"] for view in news["conversations"]}
        token = news["token"]
        if not news["more"]:
            return token
