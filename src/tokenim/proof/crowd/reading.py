"""How does a device read without a socket? It syncs, reads what changed, and at the end everything."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tokenim.proof.checker.history import Compared, Counted, Final, Item
from tokenim.proof.crowd.asking import Body, Denied, NoAnswer
from tokenim.proof.crowd.http_line import HttpLine
from tokenim.proof.crowd.observer import Heard, item_of
from tokenim.proof.crowd.people import Company, Person

PAGE = 1000
COMPARE_SECONDS = 0.1


class Reader:
    """A device that catches up by `sync`, and holds what it read."""

    def __init__(self, company: Company, line: HttpLine) -> None:
        self.company, self.line = company, line
        self.positions: dict[str, int] = {}
        self._token: str | None = None
        self._turn = asyncio.Lock()

    async def live(self, pause: float) -> None:
        """Catch up, again and again."""
        while not self.company.stopping.is_set():
            await self.catch_up()
            await self.company.pause(pause)

    async def catch_up(self) -> None:
        """Read what changed since the last time, if the server answers; who else wants that meanwhile waits."""
        try:
            async with self._turn:
                while await self._once():
                    pass
        except (NoAnswer, Denied):
            self.company.count("in vain")

    async def _once(self) -> bool:
        given = {"token": self._token} if self._token else {}
        news = await self.line.ask("sync", given)
        for view in news["conversations"]:
            self.company.observer.view(self.line, view, "/sync")
            await self._read(view["id"], view["last_seq"])
        # Only now: what could not be read is news again.
        self._token = news["token"]
        return bool(news["more"])

    async def _read(self, conversation: str, head: int) -> None:
        if self._token is None:
            self.positions.setdefault(conversation, head)
        while self.positions.get(conversation, 0) < head:
            body = {
                "conversation_id": conversation,
                "after_seq": self.positions.get(conversation, 0),
                "limit": PAGE,
            }
            frames = (await self.line.ask("entries.list", body))["items"]
            if not frames:
                return
            self.company.observer.read(self.line, frames)
            self.positions[conversation] = frames[-1]["seq"]


async def everything(company: Company, person: Person, line: HttpLine) -> None:
    """Read all that this device may see, and how far its user has read."""
    for room in person.rooms:
        frames = await entries(line, room)
        items = [item_of(room, frame) for frame in frames]
        items = _with_reactions(items, await _reactions(line, room))
        view = await line.ask("conversations.get", {"conversation_id": room})
        since = view["last_seq"] - len(frames) if room == company.rooms.porch else 0
        items = company.remembered(room, items)
        company.history.finals.append(Final(person.id, line.name, room, items, since))
        company.history.counted.append(Counted(person.id, line.name, room, view["read_seq"], view["unread"]))
    own = [item_of(person.id, frame) for frame in await entries(line, "")]
    company.history.finals.append(Final(person.id, line.name, person.id, own))


async def entries(line: HttpLine, room: str) -> list[Body]:
    """Return all entries of a room, or without one of the own stream."""
    frames: list[Body] = []
    op, body = ("entries.list", {"conversation_id": room}) if room else ("entries.mine", {})
    while True:
        after = frames[-1]["seq"] if frames else 0
        page = await line.ask(op, body | {"after_seq": after, "limit": PAGE})
        frames += page["items"]
        if not page["items"] or frames[-1]["seq"] >= page["last_seq"]:
            return frames


async def _reactions(line: HttpLine, room: str) -> dict[int, tuple[tuple[str, str], ...]]:
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    after = 0
    while True:
        body = {"conversation_id": room, "after_seq": after, "limit": PAGE}
        page = await line.ask("messages.list", body)
        for message in page["items"]:
            if message.get("reactions"):
                found[message["seq"]] = tuple(sorted(await _who_reacted(line, room, message)))
        if len(page["items"]) < PAGE:
            return found
        after = page["items"][-1]["seq"]


async def _who_reacted(line: HttpLine, room: str, message: Body) -> list[tuple[str, str]]:
    """Return (emoji, user) of all: from the message where it shows all, else from the list."""
    if "reaction_counts" not in message:
        return [(emoji, user) for emoji, users in message["reactions"].items() for user in users]
    found: list[tuple[str, str]] = []
    body = {"conversation_id": room, "seq": message["seq"], "limit": 200}
    while True:
        page = await line.ask("reactions.list", body)
        found += [(item["emoji"], item["user_id"]) for item in page["items"]]
        if page.get("next_cursor") is None:
            return found
        body |= {"cursor": page["next_cursor"]}


def _with_reactions(items: list[Item], reactions: dict[int, tuple[tuple[str, str], ...]]) -> list[Item]:
    return [item._replace(reactions=reactions[item.seq]) if item.seq in reactions else item for item in items]


async def compare(company: Company) -> None:
    """Read some of what sockets are told, with the same login."""
    while not company.stopping.is_set():
        await company.pause(COMPARE_SECONDS)
        steady = {person.id for person in company.people if person.steady}
        heard = [heard for heard in company.observer.lately if heard.line.user in steady]
        if not heard:
            continue
        try:
            await _compare(company, company.chance.choice(heard))
        except (NoAnswer, Denied):
            company.count("in vain")


async def _compare(company: Company, heard: Heard) -> None:
    line = HttpLine(company.http, heard.line.token)
    stream, seq = heard.frame["stream"], heard.frame["seq"]
    own = stream == heard.line.user
    body: Body = {"after_seq": seq - 1, "limit": 1} | ({} if own else {"conversation_id": stream})
    items = (await line.ask("entries.mine" if own else "entries.list", body))["items"]
    read: Body = items[0]["data"] if items and items[0]["seq"] == seq else {}
    now = company.history.now()
    for name, value in heard.frame["data"].items():
        there = _shown(read[name]) if name in read else None
        company.history.compared.append(Compared(now, stream, seq, name, _shown(value), there))
    company.count("events compared")


def _shown(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
