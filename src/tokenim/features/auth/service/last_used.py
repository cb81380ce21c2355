"""Which sessions and keys are in use, though the database says that they were used long ago?"""

from tokenim.kernel import clock

# So coarse is what the database knows; memory knows to the second of callers of this node.
GRAIN_MS = 5 * 60 * 1000
WAITING = 100_000


class LastUsed:
    """Sessions and applications whose last use has to be stored, each once."""

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {}

    def note(self, caller_id: str, stored_at: int) -> None:
        """The caller is in use now; `stored_at` is when it was last used according to the database."""
        if clock.now() - stored_at >= GRAIN_MS and len(self._waiting) < WAITING:
            self._waiting[caller_id] = None

    def taken(self, most: int) -> list[str]:
        """Return some of those that wait, which from then on do not."""
        chosen = list(self._waiting)[:most]
        for caller_id in chosen:
            del self._waiting[caller_id]
        return chosen
