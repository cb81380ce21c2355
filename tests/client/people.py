"""Who talks in the tests of the client?"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack

from tokenim_client import Client, Event, Live

PASSWORD = "correct horse battery"


class People:
    """New users on a server; their clients close when the test ends."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self.url = url
        self.stack = stack

    async def new(self) -> Client:
        name = "u" + secrets.token_hex(8)
        return await self.stack.enter_async_context(await Client.register(self.url, name, PASSWORD))

    async def again(self, client: Client, url: str = "") -> Client:
        """Log the user in on another device, perhaps by another way."""
        client = await Client.login(url or self.url, client.user.username, PASSWORD)
        return await self.stack.enter_async_context(client)


async def collect(
    events: AsyncGenerator[Event], until: Callable[[Event], bool], seconds: float = 10
) -> list[Event]:
    """Return the events up to the first for which `until` holds."""
    found: list[Event] = []
    async with asyncio.timeout(seconds):
        async for event in events:
            found.append(event)
            if until(event):
                return found
    raise AssertionError(f"the events ended: {found}")


def text_is(text: str) -> Callable[[Event], bool]:
    return lambda event: event.kind == "message.sent" and event.message.text == text


def texts(events: list[Event]) -> list[str]:
    return [event.message.text for event in events if event.kind == "message.sent"]


async def started(live: Live) -> AsyncGenerator[Event]:
    """Return the events after the first state."""
    events = live.events()
    await collect(events, lambda event: event.kind == "resync_required")
    return events


async def becomes_true(asked: Callable[[], Awaitable[bool]]) -> None:
    """Ask the server again and again; the test's time limit ends it."""
    while not await asked():  # noqa: ASYNC110 - what is waited for happens in another process
        await asyncio.sleep(0.02)
