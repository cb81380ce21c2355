"""What does the client do next? The whole protocol as a state machine without any I/O.

Feed it what happened; it answers with effects, to be carried out in their order. The same vectors
(`clients/vectors`) hold for every implementation of it.
"""

from typing import Any

import msgspec

from tokenim_client import closes, frames
from tokenim_client.effects import Answer, Deliver, Effect, Ready, Reconnect, Snapshot, Write
from tokenim_client.events import Resync
from tokenim_client.frames import Frame, Welcome, event_of
from tokenim_client.kinds import Event
from tokenim_client.outbox import Outbox, backoff
from tokenim_client.streams import Streams

# A hello must fit into one frame of 64 KiB; streams beyond these are read one by one.
RESUME_STREAMS = 1_000
HELLO_ID = 1


class Machine:
    """One device of one user, over any number of connections."""

    def __init__(self, epoch: str = "", positions: dict[str, int] | None = None) -> None:
        self.epoch = epoch
        self.user_id = ""
        self._new_epoch = ""
        self.ready = False
        self._attempts = 0
        self._streams = Streams(positions or {})
        self._outbox = Outbox()

    @property
    def positions(self) -> dict[str, int]:
        """Where each stream stands."""
        return self._streams.positions

    @property
    def following(self) -> bool:
        """Whether what happens from now on comes as events: there is a connection, and the state has been read."""
        return self.ready and not self._streams.whole

    # --- the connection --------------------------------------------------------------------------
    def connected(self, ticket: str) -> list[Effect]:
        """A socket is open: say hello."""
        body: dict[str, Any] = {"ticket": ticket}
        if self.epoch:
            body["resume"] = {"epoch": self.epoch, "positions": self._streams.newest(RESUME_STREAMS)}
        return [Write({"id": HELLO_ID, "op": "hello", "body": body})]

    def disconnected(self, code: int, reason: str = "") -> list[Effect]:
        """The socket is gone, or none could be opened: come back. The last effect says when."""
        self.ready = False
        refused = self._outbox.too_big() if code == closes.TOO_BIG else []
        self._outbox.offline()
        self._streams.disconnected()
        again, said = closes.again(code), closes.reason(reason)
        self._attempts += 1
        least = max(said.retry_after_ms or 0, closes.LATER_MS if again == "later" else 0)
        return [*refused, Reconnect(least, least + backoff(self._attempts), again == "credentials")]

    def received(self, payload: bytes | str) -> list[Effect]:
        """Take a frame from the server."""
        frame = frames.decode(payload)
        if frame.event:
            event = event_of(frame)
            return [Deliver(event)] if event.seq is None else self._streams.event(event)
        if frame.id == HELLO_ID:
            return self._welcome(frame)
        if frame.id is not None and self._outbox.owns(frame.id):
            return self._outbox.answered(frame.id, frame.ok, frame.error)
        return [] if frame.id is None else [Answer(frame.id, frame.ok, frame.error)]

    def _welcome(self, frame: Frame) -> list[Effect]:
        # A refusal needs nothing: the server closes with the reason, and that decides.
        if frame.error is not None:
            return []
        welcome = msgspec.convert(frame.ok, Welcome)
        self._attempts = 0
        self.ready = True
        self.user_id = self._streams.user_id = welcome.user_id
        return [
            Ready(welcome.heartbeat_seconds),
            *self._catch_up(welcome),
            *self._outbox.online(welcome.frame_bytes),
        ]

    def _catch_up(self, welcome: Welcome) -> list[Effect]:
        lost = welcome.resync_required
        if self.epoch != welcome.epoch or self.user_id in lost:
            self.epoch = ""
            self._streams.whole = True
            self._new_epoch = welcome.epoch
            return [Snapshot()]
        self._streams.hold(lost)
        return [*self._streams.connected(), *([Snapshot(lost)] if lost else [])]

    # --- what the shell read ---------------------------------------------------------------------
    def fetched(self, stream: str, entries: list[Event], last_seq: int) -> list[Effect]:
        """Take entries that `Fetch` asked for."""
        return self._streams.fetched(stream, entries, last_seq)

    def refused(self, stream: str) -> list[Effect]:
        """The server will not show what `Fetch` or `Adopt` asked for: go on with what there is."""
        return self._streams.release(stream)

    def adopted(self, stream: str, entries: list[Event], conversation: dict[str, Any]) -> list[Effect]:
        """Take the newest entries of a conversation that the user joined, and its state, which was read first."""
        return self._streams.adopted(
            stream, entries, _state(stream, conversation["last_seq"], [conversation])
        )

    def snapshot(self, own_seq: int, conversations: list[dict[str, Any]]) -> list[Effect]:
        """Take the state of everything. `own_seq` is that of the user's stream, which was read first."""
        seqs = {str(item["id"]): int(item["last_seq"]) for item in conversations}
        self.epoch = self._new_epoch
        state = _state(self.user_id, own_seq, conversations)
        return [Deliver(state), *self._streams.begin({self.user_id: own_seq} | seqs)]

    def snapshot_of(self, stream: str, conversation: dict[str, Any] | None) -> list[Effect]:
        """Take the state of one conversation; none when the user is not in it any more."""
        if conversation is None:
            self._streams.set(stream, None)
            return []
        self._streams.set(stream, conversation["last_seq"])
        state = _state(stream, conversation["last_seq"], [conversation])
        return [Deliver(state), *self._streams.release(stream)]

    # --- the application -------------------------------------------------------------------------
    def send(self, body: dict[str, Any]) -> list[Effect]:
        """Send a message now, or once there is a connection and those before it are answered."""
        return self._outbox.add(body)

    def wake(self, conversation_id: str) -> list[Effect]:
        """The time of `Later` is over."""
        return self._outbox.wake(conversation_id)

    def ask(self, op: str, body: dict[str, Any]) -> Write:
        """Make another request on the socket; only while `ready`."""
        id_, self._outbox.next_id = self._outbox.next_id, self._outbox.next_id + 1
        return Write({"id": id_, "op": op, "body": body})

    def pause(self) -> None:
        """The application is far behind: leave further events on the server."""
        self._streams.pause()

    def resume(self) -> list[Effect]:
        """The application has caught up."""
        return self._streams.resume()


def _state(stream: str, seq: int, conversations: list[dict[str, Any]]) -> Resync:
    return Resync(stream=stream, seq=seq, data={"conversations": conversations})
