"""What is a pin?"""

from typing import NamedTuple

from tokenim.kernel.unit_of_work import Entry


class Pin(NamedTuple):
    """A pinned message, who pinned it and when (Unix milliseconds), and the seq of the entry that told it."""

    message: Entry
    pinned_by: str
    pinned_at: int
    entry: int
