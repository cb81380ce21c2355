"""How do clients edit, recall, hide and react?"""

from tokenim.catalogue import errors
from tokenim.catalogue.events import Message
from tokenim.catalogue.permissions import Permission
from tokenim.features.messages import service
from tokenim.features.messages.api.shapes import CHANGE, READ, EditMessage, OfMessage, Reaction
from tokenim.features.messages.service.reading import shown
from tokenim.kernel import wire
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work

_MESSAGE = {"conversation_id": "$group", "seq": 1}
_NONE = {"conversation_id": "$group", "seq": 1000000}
_REACTION = _MESSAGE | {"emoji": "👍"}


@operation(
    "messages.edit",
    http="PATCH /conversations/{conversation_id}/messages/{seq}",
    permission=Permission.MESSAGES_SEND,
    errors=(*CHANGE, errors.MESSAGE_NOT_YOURS, errors.MESSAGE_TOO_OLD, errors.MESSAGE_RECALLED,
            errors.EDITS_FULL, errors.MENTION_NOT_A_MEMBER),
    examples=(
        Example("New text", _MESSAGE | {"content": {"text": "Hello again"}}),
        Example("Somebody else's", _MESSAGE | {"seq": 2, "content": {"text": "No"}}, errors.MESSAGE_NOT_YOURS),
        Example("Another shape", _MESSAGE | {"content": {"url": "/x"}}, errors.REQUEST_INVALID),
        Example("No such message", _NONE | {"content": {"text": "No"}}, errors.MESSAGE_NOT_FOUND),
    ),
)  # fmt: skip
async def edit(work: Work, body: EditMessage) -> Message:
    """Change the content of an own message; the type stays. What it held before is kept as a revision."""
    message = await service.edit(
        work, body.conversation_id, body.seq, body.content, body.mentions, everybody=body.mentions_all
    )
    shown_ = await shown(work, body.conversation_id, [message])
    return wire.raw(shown_[0])  # type: ignore[no-any-return]


@operation(
    "messages.recall",
    http="DELETE /conversations/{conversation_id}/messages/{seq}",
    permission=Permission.MESSAGES_SEND,
    status=204,
    errors=(*CHANGE, errors.MESSAGE_NOT_YOURS, errors.MESSAGE_TOO_OLD),
    examples=(
        Example("An own one", _MESSAGE),
        Example("Somebody else's, as a plain member", _MESSAGE, errors.MESSAGE_NOT_YOURS, "bob"),
        Example("No such message", _NONE, errors.MESSAGE_NOT_FOUND),
    ),
)
async def recall(work: Work, body: OfMessage) -> None:
    """Take a message back: its content is erased for everybody, its place remains. Admins of a group may recall any."""
    await service.recall(work, body.conversation_id, body.seq)


@operation(
    "messages.hide",
    http="POST /conversations/{conversation_id}/messages/{seq}/hide",
    permission=Permission.CONVERSATIONS_WRITE,
    status=204,
    errors=(*READ, errors.MESSAGE_NOT_FOUND),
    examples=(
        Example("From the own view", _MESSAGE),
        Example("No such message", _NONE, errors.MESSAGE_NOT_FOUND),
    ),
)
async def hide(work: Work, body: OfMessage) -> None:
    """Delete a message for the caller only, on all devices."""
    await service.hide(work, body.conversation_id, body.seq)


_REACT = (*CHANGE, errors.MESSAGE_RECALLED)


@operation(
    "reactions.add",
    http="PUT /conversations/{conversation_id}/messages/{seq}/reactions/{emoji}",
    permission=Permission.MESSAGES_SEND,
    status=204,
    errors=(*_REACT, errors.REACTIONS_FULL, errors.OWN_REACTIONS_FULL),
    examples=(
        Example("A thumb", _REACTION),
        Example("No such message", _NONE | {"emoji": "👍"}, errors.MESSAGE_NOT_FOUND),
    ),
)
async def add(work: Work, body: Reaction) -> None:
    """React to a message; the same reaction twice is once."""
    await service.react(work, body.conversation_id, body.seq, body.emoji)


@operation(
    "reactions.remove",
    http="DELETE /conversations/{conversation_id}/messages/{seq}/reactions/{emoji}",
    permission=Permission.MESSAGES_SEND,
    status=204,
    errors=_REACT,
    examples=(
        Example("The thumb", _REACTION),
        Example("No such message", _NONE | {"emoji": "👍"}, errors.MESSAGE_NOT_FOUND),
    ),
)
async def remove(work: Work, body: Reaction) -> None:
    """Take an own reaction back; without one nothing happens."""
    await service.unreact(work, body.conversation_id, body.seq, body.emoji)
