"""How do clients ask for conversations?"""

from typing import Any

from tokenim.catalogue import errors, limits
from tokenim.catalogue.permissions import Permission
from tokenim.features.conversations import service
from tokenim.features.conversations.api.shapes import (
    NOT_MEMBER,
    ConversationPage,
    CreateDirect,
    CreateGroup,
    ListConversations,
    OfConversation,
)
from tokenim.features.conversations.model import DIRECT, ConversationView
from tokenim.kernel.clock import rfc3339
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


@operation(
    "conversations.create",
    http="POST /conversations",
    permission=Permission.CONVERSATIONS_MANAGE,
    status=201,
    location="/conversations/{id}",
    finds=True,
    errors=(
        errors.USER_NOT_FOUND,
        errors.USER_NOT_ADDABLE,
        errors.CONVERSATION_WITH_SELF,
    ),
    examples=(
        Example("Talk to one user", {"kind": "direct", "user_id": "$bob"}),
        Example("Make a group", {"kind": "group", "name": "Lunch", "member_ids": ["$bob", "$carol"]}),
        Example(
            "A user that does not exist", {"kind": "direct", "user_id": "$nobody"}, errors.USER_NOT_FOUND
        ),
        Example("With oneself", {"kind": "direct", "user_id": "$alice"}, errors.CONVERSATION_WITH_SELF),
    ),
)
async def create(work: Work, body: CreateDirect | CreateGroup) -> ConversationView:
    """Open the direct conversation with a user, or make a group.

    Two users have one direct conversation: asking again returns it, with status 200 instead of 201. Users who share no
    conversation with the caller come as invited: they may decline a group. `who_may_add` of a profile closes it to strangers,
    or to all.
    """
    if isinstance(body, CreateDirect):
        conversation_id = await service.open_direct(work, body.user_id)
        if work.existed:
            return await service.view(work, conversation_id)
        return _new(
            work, conversation_id, DIRECT, history="all", peer_id=body.user_id, member_count=2, role="member"
        )
    described = {
        "name": body.name, "description": body.description, "avatar_url": body.avatar_url, "history": body.history,
    }  # fmt: skip
    conversation_id = await service.create_group(work, body.member_ids, described)
    count = len(dict.fromkeys([work.actor.user_id, *body.member_ids]))
    return _new(work, conversation_id, "group", member_count=count, role="owner", **described)


def _new(work: Work, conversation_id: str, kind: str, **described: Any) -> ConversationView:
    return ConversationView(
        id=conversation_id, kind=kind, last_seq=0, unread=0, mentions=0, read_seq=0, delivered_seq=0, pinned=False,
        muted=False, version=1, created_by=work.actor.user_id, created_at=rfc3339(work.now), **described,
    )  # fmt: skip


@operation(
    "conversations.list",
    http="GET /conversations",
    permission=Permission.CONVERSATIONS_READ,
    errors=(errors.CURSOR_INVALID,),
    examples=(
        Example("The first page", {"limit": 20}),
        Example("Those with these ids", {"ids": ["$group", "$elsewhere"]}),
        Example("A cursor of something else", {"cursor": "bm9uc2Vuc2U"}, errors.CURSOR_INVALID),
    ),
)
async def list_(work: Work, body: ListConversations) -> ConversationPage:
    """List the caller's conversations: pinned ones first, then the one in which something happened last.

    With `ids` only those of them; ids of conversations that are not the caller's are left out.
    """
    ids = None if body.ids is None else sorted(set(body.ids))
    limit = body.limit or (limits.PAGE_DEFAULT if ids is None else len(ids))
    return ConversationPage(*await service.page_of(work, body.cursor or "", limit, ids=ids))


@operation(
    "conversations.get",
    http="GET /conversations/{conversation_id}",
    permission=Permission.CONVERSATIONS_READ,
    errors=NOT_MEMBER,
    examples=(
        Example("A group", {"conversation_id": "$group"}),
        Example("Somebody else's", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
        Example("None", {"conversation_id": "$unknown_conversation"}, errors.CONVERSATION_NOT_FOUND),
    ),
)
async def get(work: Work, body: OfConversation) -> ConversationView:
    """Return one conversation of the caller."""
    conversation = await service.get(work, body.conversation_id)
    service.may_read(conversation, work.actor.user_id)
    return await service.view(work, body.conversation_id)
