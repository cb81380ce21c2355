"""Users, tokens and conversations for a load run, made over the public API with the application's key."""

import asyncio
from typing import Any

import httpx2

TEXT = "abcdefghijklmnopqrstuvwxyz ,." * 7
FRAME = (
    '{{"id":%%%%%%%%%%%%%%%,"op":"messages.send","body":{{"conversation_id":"{}","client_id":"$$$$$$$$$$$$$$$$$$$",'
    '"type":"text","content":{{"text":"T=################### ' + TEXT[:150] + '"}}}}}}'
)


class World:
    """Makes what a plan needs on a running server."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self._http = httpx2.AsyncClient(base_url=url + "/v1", timeout=60)
        self._key = key
        self._made = 0

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, method: str, path: str, token: str, body: dict[str, Any]) -> Any:
        """Make one request and return its answer; raise for a refusal."""
        answer = await self._http.request(
            method, path, json=body, headers={"Authorization": f"Bearer {token}"}
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def users(self, count: int) -> list[tuple[str, str]]:
        """Return (id, token) of so many new users."""
        gate = asyncio.Semaphore(32)

        async def one(number: int) -> tuple[str, str]:
            async with gate:
                user = await self.ask("POST", "/server/users", self._key, {"username": f"load-{number}"})
                tokens = await self.ask("POST", f"/server/users/{user['id']}/tokens", self._key, {})
                return user["id"], tokens["access_token"]

        start, self._made = self._made, self._made + count
        return list(await asyncio.gather(*(one(number) for number in range(start, start + count))))

    async def pairs(self, count: int) -> list[str]:
        """Return plan lines for `count` pairs: who sends, then who receives."""
        users = await self.users(2 * count)
        lines = []
        for (_, sender), (receiver_id, receiver) in zip(users[::2], users[1::2], strict=True):
            made = await self.ask(
                "POST", "/conversations", sender, {"kind": "direct", "user_id": receiver_id}
            )
            lines += [line(sender, FRAME.format(made["id"])), line(receiver)]
        return lines

    async def room(self, members: int) -> list[str]:
        """Return plan lines for one group: the first member sends, all receive."""
        users = await self.users(members)
        body = {"kind": "group", "name": "Load", "member_ids": [user_id for user_id, _ in users[1:]]}
        made = await self.ask("POST", "/conversations", users[0][1], body)
        return [line(users[0][1], FRAME.format(made["id"]))] + [line(token) for _, token in users[1:]]

    async def idle(self, count: int) -> list[str]:
        """Return plan lines for users who only listen."""
        return [line(token) for _, token in await self.users(count)]


def line(token: str, frame: str = "-") -> str:
    """Return one line of a plan."""
    return f"/v1/ws\t{token}\t{frame}"
