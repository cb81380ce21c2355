"""Which conversations are in memory?"""

from collections import OrderedDict
from collections.abc import Sequence

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import store
from tokenim.features.conversations.model import Conversation
from tokenim.kernel.state import Key
from tokenim.kernel.unit_of_work import Work

CACHED_MEMBERS = 500_000


class Cache:
    """Conversations in memory, up to so many members; then the oldest are dropped.

    What is here is never older than the last batch that was told.

    A decision made on a copy that is too old does no harm: units `expect` its version.
    """

    def __init__(self) -> None:
        self._found: OrderedDict[str, Conversation] = OrderedDict()
        self._reads: dict[str, set[object]] = {}
        self._members = 0

    def get(self, conversation_id: str) -> Conversation | None:
        """Return the conversation if it is in memory."""
        return self._found.get(conversation_id)

    async def load(self, work: Work, conversation_id: str) -> Conversation | None:
        """Read the conversation, again if it changed meanwhile, and keep it."""
        while True:
            read = object()
            self._reads.setdefault(conversation_id, set()).add(read)
            try:
                conversation = await store.get(work, conversation_id)
            finally:
                fresh = self._ended(conversation_id, read)
            if fresh:
                break
        if conversation is not None:
            self._keep(conversation)
        return conversation

    def forget(self, works: Sequence[Work]) -> None:
        """Drop the conversations whose version a committed unit moved."""
        for work in works:
            for stream in work.bumped:
                dropped = self._found.pop(stream, None)
                if dropped is not None:
                    self._members -= len(dropped.members)
                self._reads.pop(stream, None)

    def _ended(self, conversation_id: str, read: object) -> bool:
        """Whether nothing changed since this read began; each of several at once must know for itself."""
        reads = self._reads.get(conversation_id, set())
        fresh = read in reads
        reads.discard(read)
        if not reads:
            self._reads.pop(conversation_id, None)
        return fresh

    def _keep(self, conversation: Conversation) -> None:
        if conversation.id not in self._found:
            self._members += len(conversation.members)
        self._found[conversation.id] = conversation
        while self._members > CACHED_MEMBERS and len(self._found) > 1:
            _, dropped = self._found.popitem(last=False)
            self._members -= len(dropped.members)


CACHE: Key[Cache] = Key("conversations.cache")


def cached(work: Work, conversation_id: str) -> Conversation | None:
    """Return the conversation if it is in memory."""
    return work.context.state[CACHE].get(conversation_id)


async def get(work: Work, conversation_id: str) -> Conversation:
    """Return the conversation, from memory if it is there; raise `conversation.not_found`."""
    cache = work.context.state[CACHE]
    conversation = cache.get(conversation_id)
    if conversation is None:
        conversation = await cache.load(work, conversation_id)
        if conversation is None:
            raise TokenIMError(errors.CONVERSATION_NOT_FOUND)
    return conversation
