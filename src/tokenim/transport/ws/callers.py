"""Who is connected? The sockets of this node by principal and by grant, so that those of one caller are found at once."""

import asyncio
from collections.abc import Iterable

from tokenim.catalogue import closes
from tokenim.kernel.actor import Actor
from tokenim.kernel.ports import PresenceListener
from tokenim.transport.ws.socket_like import SocketLike

Sockets = dict[SocketLike, None]


class Callers:
    """The port `Connected`. Applications are no users: they have sockets of their own, and no presence."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.users: dict[str, Sockets] = {}
        self.applications: dict[str, Sockets] = {}
        self._granted: dict[str, Sockets] = {}
        self.watchers: list[PresenceListener] = []

    def enter(self, socket: SocketLike, actor: Actor) -> None:
        """The caller on the socket is known now: from here on nothing that cuts the caller misses the socket."""
        if actor.user_id:
            if actor.user_id not in self.users:
                self.users[actor.user_id] = {}
                self._changed(actor.user_id, online=True)
            self.users[actor.user_id][socket] = None
        else:
            self.applications.setdefault(actor.principal, {})[socket] = None
        if actor.session_id and actor.application_id:
            self._granted.setdefault(actor.application_id, {})[socket] = None

    def exit(self, socket: SocketLike) -> None:
        """The socket is gone."""
        actor = socket.actor
        if actor is None:
            return
        _remove(self._granted, actor.application_id, socket)
        _remove(self.applications, actor.principal, socket)
        if _remove(self.users, actor.user_id, socket):
            self._changed(actor.user_id, online=False)

    def _changed(self, user_id: str, *, online: bool) -> None:
        for watcher in self.watchers:
            watcher(user_id, online=online)

    def sockets_of(self, principal: str) -> Sockets:
        """Return the sockets of a user on all devices, or of an application."""
        return self.users.get(principal) or self.applications.get(principal) or {}

    def connected(self) -> list[Actor]:
        """See `kernel.ports.Connected`."""
        homes = [*self.users.values(), *self.applications.values()]
        return list({socket.actor: None for home in homes for socket in home if socket.actor is not None})

    def sessions_of(self, user_id: str) -> set[str]:
        """See `kernel.ports.Connected`."""
        return {socket.session_id for socket in self.users.get(user_id, ())}

    def cut_session(self, user_id: str, session_id: str) -> None:
        """See `kernel.ports.Connected`."""
        self._cut(socket for socket in self.users.get(user_id, ()) if socket.session_id == session_id)

    def cut_principal(self, principal: str, *, but: str = "") -> None:
        """See `kernel.ports.Connected`."""
        self._cut(socket for socket in self.sockets_of(principal) if not but or socket.session_id != but)

    def cut_granted(self, application_id: str) -> None:
        """See `kernel.ports.Connected`."""
        self._cut(self._granted.get(application_id, ()))

    def _cut(self, sockets: Iterable[SocketLike]) -> None:
        for socket in sockets:
            # At the end of this tick: who ended the own session still gets the answer.
            self._loop.call_soon(socket.end, closes.REVOKED)


def _remove(index: dict[str, Sockets], key: str, socket: SocketLike) -> bool:
    """Take a socket out of an index; return whether it was the last one of its key."""
    found = index.get(key)
    if found is None or socket not in found:
        return False
    del found[socket]
    if found:
        return False
    del index[key]
    return True
