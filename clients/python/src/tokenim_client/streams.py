"""Where does each stream stand, and is this event the next one? Pure bookkeeping.

A stream is *held* while something about it is being read: its events wait, so that the application sees every
stream in order. While the application is behind, events are not kept in memory at all: they are read again once it
has caught up.
"""

from collections.abc import Iterable

from tokenim_client.effects import Adopt, Deliver, Effect, Fetch
from tokenim_client.kinds import Event


class Streams:
    """The positions of all streams that this device follows; the ones that moved last are last."""

    def __init__(self, positions: dict[str, int]) -> None:
        self.positions = dict(positions)
        self.user_id = ""
        self.whole = False
        self._paused = False
        self._before_state: list[Event] = []
        self._held: dict[str, list[Event]] = {}
        self._adopting: dict[str, None] = {}
        self._behind: dict[str, None] = {}
        self._resumed: dict[str, int] = {}

    # --- events ----------------------------------------------------------------------------------
    def event(self, event: Event) -> list[Effect]:
        """Take an event from the socket: deliver it, drop it, or hold it until what is before it is read."""
        stream, seq = event.stream, event.seq or 0
        if self.whole:
            self._before_state.append(event)
            return []
        if stream in self._held:
            self._held[stream].append(event)
            return []
        position = self.positions.get(stream, seq - 1)
        if seq <= position:
            return []
        if self._paused:
            self.positions.setdefault(stream, position)
            self._behind[stream] = None
            return []
        if seq > position + 1:
            self._held[stream] = [event]
            return [Fetch(stream, position)]
        return self._take(event)

    def _take(self, event: Event) -> list[Effect]:
        self._move(event.stream, event.seq or 0)
        effects: list[Effect] = [Deliver(event)]
        if event.stream != self.user_id:
            return effects
        if event.kind == "conversation.left":
            self._drop(event.data["conversation_id"])
        elif event.kind == "conversation.joined" and self._is_new(event.data["conversation_id"]):
            effects.append(self._adopt(event.data["conversation_id"]))
        return effects

    def _is_new(self, stream: str) -> bool:
        return stream not in self.positions and stream not in self._held

    def _move(self, stream: str, seq: int) -> None:
        self.positions.pop(stream, None)
        self.positions[stream] = seq

    def _drop(self, stream: str) -> None:
        self.positions.pop(stream, None)
        self._held.pop(stream, None)
        self._adopting.pop(stream, None)
        self._behind.pop(stream, None)

    # --- gaps ------------------------------------------------------------------------------------
    def fetch(self, stream: str) -> Effect:
        """Hold the stream and read it from its position."""
        self._held.setdefault(stream, [])
        return Fetch(stream, self.positions[stream])

    def fetched(self, stream: str, entries: list[Event], last_seq: int) -> list[Effect]:
        """Take entries that were read; ask for more while there are more. What is left out is not for us."""
        if stream not in self._held:
            return []
        effects = self._take_all(stream, entries)
        position = self.positions.get(stream)
        if position is None:
            return effects
        if entries and position < last_seq:
            if not self._paused:
                return [*effects, Fetch(stream, position)]
            self._behind[stream] = None
        return effects + self.release(stream)

    def _take_all(self, stream: str, entries: Iterable[Event]) -> list[Effect]:
        effects: list[Effect] = []
        for entry in entries:
            if (entry.seq or 0) > self.positions.get(stream, 0):
                effects += self._take(entry)
        return effects

    def release(self, stream: str) -> list[Effect]:
        """Let the events go that were held, starting with the first new one, whatever is missing before it."""
        held = self._held.pop(stream, [])
        position = self.positions.get(stream, 0)
        held = sorted(
            (event for event in held if (event.seq or 0) > position), key=lambda event: event.seq or 0
        )
        effects: list[Effect] = []
        if held and not self._paused:
            effects += self._take(held.pop(0))
        for event in held:
            effects += self.event(event)
        return effects

    # --- joining ---------------------------------------------------------------------------------
    def _adopt(self, stream: str) -> Effect:
        self._held.setdefault(stream, [])
        self._adopting[stream] = None
        return Adopt(stream)

    def adopted(self, stream: str, entries: list[Event], state: Event) -> list[Effect]:
        """Begin a conversation at the entry by which the user joined it.

        A short conversation begins at its first entry. If neither is among the entries, it begins with its
        state, which was read before them.
        """
        if stream not in self._held:
            return []
        self._adopting.pop(stream, None)
        effects: list[Effect] = []
        begin = _joined_at(entries, self.user_id)
        if begin is None:
            effects.append(Deliver(state))
        self._move(stream, state.seq or 0 if begin is None else begin - 1)
        return effects + self._take_all(stream, entries) + self.release(stream)

    # --- reading the state -----------------------------------------------------------------------
    def hold(self, streams: Iterable[str]) -> None:
        """Hold streams until their state is read."""
        for stream in streams:
            self._held.setdefault(stream, [])

    def begin(self, positions: dict[str, int]) -> list[Effect]:
        """Start anew from a state of everything, then take what came meanwhile; gaps are read as ever."""
        self.positions = dict(positions)
        self.whole = False
        self._adopting.clear()
        self._behind.clear()
        meanwhile, self._before_state = self._before_state, []
        return [effect for event in meanwhile for effect in self.event(event)]

    def set(self, stream: str, seq: int | None) -> None:
        """Start one stream anew from its state, or stop following it."""
        if seq is None:
            self._drop(stream)
        else:
            self._move(stream, seq)

    # --- connections -----------------------------------------------------------------------------
    def newest(self, limit: int) -> dict[str, int]:
        """Return the positions to resume from: those that moved last, so many."""
        self._resumed = dict(list(self.positions.items())[-limit:])
        return self._resumed

    def connected(self) -> list[Effect]:
        """After a welcome: ask for what the lost connection left open, and for what resume did not cover."""
        beyond = [stream for stream in self.positions if stream not in self._resumed]
        return [self._adopt(stream) for stream in self._adopting] + [self.fetch(stream) for stream in beyond]

    def disconnected(self) -> None:
        """Forget what is held: resume brings it again."""
        self._held.clear()
        self._before_state.clear()
        self.whole = False

    def pause(self) -> None:
        """The application is behind: leave events where they are."""
        self._paused = True

    def resume(self) -> list[Effect]:
        """The application has caught up: read what was left."""
        self._paused = False
        behind, self._behind = self._behind, {}
        return [
            self.fetch(stream) for stream in behind if stream in self.positions and stream not in self._held
        ]


def _joined_at(entries: list[Event], user_id: str) -> int | None:
    joins = [
        entry.seq for entry in entries if entry.kind == "member.joined" and user_id in entry.data["user_ids"]
    ]
    if joins:
        return joins[-1]
    return 1 if not entries or entries[0].seq == 1 else None
