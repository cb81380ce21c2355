"""What can be done with conversations? Other features come in through here."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from tokenim.catalogue import errors, events
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.conversations import policy, store
from tokenim.features.conversations.model import DIRECT, GROUP, RANK, Conversation, Member, pair
from tokenim.features.users import service as users
from tokenim.kernel import ids
from tokenim.kernel.unit_of_work import Entry, Row, Work

READ_BY_SENDING = store.READ_BY_SENDING
may_read = policy.may_read
may_write = policy.may_write

CACHED_MEMBERS = 500_000


class Cache:
    """Conversations in memory, up to so many members; then the oldest are dropped. What is here is never older than the last batch told.

    A decision made on a copy that is too old does no harm: units `expect` its version.
    """

    def __init__(self) -> None:
        self._found: OrderedDict[str, Conversation] = OrderedDict()
        self._loading: dict[str, bool] = {}
        self._members = 0

    def get(self, conversation_id: str) -> Conversation | None:
        """Return the conversation if it is in memory."""
        return self._found.get(conversation_id)

    async def load(self, work: Work, conversation_id: str) -> Conversation | None:
        """Read the conversation, again if it changed meanwhile, and keep it."""
        while True:
            self._loading[conversation_id] = False
            conversation = await store.get(work, conversation_id)
            if not self._loading.pop(conversation_id, False):
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
                if stream in self._loading:
                    self._loading[stream] = True

    def _keep(self, conversation: Conversation) -> None:
        if conversation.id not in self._found:
            self._members += len(conversation.members)
        self._found[conversation.id] = conversation
        while self._members > CACHED_MEMBERS and len(self._found) > 1:
            _, dropped = self._found.popitem(last=False)
            self._members -= len(dropped.members)


cache = Cache()


async def get(work: Work, conversation_id: str) -> Conversation:
    """Return the conversation, from memory if it is there; raise `conversation.not_found`."""
    conversation = cache.get(conversation_id)
    if conversation is None:
        conversation = await cache.load(work, conversation_id)
        if conversation is None:
            raise TokenIMError(errors.CONVERSATION_NOT_FOUND)
    return conversation


async def open_direct(work: Work, user_id: str) -> str:
    """Return the direct conversation of the actor and `user_id`, made now if they have none."""
    me = work.actor.user_id
    if user_id == me:
        raise TokenIMError(errors.CONVERSATION_WITH_SELF)
    key = pair(me, user_id)
    known = await store.by_pair(work, key)
    if known is not None:
        return known
    await _must_exist(work, [user_id])
    return _create(work, {"kind": DIRECT, "pair": key}, {me: "member", user_id: "member"})


async def create_group(work: Work, member_ids: list[str], described: dict[str, Any]) -> str:
    """Make a group that the actor owns; return its id."""
    me = work.actor.user_id
    others = [user_id for user_id in dict.fromkeys(member_ids) if user_id != me]
    await _must_exist(work, others)
    roles = {me: "owner"} | dict.fromkeys(others, "member")
    return _create(work, {"kind": GROUP, **described}, roles)


def _create(work: Work, described: dict[str, Any], roles: dict[str, str]) -> str:
    conversation_id = ids.new("c")
    plain = {"pair": None, "name": "", "description": "", "avatar_url": "", "history": "all"}
    store.add(
        work, id=conversation_id, created_by=work.actor.user_id, created_at=work.now, **(plain | described)
    )
    work.bump(conversation_id)
    for user_id, role in roles.items():
        store.add_member(work, conversation_id, user_id, role, None, hide=False)
        work.append(user_id, events.ConversationJoined(conversation_id=conversation_id))
    return conversation_id


async def _must_exist(work: Work, user_ids: list[str]) -> None:
    missing = set(user_ids) - await users.existing(work, user_ids)
    if missing:
        raise TokenIMError(errors.USER_NOT_FOUND, f"No such user: {', '.join(sorted(missing)[:5])}")


async def add_members(work: Work, conversation: Conversation, user_ids: list[str]) -> list[str]:
    """Add users who are not members yet; return those who were added."""
    added = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in conversation.members]
    if not added:
        return []
    await _must_exist(work, added)
    work.expect(conversation.id, conversation.version)
    work.bump(conversation.id)
    joined = work.append(conversation.id, events.MemberJoined(user_ids=added))
    for user_id in added:
        store.add_member(work, conversation.id, user_id, "member", joined, hide=conversation.history == "from_join")
        work.append(user_id, events.ConversationJoined(conversation_id=conversation.id))
    return added


def remove_member(work: Work, conversation: Conversation, user_id: str) -> None:
    """Take a member out; `member.left` is the last event that this member receives."""
    work.expect(conversation.id, conversation.version)
    work.bump(conversation.id)
    work.append(conversation.id, events.MemberLeft(user_id=user_id))
    store.remove_member(work, conversation.id, user_id)
    work.append(user_id, events.ConversationLeft(conversation_id=conversation.id))


def set_role(work: Work, conversation: Conversation, user_id: str, role: str) -> None:
    """Give a member another role."""
    work.expect(conversation.id, conversation.version)
    if conversation.id not in work.bumped:
        work.bump(conversation.id)
    store.update_member(work, conversation.id, user_id, {"role": role})
    work.append(conversation.id, events.MemberRoleChanged(user_id=user_id, role=role))


def update(work: Work, conversation: Conversation, changes: dict[str, Any]) -> Entry:
    """Change what describes the group."""
    work.expect(conversation.id, conversation.version)
    work.bump(conversation.id)
    store.update(work, conversation.id, changes)
    return work.append(conversation.id, events.ConversationUpdated(**changes))


def dissolve(work: Work, conversation: Conversation) -> None:
    """End the group: it can be read, but nothing can be written."""
    work.expect(conversation.id, conversation.version)
    work.bump(conversation.id)
    store.update(work, conversation.id, {"dissolved_at": work.now})
    work.append(conversation.id, events.ConversationDissolved())


async def mark_read(work: Work, conversation_id: str, seq: int) -> int:
    """Move the actor's read cursor forward to `seq`; return where it stands. Going back changes nothing."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    me = work.actor.user_id
    cursors = await store.cursors(work, conversation_id, me, seq)
    if cursors is None:
        raise TokenIMError(errors.MESSAGE_NOT_FOUND, f"The conversation has no entry {seq}")
    if seq <= cursors[0]:
        return cursors[0]
    store.move_read(work, conversation_id, me, seq, cursors[2])
    work.append(me, events.ReadMoved(conversation_id=conversation_id, seq=seq))
    work.tell(conversation_id, events.ReceiptRead(user_id=me, seq=seq))
    return seq


async def mark_delivered(work: Work, conversation_id: str, seq: int) -> int:
    """Say that a device of the actor holds everything up to `seq`; return where the cursor stands."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    me = work.actor.user_id
    cursors = await store.cursors(work, conversation_id, me, seq)
    if cursors is None:
        raise TokenIMError(errors.MESSAGE_NOT_FOUND, f"The conversation has no entry {seq}")
    if seq <= cursors[1]:
        return cursors[1]
    store.move_delivered(work, conversation_id, me, seq)
    work.tell(conversation_id, events.ReceiptDelivered(user_id=me, seq=seq))
    return seq


async def prefer(work: Work, conversation_id: str, *, pinned: bool, muted: bool) -> None:
    """Pin or mute the conversation for the actor, on all devices."""
    conversation = await get(work, conversation_id)
    policy.may_read(conversation, work.actor.user_id)
    me = work.actor.user_id
    store.update_member(work, conversation_id, me, {"pinned": int(pinned), "muted": int(muted)})
    work.append(me, events.PreferencesChanged(conversation_id=conversation_id, pinned=pinned, muted=muted))


async def typing(work: Work, conversation_id: str, *, started: bool) -> None:
    """Tell the other members that the actor writes, or stopped."""
    conversation = await get(work, conversation_id)
    policy.may_write(conversation, work.actor.user_id)
    event = events.TypingStarted if started else events.TypingStopped
    work.tell(conversation_id, event(user_id=work.actor.user_id))


def outranks(conversation: Conversation, user_id: str, other: str) -> bool:
    """Whether one member's role is above another's."""
    return RANK[conversation.members[user_id].role] > RANK[conversation.members[other].role]


async def streams_of(work: Work, user_id: str) -> list[tuple[str, int, int]]:
    """Return (conversation id, last seq, visible after) of all the user's conversations."""
    return [(row[0], row[1], row[2]) for row in await store.streams_of(work, user_id)]


async def listed(work: Work, after: tuple[int, int, str], limit: int) -> list[Row]:
    """Return a page of the actor's conversations."""
    return await store.listed(work, work.actor.user_id, after, limit)


async def changed(work: Work, since: int, limit: int) -> list[Row]:
    """Return the actor's conversations that changed after the batch `since`."""
    return await store.changed(work, work.actor.user_id, since, limit)


def member_of(conversation: Conversation, user_id: str) -> Member:
    """Return a membership; raise `member.not_found`."""
    member = conversation.members.get(user_id)
    if member is None:
        raise TokenIMError(errors.MEMBER_NOT_FOUND)
    return member


def others(conversation: Conversation, user_ids: Iterable[str]) -> list[str]:
    """Return those who are not members."""
    return [user_id for user_id in user_ids if user_id not in conversation.members]
