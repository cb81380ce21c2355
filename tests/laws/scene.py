"""What happens in each kind of durable event? One case for each: somebody does what makes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.town import Town
from tokenim.kernel.actor import Actor


class Scene:
    """Bob looks on: a group of Alice, Bob and Carol with some history, and a direct conversation."""

    def __init__(self, town: Town) -> None:
        self.town = town

    async def begin(self) -> None:
        town = self.town
        self.alice, self.bob, self.carol, self.dave = await town.users("alice", "bob", "carol", "dave")
        self.group = await town.group(self.alice, self.bob, self.carol)
        self.direct = await town.direct(self.alice, self.bob)
        self.his = await town.say(self.bob, self.group, "Mine")
        self.hers = await town.say(self.alice, self.group, "Hers", mentions=[self.bob.user_id])
        await self.do(self.alice, "reactions.add", seq=self.his, emoji="a")
        await town.say(self.alice, self.direct)

    async def do(self, actor: Actor, name: str, /, **body: Any) -> None:
        await self.town.ask(actor, name, **({"conversation_id": self.group} | body))


Case = Callable[[Scene], Awaitable[None]]
CASES: dict[str, Case] = {}


def case(kind: str) -> Callable[[Case], Case]:
    def listed(do: Case) -> Case:
        CASES[kind] = do
        return do

    return listed


@case("message.sent")
async def _(scene: Scene) -> None:
    town, group = scene.town, scene.group
    await town.say(scene.alice, group, reply_to=1, mentions=[scene.bob.user_id], mentions_all=True)
    await town.say(scene.carol, group, mentions_all=True)
    await town.say(scene.bob, scene.direct)
    await town.say(scene.alice, scene.direct)


@case("message.edited")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Edited"})
    await scene.do(scene.bob, "messages.edit", seq=scene.his, content={"text": "Edited"}, mentions_all=True)
    mentions = [scene.bob.user_id]
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Again"}, mentions=mentions)


@case("message.recalled")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "messages.edit", seq=scene.his, content={"text": "Edited"})
    await scene.do(scene.alice, "messages.recall", seq=scene.his)
    await scene.do(scene.alice, "messages.recall", seq=scene.hers)


@case("reaction.added")
async def _(scene: Scene) -> None:
    for actor in (scene.carol, scene.alice, scene.bob):
        await scene.do(actor, "reactions.add", seq=scene.hers, emoji="b")
        await scene.do(actor, "reactions.add", seq=scene.his, emoji="a")


@case("reaction.removed")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "reactions.add", seq=scene.his, emoji="b")
    await scene.do(scene.alice, "reactions.remove", seq=scene.his, emoji="a")
    await scene.do(scene.bob, "reactions.remove", seq=scene.his, emoji="b")
    await scene.do(scene.bob, "reactions.add", seq=scene.his, emoji="a")


@case("message.pinned")
async def _(scene: Scene) -> None:
    for seq in (scene.hers, scene.his, scene.hers):
        await scene.do(scene.alice, "pins.add", seq=seq)


@case("message.unpinned")
async def _(scene: Scene) -> None:
    for seq in (scene.hers, scene.his):
        await scene.do(scene.alice, "pins.add", seq=seq)
    await scene.do(scene.alice, "pins.remove", seq=scene.hers)
    await scene.do(scene.alice, "pins.add", seq=scene.hers)
    await scene.do(scene.bob, "messages.recall", seq=scene.his)


@case("conversation.updated")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "groups.update", name="Dinner", description="Weekly")
    await scene.do(scene.alice, "groups.update", description="", avatar_url="/a.png", history="from_join")


@case("conversation.dissolved")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "groups.dissolve")


@case("member.joined")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "groups.update", history="from_join")
    await scene.do(scene.alice, "members.add", user_ids=[scene.dave.user_id])
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Not for Dave"})
    await scene.do(scene.alice, "reactions.add", seq=scene.his, emoji="b")
    await scene.do(scene.alice, "reactions.remove", seq=scene.his, emoji="a")


@case("member.left")
async def _(scene: Scene) -> None:
    await scene.do(scene.carol, "members.remove", user_id=scene.carol.user_id)


@case("member.role_changed")
async def _(scene: Scene) -> None:
    await scene.do(scene.alice, "members.set_role", user_id=scene.bob.user_id, role="admin")
    await scene.do(scene.alice, "groups.transfer", user_id=scene.bob.user_id)


@case("conversation.joined")
async def _(scene: Scene) -> None:
    group = await scene.town.group(scene.alice, history="from_join")
    await scene.town.say(scene.alice, group)
    await scene.town.add(scene.alice, group, scene.bob)
    await scene.town.say(scene.alice, group)
    await scene.town.direct(scene.bob, scene.carol)


@case("invitation.accepted")
async def _(scene: Scene) -> None:
    await scene.town.ask(scene.bob, "conversations.accept", conversation_id=scene.direct)


@case("conversation.left")
async def _(scene: Scene) -> None:
    await scene.town.say(scene.alice, scene.group)
    await scene.do(scene.alice, "members.remove", user_id=scene.bob.user_id)
    await scene.town.say(scene.alice, scene.group, "Not for Bob")


@case("read.moved")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "conversations.read", seq=scene.hers)
    await scene.town.say(scene.alice, scene.group, mentions_all=True)


@case("preferences.changed")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "conversations.prefer", pinned=True, muted=False)
    await scene.do(scene.bob, "conversations.prefer", pinned=True, muted=True)


@case("message.hidden")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "messages.hide", seq=scene.hers)
    await scene.do(scene.alice, "messages.edit", seq=scene.hers, content={"text": "Edited"})
    await scene.do(scene.alice, "reactions.add", seq=scene.hers, emoji="b")
    seq = await scene.town.say(scene.alice, scene.group, "Hidden at once", mentions_all=True)
    await scene.do(scene.bob, "messages.hide", seq=seq)


@case("profile.changed")
async def _(scene: Scene) -> None:
    await scene.town.ask(scene.bob, "users.update", display_name="Robert", bio="Hello")


@case("user.deleted")
async def _(scene: Scene) -> None:
    await scene.town.erase(scene.bob)
