"""How do clients vote?"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tokenim.catalogue import errors
from tokenim.catalogue.permissions import Permission
from tokenim.kernel.operation import Example, operation
from tokenim.kernel.unit_of_work import Work
from tokenim_polls import catalogue, service

Id = Annotated[str, Meta(min_length=1, max_length=64)]
_POLL = {"conversation_id": "$group", "seq": 1000000}
_REFUSALS = (
    errors.CONVERSATION_NOT_FOUND, errors.CONVERSATION_NOT_A_MEMBER, errors.MESSAGE_NOT_FOUND, catalogue.NOT_A_POLL,
)  # fmt: skip


class OfPoll(msgspec.Struct, forbid_unknown_fields=True):
    """Names a poll by its message."""

    conversation_id: Id
    seq: Annotated[int, Meta(ge=1, le=2**63 - 1)]


class Vote(OfPoll):
    """A choice among the options, counted from 0."""

    choice: Annotated[int, Meta(ge=0, lt=catalogue.OPTIONS)]


@operation(
    "polls.vote",
    http="PUT /polls/{conversation_id}/{seq}/vote",
    permission=catalogue.POLLS_VOTE,
    errors=(*_REFUSALS, errors.CONVERSATION_DISSOLVED, errors.MESSAGE_RECALLED),
    examples=(Example("No such poll", _POLL | {"choice": 1}, errors.MESSAGE_NOT_FOUND),),
    status=204,
)
async def vote(work: Work, body: Vote) -> None:
    """Vote in a poll. A second vote replaces the first."""
    await service.vote(work, body.conversation_id, body.seq, body.choice)


@operation(
    "polls.get",
    http="GET /polls/{conversation_id}/{seq}",
    permission=Permission.MESSAGES_READ,
    errors=_REFUSALS,
    examples=(Example("No such poll", _POLL, errors.MESSAGE_NOT_FOUND),),
)
async def get(work: Work, body: OfPoll) -> service.Poll:
    """Read how a poll stands."""
    return await service.read(work, body.conversation_id, body.seq)
