"""What may people do at random? Actions of a small town; what is refused is refused, and life goes on."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.town import Town, outcome
from tokenim.kernel.actor import Actor

EMOJI = ("a", "b")


class Walk:
    """Some people, one group whose history setting changes, and one direct conversation."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.random = Random(seed)
        self.people: list[Actor] = []
        self.places: list[str] = []

    async def begin(self) -> None:
        self.people = await self.town.users("alice", "bob", "carol", "dave")
        alice, bob, carol, _ = self.people
        self.places = [await self.town.group(alice, bob, carol), await self.town.direct(alice, bob)]

    async def step(self) -> str:
        """Do something at random; return the code of the refusal, or nothing."""
        actor, name = self.random.choice([*self.people, *self.people[:2]]), self.random.choice(NAMES)
        place = self.random.choice([*self.places, *self.places[:1] * 3])
        heads = await self.town.work().all("SELECT last_seq FROM streams WHERE id = :id", id=place)
        return await outcome(
            self.town.ask(actor, name, conversation_id=place, **self._body(name, heads[0][0]))
        )

    def _body(self, name: str, head: int) -> dict[str, Any]:
        choose = self.random.choice
        some = [person.user_id for person in self.people if self.random.random() < 0.3]
        given: dict[str, Any] = {
            "client_id": f"w{self.random.randrange(10**6)}",
            "type": "text",
            "content": {"text": f"text {self.random.randrange(10**6)}"},
            "mentions": some,
            "mentions_all": self.random.random() < 0.1,
            "seq": self.random.randint(1, head + 1),
            "emoji": choose(EMOJI),
            "user_id": choose(self.people).user_id,
            "user_ids": [choose(self.people).user_id],
            "role": choose(("admin", "member")),
            "history": choose(("all", "from_join", "from_join")),
            "name": f"Lunch {self.random.randrange(100)}",
            "pinned": self.random.random() < 0.5,
            "muted": False,
        }
        return {field: given[field] for field in ACTIONS[name]}


ACTIONS: dict[str, tuple[str, ...]] = {
    "messages.send": ("client_id", "type", "content", "mentions", "mentions_all"),
    "messages.edit": ("seq", "content", "mentions", "mentions_all"),
    "messages.recall": ("seq",),
    "messages.hide": ("seq",),
    "reactions.add": ("seq", "emoji"),
    "reactions.remove": ("seq", "emoji"),
    "pins.add": ("seq",),
    "pins.remove": ("seq",),
    "members.add": ("user_ids",),
    "members.remove": ("user_id",),
    "members.set_role": ("user_id", "role"),
    "groups.transfer": ("user_id",),
    "groups.update": ("name", "history"),
    "conversations.read": ("seq",),
    "conversations.prefer": ("pinned", "muted"),
    "conversations.accept": (),
    "conversations.decline": (),
    "typing.start": (),
}
NAMES = [*ACTIONS, *["messages.send"] * 4, *["messages.edit"] * 2, *["members.add"] * 6]
