"""How do clients ask for members, and say what they have read, hold and write?"""

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.conversations import service, store
from tokenim.features.conversations.api.shapes import (
    NOT_MEMBER,
    Cursor,
    ListMembers,
    MemberPage,
    OfConversation,
    Preferences,
    PreferencesView,
    ReadCursor,
    ReadCursors,
    ReadSeveral,
    Upto,
)
from tokenim.features.conversations.model import Standing
from tokenim.kernel import page
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


@operation(
    "members.list",
    http="GET /conversations/{conversation_id}/members",
    permission=Permission.CONVERSATIONS_READ,
    errors=(*NOT_MEMBER, errors.CURSOR_INVALID),
    examples=(
        Example("Members of a group", {"conversation_id": "$group", "limit": 10}),
        Example(
            "Of somebody else's group", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER
        ),
    ),
)
async def list_members(work: Work, body: ListMembers) -> MemberPage:
    """List members with their roles and receipts."""
    conversation = await service.get(work, body.conversation_id)
    service.may_read(conversation, work.actor.user_id)
    after = page.unpack(body.cursor, tuple[str])[0] if body.cursor else ""
    rows = await store.members(work, body.conversation_id, after, body.limit + 1)
    more = len(rows) > body.limit
    items = [service.as_shown(row) for row in rows[: body.limit]]
    return MemberPage(items, page.pack(items[-1].user_id) if more else None)


@operation(
    "conversations.read",
    http="PUT /conversations/{conversation_id}/read",
    permission=Permission.CONVERSATIONS_WRITE,
    errors=(*NOT_MEMBER, errors.MESSAGE_NOT_FOUND),
    examples=(
        Example("Everything so far", {"conversation_id": "$group", "seq": 2}),
        Example(
            "More than there is", {"conversation_id": "$group", "seq": 1000000}, errors.MESSAGE_NOT_FOUND
        ),
    ),
)
async def read(work: Work, body: Upto) -> ReadCursor:
    """Move the caller's read cursor forward; it never goes back, on no device. What was read was delivered too."""
    return _cursor(body.conversation_id, await service.mark_read(work, body.conversation_id, body.seq))


def _cursor(conversation_id: str, now: Standing) -> ReadCursor:
    return ReadCursor(conversation_id, now.read_seq, now.unread, now.mentions, now.last_seq)


@operation(
    "conversations.read_several",
    http="PUT /conversations/read",
    permission=Permission.CONVERSATIONS_WRITE,
    errors=(*NOT_MEMBER, errors.MESSAGE_NOT_FOUND),
    examples=(
        Example(
            "One of them twice",
            {"items": [{"conversation_id": "$group", "seq": 2}, {"conversation_id": "$group", "seq": 1}]},
        ),
        Example(
            "One of them is somebody else's",
            {"items": [{"conversation_id": "$group", "seq": 2}, {"conversation_id": "$elsewhere", "seq": 1}]},
            errors.CONVERSATION_NOT_A_MEMBER,
        ),
    ),
)
async def read_several(work: Work, body: ReadSeveral) -> ReadCursors:
    """Move the caller's read cursors of several conversations forward: all of them, or none where one is refused."""
    upto: dict[str, int] = {}
    for item in body.items:
        upto[item.conversation_id] = max(item.seq, upto.get(item.conversation_id, 0))
    moved = [(each, await service.mark_read(work, each, seq)) for each, seq in upto.items()]
    return ReadCursors([_cursor(each, now) for each, now in moved])


@operation(
    "conversations.delivered",
    http="PUT /conversations/{conversation_id}/delivered",
    permission=Permission.CONVERSATIONS_WRITE,
    errors=(*NOT_MEMBER, errors.MESSAGE_NOT_FOUND),
    examples=(
        Example("Everything so far", {"conversation_id": "$group", "seq": 2}),
        Example(
            "More than there is", {"conversation_id": "$group", "seq": 1000000}, errors.MESSAGE_NOT_FOUND
        ),
    ),
)
async def delivered(work: Work, body: Upto) -> Cursor:
    """Say that a device of the caller holds everything up to `seq`."""
    return Cursor(body.conversation_id, await service.mark_delivered(work, body.conversation_id, body.seq))


@operation(
    "conversations.prefer",
    http="PUT /conversations/{conversation_id}/preferences",
    permission=Permission.CONVERSATIONS_WRITE,
    errors=NOT_MEMBER,
    examples=(
        Example("Pin it", {"conversation_id": "$group", "pinned": True, "muted": False}),
        Example(
            "Somebody else's",
            {"conversation_id": "$elsewhere", "pinned": True, "muted": False},
            errors.CONVERSATION_NOT_A_MEMBER,
        ),
    ),
)
async def prefer(work: Work, body: Preferences) -> PreferencesView:
    """Pin or mute a conversation for the caller, on all devices."""
    await service.prefer(work, body.conversation_id, pinned=body.pinned, muted=body.muted)
    return PreferencesView(body.conversation_id, body.pinned, body.muted)


_TYPING_EXAMPLES = (
    Example("In a group", {"conversation_id": "$group"}),
    Example("In somebody else's", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
)


@operation(
    "typing.start",
    http="POST /conversations/{conversation_id}/typing",
    permission=Permission.MESSAGES_SEND,
    errors=(*NOT_MEMBER, errors.CONVERSATION_DISSOLVED),
    status=204,
    examples=_TYPING_EXAMPLES,
)
async def typing_start(work: Work, body: OfConversation) -> None:
    """Tell the members that the caller is writing; repeat every few seconds."""
    await service.typing(work, body.conversation_id, started=True)


@operation(
    "typing.stop",
    http="DELETE /conversations/{conversation_id}/typing",
    permission=Permission.MESSAGES_SEND,
    errors=(*NOT_MEMBER, errors.CONVERSATION_DISSOLVED),
    status=204,
    examples=_TYPING_EXAMPLES,
)
async def typing_stop(work: Work, body: OfConversation) -> None:
    """Tell the members that the caller stopped writing."""
    await service.typing(work, body.conversation_id, started=False)
