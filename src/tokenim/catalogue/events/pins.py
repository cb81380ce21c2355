"""What happens to pins?"""

from tokenim.catalogue.event import Event, Seq, listed


@listed
class MessagePinned(Event, frozen=True):
    """A message was pinned for all members; `pins.list` has it where the reader may see it."""

    kind = "message.pinned"

    target_seq: Seq


@listed
class MessageUnpinned(Event, frozen=True):
    """The pin was taken off a message. A `message.recalled` takes it off as well, and this event does not come then."""

    kind = "message.unpinned"

    target_seq: Seq
