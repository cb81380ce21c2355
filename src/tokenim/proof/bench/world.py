"""Which users and conversations does a load need? Made over the public API with the application's key."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Any

from tokenim.proof.bench.asking import Asking

CHARACTERS = 200
MARK = "T=" + "#" * 19 + " "
TEXT = MARK + ("abcdefghijklmnopqrstuvwxyz ,." * 7)[: CHARACTERS - len(MARK)]
MEMBERS_AT_ONCE = 1000
_FRAME = (
    '{{"id":%%%%%%%%%%%%%%%,"op":"messages.send","body":{{"conversation_id":"{}","client_id":"$$$$$$$$$$$$$$$$$$$",'
    '"type":"text","content":{{"text":"' + TEXT + '"}}}}}}'
)

User = tuple[str, str]
"""The id, and a token."""


class World:
    """Makes what a plan needs on a running server."""

    def __init__(self, url: str, key: str) -> None:
        self._asking = Asking(url)
        self._key = key
        self._tag = secrets.token_hex(4)
        self._made = 0
        self.ask = self._asking.ask
        self.aclose = self._asking.close

    async def people(self, count: int) -> list[str]:
        """Return the ids of so many new users."""
        start, self._made = self._made, self._made + count
        return await asyncio.gather(*(self._person(number) for number in range(start, start + count)))

    async def _person(self, number: int) -> str:
        body = {"username": f"load-{self._tag}-{number}"}
        made: dict[str, str] = await self.ask("POST", "/server/users", self._key, body)
        return made["id"]

    async def let_in(self, ids: list[str]) -> list[User]:
        """Return the users with a token each."""

        async def one(user_id: str) -> User:
            return user_id, (await self.ask("POST", f"/server/users/{user_id}/tokens", self._key, {}))[
                "access_token"
            ]

        return await asyncio.gather(*map(one, ids))

    async def users(self, count: int) -> list[User]:
        """Return so many new users with a token each."""
        return await self.let_in(await self.people(count))

    async def direct(self, token: str, other_id: str) -> str:
        """Return the id of a new conversation of two."""
        body = {"kind": "direct", "user_id": other_id}
        return str((await self.ask("POST", "/conversations", token, body))["id"])

    async def group(self, token: str, others: list[str]) -> str:
        """Return the id of a new group."""
        body = {"kind": "group", "name": "Load", "member_ids": others[:MEMBERS_AT_ONCE]}
        made: str = (await self.ask("POST", "/conversations", token, body))["id"]
        for start in range(MEMBERS_AT_ONCE, len(others), MEMBERS_AT_ONCE):
            more = {"user_ids": others[start : start + MEMBERS_AT_ONCE]}
            await self.ask("POST", f"/conversations/{made}/members", token, more)
        return made

    async def pairs(self, count: int) -> list[str]:
        """Return plan lines for so many pairs: who sends, then who receives."""
        users = await self.users(2 * count)
        pairs = list(zip(users[::2], users[1::2], strict=True))
        making: list[Coroutine[Any, Any, str]] = [self.direct(one[1], other[0]) for one, other in pairs]
        made = await asyncio.gather(*making)
        return [
            text
            for (one, other), conversation in zip(pairs, made, strict=True)
            for text in (line(one[1], conversation), line(other[1]))
        ]

    async def room(self, members: int, online: int | None = None) -> list[str]:
        """Return plan lines for one group: its first member sends, all who are online receive."""
        ids = await self.people(members)
        users = await self.let_in(ids[: online or members])
        made = await self.group(users[0][1], ids[1:])
        return [line(users[0][1], made)] + [line(token) for _, token in users[1:]]


def line(token: str, conversation: str = "") -> str:
    """Return one line of a plan; without a conversation, of somebody who only listens."""
    return f"/v1/ws\t{token}\t-\t{_FRAME.format(conversation) if conversation else '-'}"
