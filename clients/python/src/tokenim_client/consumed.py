"""How far has the application taken the events? From there, not from what came, the next start goes on."""

import time

from tokenim_client.events import RESYNC
from tokenim_client.kinds import Event
from tokenim_client.positions import Positions, Saved

SAVE_SECONDS = 0.5


class Consumed:
    """The positions that are kept between starts: at least once, never not at all."""

    def __init__(self, store: Positions) -> None:
        self._store = store
        self._saved_at = 0.0
        self._changed = False
        self._user_id = ""
        self.epoch = ""
        self.positions: dict[str, int] = {}

    async def load(self) -> Saved:
        """Return where the start before stopped."""
        saved = await self._store.load()
        self.epoch, self.positions = saved.epoch, dict(saved.positions)
        return saved

    def take(self, event: Event, epoch: str, user_id: str) -> None:
        """The application has taken this event."""
        if event.seq is None:
            return
        if event.kind == RESYNC and event.stream == user_id:
            self.epoch = epoch
            self.positions = {item.id: item.last_seq for item in event.conversations}
        elif event.kind == "conversation.left":
            self.positions.pop(event.data["conversation_id"], None)
        self.positions.pop(event.stream, None)
        self.positions[event.stream] = event.seq
        self._changed = True

    async def save(self, *, now: bool) -> None:
        """Save what changed, now or when the last time is a while ago."""
        if self._changed and (now or time.monotonic() - self._saved_at > SAVE_SECONDS):
            self._changed = False
            await self._store.save(Saved(self.epoch, dict(self.positions)))
            self._saved_at = time.monotonic()
