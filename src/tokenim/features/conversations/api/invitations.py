"""How do clients answer an invitation?"""

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.features.conversations import service
from tokenim.features.conversations.api.shapes import NOT_MEMBER, OfConversation
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work


@operation(
    "conversations.accept",
    http="POST /conversations/{conversation_id}/accept",
    permission=Permission.CONVERSATIONS_WRITE,
    status=204,
    errors=NOT_MEMBER,
    examples=(
        Example("A group that Carol put Bob into", {"conversation_id": "$elsewhere"}, actor="bob"),
        Example("Somebody else's", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
    ),
)
async def accept(work: Work, body: OfConversation) -> None:
    """Agree to be in a conversation that a stranger put the caller into; sending there agrees too. Twice is once."""
    await service.accept(work, body.conversation_id)


@operation(
    "conversations.decline",
    http="POST /conversations/{conversation_id}/decline",
    permission=Permission.CONVERSATIONS_WRITE,
    status=204,
    errors=(
        *NOT_MEMBER, errors.CONVERSATION_NOT_A_GROUP, errors.CONVERSATION_NO_INVITATION,
        errors.CONVERSATION_OWNER_STAYS,
    ),
    examples=(
        Example("A group that Carol put Bob into", {"conversation_id": "$elsewhere"}, actor="bob"),
        Example(
            "A group that Bob spoke in", {"conversation_id": "$group"}, errors.CONVERSATION_NO_INVITATION, "bob"
        ),
        Example("Somebody else's", {"conversation_id": "$elsewhere"}, errors.CONVERSATION_NOT_A_MEMBER),
    ),
)  # fmt: skip
async def decline(work: Work, body: OfConversation) -> None:
    """Leave a group that a stranger put the caller into.

    Who did it may not add the caller to anything for 30 days, and nobody may to this group.
    """
    await service.decline(work, body.conversation_id)
