"""Who is online? The hub knows the sockets; here is who may ask, and what is told when that changes."""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.events import PresenceChanged, UserChanged
from tokenim.features.conversations import service as conversations
from tokenim.features.presence import store
from tokenim.kernel import wire
from tokenim.kernel.actor import Actor
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.committer import Committer
from tokenim.kernel.ports import Hub
from tokenim.kernel.state import Key
from tokenim.kernel.unit_of_work import Context, Work

CHUNK = 500
NEIGHBOURS = 1_000
"""So many people are told at most that somebody's profile changed."""


class Presence(NamedTuple):
    """Whether a user is online; if not, when the user was last seen, if ever."""

    user_id: str
    online: bool
    last_seen_at: int | None


class Watch:
    """Knows the hub; tells the watchers of a user when the user comes or goes."""

    def __init__(self, hub: Hub, committer: Committer, context: Context) -> None:
        self._hub = hub
        self._committer = committer
        self._context = context
        self._telling: set[asyncio.Task[None]] = set()
        self._followed: dict[str, set[str]] = {}

    def changed(self, user_id: str, *, online: bool) -> None:
        """The first socket of a user came, or the last one went; the last time seen is stored."""
        if online:
            self._tell(user_id)
            return
        self._followed.pop(user_id, None)
        work = self._context.work()
        store.seen(work, user_id)
        self._committer.submit(work, lambda _: self._tell(user_id))

    async def drained(self) -> None:
        """Wait until everybody is told."""
        while self._telling:
            await asyncio.wait(self._telling)

    def _tell(self, user_id: str) -> None:
        if self._hub.receivers(stream(user_id)):
            task = asyncio.create_task(self._tell_watchers(user_id), name=f"presence of {user_id}")
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell_watchers(self, user_id: str) -> None:
        """Tell those who still share a conversation with the user; the others watch no more.

        What is told is what holds now: somebody who went and came back at once is online, whichever task ends last.
        """
        work = self._context.work(Actor(user_id, "user"))
        watchers = sorted(self._hub.receivers(stream(user_id)))
        for first in range(0, len(watchers), CHUNK):
            chunk = watchers[first : first + CHUNK]
            for stranger in set(chunk) - await conversations.sharing_conversation(work, chunk):
                self._hub.leave(stranger, stream(user_id))
        seen = (await store.last_seen(work, [user_id])).get(user_id)
        online = self._hub.online(user_id)
        event = PresenceChanged(
            user_id=user_id, online=online, last_seen_at=None if online or seen is None else rfc3339(seen)
        )
        self._hub.notify(stream(user_id), wire.ephemeral(stream(user_id), event))

    def online(self, user_id: str) -> bool:
        """Whether the user has a socket."""
        return self._hub.online(user_id)

    def follow(self, watcher: str, user_ids: Iterable[str]) -> None:
        """From now on, until they are gone, the watcher's sockets are told when these users come or go.

        Raises `presence.watching_full` when they would be more than a user may watch.
        """
        followed = self._followed.get(watcher, set()).union(user_ids)
        if len(followed) > limits.WATCHED_USERS:
            raise TokenIMError(errors.PRESENCE_FULL)
        for user_id in user_ids:
            self._hub.join(watcher, stream(user_id))
        if self._hub.online(watcher):
            self._followed[watcher] = followed

    async def tell_change(self, user_id: str) -> None:
        """Tell connected people who watch the user, or share a conversation with them, that the profile changed.

        That is a courtesy, and bounded: in large groups not everybody hears of it.
        """
        work = self._context.work(Actor(user_id, "user"))
        near = self._hub.receivers(stream(user_id), NEIGHBOURS)
        for number, (conversation_id, _, _) in enumerate(await conversations.streams_of(work, user_id)):
            if len(near) >= NEIGHBOURS:
                break
            near |= self._hub.receivers(conversation_id, NEIGHBOURS)
            if number % CHUNK == CHUNK - 1:
                await asyncio.sleep(0)
        for other in sorted(near - {user_id})[:NEIGHBOURS]:
            self._hub.notify(other, wire.ephemeral(other, UserChanged(user_id=user_id)))


WATCH: Key[Watch] = Key("presence.watch")


def stream(user_id: str) -> str:
    """Return the stream that watchers of a user receive."""
    return f"presence/{user_id}"


async def get(work: Work, user_ids: list[str], *, follow: bool) -> list[Presence]:
    """Return who of these is online; users who share no conversation with the actor are left out."""
    wanted = list(dict.fromkeys(user_ids))
    known = await conversations.sharing_conversation(work, wanted)
    seen = await store.last_seen(work, wanted)
    watch = work.context.state[WATCH]
    if follow:
        watch.follow(work.actor.user_id, known)
    return [
        Presence(user_id, online, None if online else seen.get(user_id))
        for user_id in wanted
        if user_id in known
        for online in [watch.online(user_id)]
    ]
