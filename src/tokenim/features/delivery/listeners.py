"""What happens after a commit? Entries go to the sockets of their stream, in order; who joins or leaves gets more or less."""

from collections.abc import Sequence

import msgspec

from tokenim.catalogue.events import ConversationJoined, ConversationLeft
from tokenim.kernel import wire
from tokenim.kernel.ports import Hub
from tokenim.kernel.unit_of_work import Entry, Work

_MEMBERSHIP = {ConversationJoined.kind, ConversationLeft.kind}


class Publisher:
    """Publishes committed units of work on the hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def __call__(self, works: Sequence[Work]) -> None:
        """Publish what these units stored and told."""
        hub = self._hub
        for work in works:
            for entry in work.entries:
                if entry.duplicate:
                    break
                if entry.kind in _MEMBERSHIP:
                    self._membership(entry)
                hub.publish(entry.stream, entry.seq, wire.frame(entry))
            for stream, event in work.ephemeral:
                hub.notify(stream, wire.ephemeral(stream, event), except_user=work.actor.user_id)
        hub.batch_done()

    def _membership(self, entry: Entry) -> None:
        if entry.kind == ConversationJoined.kind:
            joined = msgspec.json.decode(entry.body, type=ConversationJoined)
            self._hub.join(entry.stream, joined.conversation_id)
        else:
            left = msgspec.json.decode(entry.body, type=ConversationLeft)
            self._hub.leave(entry.stream, left.conversation_id)
